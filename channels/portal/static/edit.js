// The page works without any of this. It adds: more lines at a tap, and fields of choices only where they are needed.
"use strict";

// The rows of a section are numbered; one more is a copy of its last, emptied, with the next number.
function addLine(section) {
  const rows = [...section.querySelectorAll(".row")];
  const last = rows[rows.length - 1];
  const copy = last.cloneNode(true);
  const old = last.dataset.row;
  const fresh = section.dataset.at + "r" + rows.length;
  copy.dataset.row = fresh;
  for (const field of copy.querySelectorAll("[name]")) {
    field.name = field.name.replace(old, fresh);
    if (field.id) field.id = field.id.replace(old, fresh);
    if (field.tagName === "SELECT") field.selectedIndex = 0;
    else field.value = "";
  }
  for (const label of copy.querySelectorAll("label[for]")) label.htmlFor = label.htmlFor.replace(old, fresh);
  for (const wrong of copy.querySelectorAll(".wrong, .take-out")) wrong.remove();
  copy.classList.remove("out");
  last.after(copy);
  follow(copy);
  copy.querySelector("input:not([type=hidden])").focus();
}

function follow(row) {
  const kind = row.querySelector("select.kind");
  const choice = row.querySelector(".choice");
  if (!kind || !choice) return;
  const show = () => { choice.hidden = kind.value !== "choice"; };
  kind.addEventListener("change", show);
  show();
}

// A line that is taken out is empty, as the page takes it; what it said waits until the page is left.
function takeOut(row) {
  const button = document.createElement("button");
  const { out, back } = row.closest("fieldset").dataset;
  const fields = [...row.querySelectorAll("[name$=d], [name$=q], [name$=u], [name$=p], [name$=c], [name$=a]")];
  let kept = null;
  button.type = "button";
  button.className = "take-out";
  button.textContent = out;
  button.addEventListener("click", () => {
    if (kept) fields.forEach((field, place) => { field.value = kept[place]; });
    else kept = fields.map((field) => { const said = field.value; field.value = ""; return said; });
    const gone = row.classList.toggle("out");
    button.textContent = gone ? back.replace("…", kept[0]) : out;
    (gone ? row : row.querySelector("details")).append(button);
    button.focus();
    if (!gone) kept = null;
    changed = true;
  });
  row.querySelector("details").append(button);
}

for (const row of document.querySelectorAll(".row")) follow(row);
for (const row of document.querySelectorAll(".row")) if (row.querySelector("[name$=d]").value) takeOut(row);
for (const section of document.querySelectorAll("fieldset[data-at]")) {
  const more = document.createElement("button");
  more.type = "button";
  more.textContent = section.dataset.more;
  more.addEventListener("click", () => addLine(section));
  section.querySelector(".lines-of").append(more);
}

const wrong = document.querySelector("[aria-invalid=true]");
const said = document.getElementById("said");
if (wrong) wrong.focus();
else if (said) said.focus();

// What was typed and not saved is not lost by a slip of the thumb.
let changed = false;
document.addEventListener("input", () => { changed = true; });
document.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
