// The pages of review work without this.  With it, single keys press the buttons that name them.
"use strict";

const buttons = new Map(
  [...document.querySelectorAll("[data-key]")].map((b) => [b.dataset.key, b]),
);

for (const hint of document.querySelectorAll("[data-key] kbd")) hint.hidden = false;

let sent = false; // one judgement a page: the next key belongs to the next question
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
}
window.addEventListener("pageshow", () => { sent = false; });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const button = buttons.get(event.key.toLowerCase());
  if (!button) return;
  event.preventDefault();
  button.click();
});
