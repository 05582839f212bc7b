// Two phones on one page: who they belong to, how they show, and what reaches them.

import { Composer } from "./composer.js";
import { freshNumbers, post, Stream } from "./network.js";
import { Phone } from "./phone.js";
import { make, say, settings, spaced } from "./pieces.js";
import { chips } from "./samples.js";

const KEPT = "milepost.simulator";
const FIRST = { contractor: "+14155550100", example: "+14155550134", client: null, mode: "buttons" };

const stage = document.querySelector(".stage");
const picker = document.querySelector(".picker select");
const narrow = matchMedia("(max-width: 859px)");
const state = { ...FIRST, ...kept() };
const hooks = { send: post, news: unread, looking };
const phones = { contractor: new Phone("contractor", hooks), client: new Phone("client", hooks) };
const stream = new Stream({ line: heard, numbers: known, ready, connected });
let offered = new Map();

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(changes) {
  Object.assign(state, changes);
  sessionStorage.setItem(KEPT, JSON.stringify(state));
}

/* The phones and their numbers ------------------------------------------------------------------------------- */

function begin() {
  for (const [role, phone] of Object.entries(phones)) {
    stream.forget(state[role]);
    phone.clear(state[role]);
  }
  offered = new Map();
  document.querySelector("#phone-contractor .number").textContent = spaced(state.contractor);
  usable(phones.client, Boolean(state.client));
  list([]);
  chips(phones.contractor, state.example);
  follow();
}

function follow() {
  stream.follow([state.contractor, state.client].filter(Boolean));
}

function usable(phone, yes) {
  for (const control of phone.element.querySelectorAll(".composer textarea, .composer button, .composer input")) control.disabled = !yes;
}

function showClient(number) {
  keep({ client: number });
  stream.forget(number);
  phones.client.clear(number);
  usable(phones.client, Boolean(number));
  follow();
}

/** Clients are those who were written to, not who wrote first; theirs are the messages since this contractor began. */
function known({ numbers }) {
  const began = numbers.find((one) => one.number === state.contractor)?.began;
  const others = numbers.filter((one) => one.number !== state.contractor);
  const clients = others.filter((one) => one.by === "program" && began && one.messaged >= began);
  clients.sort((one, other) => (one.messaged < other.messaged ? -1 : 1));
  if (!state.client && clients.length) showClient(clients[0].number);
  list(others);
  const news = clients.filter((one) => one.number !== state.client && offered.get(one.number) !== one.messaged);
  if (phones.client.ready && news.length) offer(news[0].number);
  offered = new Map(clients.map((one) => [one.number, one.messaged]));
}

function list(numbers) {
  const all = [...new Set([state.client, ...numbers.map((one) => one.number)])].filter(Boolean);
  const options = all.map((number) => make("option", { value: number }, spaced(number)));
  if (!state.client) options.unshift(make("option", { value: "" }, say("number_waiting")));
  picker.replaceChildren(...options);
  picker.value = state.client ?? "";
}

function offer(number) {
  toast(say("new_elsewhere", { number: spaced(number) }), say("show"), () => showClient(number));
}

picker.addEventListener("change", () => picker.value && showClient(picker.value));

document.getElementById("fresh").addEventListener("click", async () => {
  const before = { contractor: state.contractor, client: state.client, example: state.example };
  try {
    const { contractor, client } = await freshNumbers();
    keep({ contractor, example: client, client: null });
  } catch {
    toast(say("error_busy"));
    return;
  }
  begin();
  const back = () => (keep(before), begin());
  toast(say("fresh_done"), say("undo"), back);
  phones.contractor.find("textarea").focus();
});

/* What comes from the server --------------------------------------------------------------------------------- */

function heard(line) {
  for (const phone of Object.values(phones)) if (phone.number === line.number) phone.take(line);
}

function ready() {
  for (const phone of Object.values(phones)) if (phone.number && !phone.ready) phone.settle();
}

function connected(yes) {
  const box = document.querySelector(".connection");
  clearTimeout(connected.later);
  const show = () => {
    box.hidden = yes;
    box.textContent = yes ? "" : say("reconnecting");
  };
  if (yes) show();
  else connected.later = setTimeout(show, 400);
}

/* How it shows ----------------------------------------------------------------------------------------------- */

function setMode(mode) {
  keep({ mode });
  document.querySelector(`input[name="mode"][value="${mode}"]`).checked = true;
  for (const phone of Object.values(phones)) phone.setMode(mode);
}

function looking(phone) {
  return document.visibilityState === "visible" && (!narrow.matches || stage.dataset.shown === phone.role);
}

function unread(phone) {
  const badge = document.querySelector(`#tab-${phone.role} .unread`);
  badge.hidden = false;
  badge.textContent = Number(badge.textContent || 0) + 1;
}

function showTab(role, focus = false) {
  stage.dataset.shown = role;
  for (const one of Object.keys(phones)) {
    const tab = document.getElementById(`tab-${one}`);
    tab.setAttribute("aria-selected", String(one === role));
    tab.tabIndex = one === role ? 0 : -1;
    if (one === role && focus) tab.focus();
  }
  const badge = document.querySelector(`#tab-${role} .unread`);
  badge.hidden = true;
  badge.textContent = "";
  phones[role].toEnd();
  phones[role].tellSoon();
}

function asTabs() {
  for (const [role, phone] of Object.entries(phones)) {
    if (narrow.matches) phone.element.setAttribute("role", "tabpanel");
    else phone.element.removeAttribute("role");
    phone.element.setAttribute("aria-labelledby", narrow.matches ? `tab-${role}` : `title-${role}`);
  }
}

function toast(text, action, act) {
  const box = document.querySelector(".toast");
  const button = box.querySelector("button");
  box.querySelector("span").textContent = text;
  button.hidden = !action;
  button.textContent = action ?? "";
  button.onclick = () => ((box.hidden = true), act());
  box.hidden = false;
  clearTimeout(toast.ends);
  toast.ends = setTimeout(() => (box.hidden = true), 9000);
}

for (const role of Object.keys(phones)) {
  const tab = document.getElementById(`tab-${role}`);
  tab.addEventListener("click", () => showTab(role));
  tab.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") showTab(role === "client" ? "contractor" : "client", true);
  });
}
for (const radio of document.querySelectorAll('input[name="mode"]')) radio.addEventListener("change", () => setMode(radio.value));
for (const phone of Object.values(phones)) new Composer(phone);
for (const event of ["dragover", "drop"]) document.addEventListener(event, (happened) => happened.preventDefault());
document.addEventListener("visibilitychange", () => Object.values(phones).forEach((phone) => phone.tellSoon()));
narrow.addEventListener("change", asTabs);
addEventListener("pagehide", () => stream.close());
addEventListener("pageshow", (event) => event.persisted && follow());

asTabs();
setMode(state.mode);
begin();
document.documentElement.dataset.language = settings.language;
