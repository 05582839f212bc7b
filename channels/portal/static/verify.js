// Compares files with the pack. They are read here, in the browser: nothing is sent anywhere.
"use strict";

const check = document.getElementById("check");
const input = document.getElementById("file");
const found = document.getElementById("found");
const say = check.dataset;
const places = new Map();
document.querySelectorAll("[data-sha256]").forEach((item, place) => places.set(item.dataset.sha256, place + 1));

async function fingerprint(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function compare(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const state = document.createElement("span");
  name.className = "file-name";
  name.textContent = file.name;
  state.className = "file-state";
  state.textContent = say.busy;
  item.append(name, state);
  found.append(item);
  try {
    const mark = await fingerprint(file);
    const same = places.has(mark) || mark === say.pdf;
    item.className = same ? "good" : "bad";
    if (mark === say.pdf) state.textContent = say.samePdf;
    else state.textContent = same ? say.same.replace("#", places.get(mark)) : say.other;
  } catch {
    item.className = "bad";
    state.textContent = say.failed;
  }
}

input.addEventListener("change", async () => {
  found.replaceChildren();
  for (const file of input.files) await compare(file);
});

// Browsers have it on https only, and on the machine itself.
check.hidden = !(window.crypto && crypto.subtle);
