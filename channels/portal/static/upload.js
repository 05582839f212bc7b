// The page works without any of this. It adds: each file on its own, with its progress, and a second try for what failed.
"use strict";

const form = document.getElementById("upload");
const input = document.getElementById("file");
const list = document.getElementById("files");
const news = document.getElementById("news");
const send = form.querySelector("button.main");
const say = form.dataset;
const sendWords = send.textContent;
let rows = [];
let busy = false;

const size = (bytes) =>
  bytes < 1e6 ? Math.ceil(bytes / 1e3) + " KB" : (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + " MB";

function row(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const state = document.createElement("span");
  const bar = document.createElement("progress");
  name.className = "file-name";
  name.textContent = file.name;
  state.className = "file-state";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(name, state, bar);
  const one = { file, item, state, bar, receipt: "", large: file.size > Number(say.largest) };
  if (one.large) fails(one, say.large);
  else state.textContent = size(file.size) + " · " + say.waiting;
  return one;
}

function fails(one, words) {
  one.item.className = "bad";
  one.state.textContent = words;
  one.bar.hidden = true;
}

function choose() {
  rows = [...input.files].map(row);
  list.replaceChildren(...rows.map((one) => one.item));
  list.hidden = !rows.length;
  news.textContent = rows.length > Number(say.most) ? say.many : "";
  send.textContent = sendWords;
}

// The answer's status, 0 when there was none.
function post(one) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const content = new FormData();
    content.append("file", one.file, one.file.name);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      one.bar.value = Math.floor((100 * event.loaded) / event.total);
      one.state.textContent = size(one.file.size) + " · " + one.bar.value + " %";
    });
    request.addEventListener("loadend", () => {
      if (request.status === 200) one.receipt = request.response.receipt;
      resolve(request.status);
    });
    request.responseType = "json";
    request.open("POST", say.one);
    request.send(content);
  });
}

async function bring(one) {
  one.item.className = "";
  one.bar.hidden = false;
  one.bar.value = 0;
  news.textContent = say.going + " " + one.file.name;
  const status = await post(one);
  if (one.receipt) {
    one.bar.value = 100;
    one.item.className = "good";
    one.state.textContent = size(one.file.size) + " · " + say.here;
    return;
  }
  one.large = status === 413;
  fails(one, status === 413 ? say.large : status === 404 ? say.lost : say.failed);
}

// The form itself goes last: with a receipt for each file instead of the files.
function finish() {
  input.disabled = true;
  for (const one of rows) {
    if (!one.receipt) continue;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "receipt";
    field.value = one.receipt;
    form.append(field);
  }
  form.submit();
}

async function submit(event) {
  event.preventDefault();
  const wanted = rows.filter((one) => !one.large);
  if (busy || rows.length > Number(say.most) || !wanted.length) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  for (const one of wanted) if (!one.receipt) await bring(one);
  busy = false;
  form.removeAttribute("aria-busy");
  if (wanted.every((one) => one.receipt)) return finish();
  news.textContent = say.some;
  send.textContent = say.again;
  send.focus();
}

function tidyUp() {
  const said = document.getElementById("said");
  if (!said) return;
  said.focus();
  const address = new URL(location.href);
  address.searchParams.delete("said");
  address.searchParams.delete("n");
  address.hash = "";
  history.replaceState(null, "", address.pathname + address.search);
}

input.addEventListener("change", choose);
form.addEventListener("submit", submit);
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
tidyUp();
