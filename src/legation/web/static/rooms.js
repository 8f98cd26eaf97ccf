// The pages of the rooms work without this.  With it, a slider says where it stands and acts at once.
"use strict";

for (const slider of document.querySelectorAll("[data-slider]")) {
  const told = slider.parentElement.querySelector("[data-slider-value]");
  slider.addEventListener("input", () => { if (told) told.value = slider.value; });
  slider.addEventListener("change", () => slider.form.requestSubmit());
}
