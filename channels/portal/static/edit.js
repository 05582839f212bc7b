// The page works without any of this. It adds: more lines at a tap, moving and taking out at once, and fields only where
// they are needed.
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
  for (const extra of copy.querySelectorAll(".wrong, .take-out")) extra.remove();
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

// A line changes places with the one above or below it; from the edge of its section it goes on to the end of the next.
const PARTS = ["i", "d", "q", "u", "p", "k", "t", "c", "a", "n"];

function partOf(row, part) {
  return row.querySelector("[name=" + row.dataset.row + part + "]");
}

function held(row, part) {
  const field = partOf(row, part);
  return field ? field.value : "";
}

function put(row, part, value) {
  let field = partOf(row, part);
  if (!field && value) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = row.dataset.row + part;
    row.prepend(field);
  }
  if (field && field.tagName === "SELECT" && !value) field.selectedIndex = 0;
  else if (field) field.value = value;
}

function swap(one, other) {
  for (const part of PARTS) {
    const kept = held(one, part);
    put(one, part, held(other, part));
    put(other, part, kept);
  }
  for (const row of [one, other]) row.querySelector("select.kind").dispatchEvent(new Event("change"));
}

function isBlank(row) {
  return !held(row, "d") && !held(row, "p");
}

function nextTo(row, step) {
  const section = row.closest("fieldset");
  const rows = [...section.querySelectorAll(".row")].filter((one) => one === row || !isBlank(one));
  const beside = rows[rows.indexOf(row) + step];
  if (beside) return beside;
  const sections = [...document.querySelectorAll("fieldset[data-at]")];
  const other = sections[sections.indexOf(section) + step];
  if (!other) return null;
  const free = [...other.querySelectorAll(".row")].reverse();
  if (!isBlank(free[0])) addLine(other);
  return [...other.querySelectorAll(".row")].find((one, place, all) => all.slice(place).every(isBlank));
}

// The page's own buttons move a line by a post; here they do it at once. A row that was blank has none yet.
function movable(row) {
  const steps = [[-1, "up"], [1, "down"]];
  const there = row.querySelectorAll(".move");
  const buttons = there.length ? [...there] : steps.map(([, label]) => {
    const button = document.createElement("button");
    button.className = "take-out move";
    button.textContent = row.closest("fieldset").dataset[label];
    row.querySelector("details").append(button);
    return button;
  });
  buttons.forEach((button, place) => {
    const step = steps[place][0];
    button.type = "button";
    button.addEventListener("click", () => {
      const beside = nextTo(row, step);
      if (!beside) return;
      swap(row, beside);
      for (const folded of [beside.closest("details"), beside.querySelector("details")]) if (folded) folded.open = true;
      if (!beside.querySelector(".move")) movable(beside);
      beside.querySelectorAll(".move")[place].focus();
      changed = true;
    });
  });
}

// A day is asked for only where a payment is due on one.
function dated(when) {
  const box = when.closest(".when-of").querySelector(".day");
  const day = box.querySelector("input");
  const show = () => { box.hidden = when.value !== "date" && !day.matches("[aria-invalid]"); day.disabled = box.hidden; };
  when.addEventListener("change", show);
  show();
}

for (const row of document.querySelectorAll(".row")) follow(row);
for (const row of document.querySelectorAll(".row")) if (row.querySelector("[name$=d]").value) movable(row);
for (const row of document.querySelectorAll(".row")) if (row.querySelector("[name$=d]").value) takeOut(row);
for (const when of document.querySelectorAll("select.when")) dated(when);
for (const section of document.querySelectorAll("fieldset[data-at]")) {
  const more = document.createElement("button");
  more.type = "button";
  more.textContent = section.dataset.more;
  more.addEventListener("click", () => addLine(section));
  section.querySelector(".lines-of").append(more);
}

const wrong = document.querySelector("[aria-invalid=true]");
const said = document.getElementById("said");
const moved = document.querySelector("[autofocus]");
if (moved) moved.focus();
else if (wrong) wrong.focus();
else if (said) said.focus();

// What was typed and not saved is not lost by a slip of the thumb.
let changed = false;
document.addEventListener("input", () => { changed = true; });
document.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
