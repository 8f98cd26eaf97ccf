// The reader works without this.  With it, a passage and what was made of it light up together,
// and j and k go from finding to finding.
"use strict";

const marks = [...document.querySelectorAll("mark[data-findings]")];
const notes = [...document.querySelectorAll("[data-finding]")];

function light(id, on) {
  for (const mark of marks) {
    if (mark.dataset.findings.split(" ").includes(id)) mark.classList.toggle("lit", on);
  }
}

for (const note of notes) {
  const id = note.dataset.finding;
  for (const [event, on] of [["mouseenter", true], ["focusin", true], ["mouseleave", false], ["focusout", false]]) {
    note.addEventListener(event, () => light(id, on));
  }
}

for (const mark of marks) {
  const own = mark.dataset.findings.split(" ");
  for (const [event, on] of [["mouseenter", true], ["mouseleave", false]]) {
    mark.addEventListener(event, () => {
      for (const note of notes) {
        if (own.includes(note.dataset.finding)) note.classList.toggle("lit", on);
      }
    });
  }
}

let at = -1;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || notes.length === 0) return;
  at = Math.min(Math.max(at + step, 0), notes.length - 1);
  const link = notes[at].querySelector("a");
  link.focus();
  notes[at].scrollIntoView({ block: "center" });
});

// Selected words of one paragraph can be made a record of: a link to the form appears.
const article = document.querySelector("article[data-document]");
const offer = document.createElement("a");
offer.className = "offer";
offer.textContent = "Add a record about the selection";
offer.hidden = true;
document.querySelector("main").append(offer);

function letters(text) {
  return [...text].length; // places are counted in characters, not in units of the script engine
}

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  offer.hidden = true;
  if (!article || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const inside = (node) => (node.nodeType === 1 ? node : node.parentElement).closest(".running[data-start]");
  const paragraph = inside(range.startContainer);
  if (!paragraph || paragraph !== inside(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(paragraph);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = Number(paragraph.dataset.start) + letters(before.toString()) + letters(words) - letters(words.trimStart());
  const end = start + letters(words.trim());
  if (end <= start) return;
  offer.href = `/documents/${article.dataset.document}/add?at=${start}-${end}`;
  offer.hidden = false;
});
