// One message as it looks on the phone, with buttons or as a plain text message.

import { clock, glyph, make, plainName, say, weight, webAddress } from "./pieces.js";

const LONG = 1200;
const LINES = 40;
const SHOWN = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const PLAYED = new Set(["video/mp4", "video/webm", "video/quicktime", "video/3gpp"]);
const ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g;

/** What the program said. `tap(item, choice)` is called when a choice is tapped. */
export function saidToMe(item, mode, tap) {
  const plain = mode === "plain";
  const bubble = make("div", { class: "bubble theirs" }, whose("from_milepost"));
  pictures(bubble, item.files);
  words(bubble, plain ? item.plain : item.text, item);
  others(bubble, item.files);
  bubble.append(foot(item, plain && item.sms ? say("sms_parts", { count: item.sms }) : ""));
  const row = make("li", { class: "row theirs", "data-id": item.id }, bubble);
  if (!plain) row.append(...under(item, tap));
  return row;
}

/** What the person said. `again(item)` sends a failed one once more. */
export function saidByMe(item, mode, again) {
  const bubble = make("div", { class: "bubble mine" }, whose("from_you"));
  pictures(bubble, item.files);
  words(bubble, item.tap ? (mode === "plain" ? item.tapDigit : item.tapLabel) : item.text, item);
  others(bubble, item.files);
  if (item.progress !== undefined && !item.failed) bubble.append(progress(item));
  bubble.append(foot(item, "", mark(item)));
  const row = make("li", { class: "row mine", "data-id": item.id }, bubble);
  if (item.failed) row.append(failure(item, again));
  return row;
}

/** Only the sign changes: pictures and playing videos stay as they are. */
export function remark(row, item) {
  row?.querySelector(".upload")?.remove();
  row?.querySelector(".mark")?.replaceWith(mark(item) ?? "");
}

/** Only the choices change. */
export function rechoose(row, item, tap) {
  row?.querySelector(".choices")?.replaceWith(choices(item, tap));
}

export function showProgress(row, share) {
  const bar = row?.querySelector("progress");
  if (bar) bar.value = share;
  const text = row?.querySelector(".percent");
  if (text) text.textContent = say("progress", { percent: Math.round(share * 100) });
}

function whose(code) {
  return make("span", { class: "hidden-label" }, `${say(code)}: `);
}

function pictures(bubble, files = []) {
  const seen = files.filter((file) => SHOWN.has(file.type) || PLAYED.has(file.type));
  if (!seen.length) return;
  const still = seen.filter((file) => SHOWN.has(file.type)).length;
  const album = make("div", { class: `album album-${Math.min(still, 4)}` });
  album.append(...seen.map((file) => (PLAYED.has(file.type) ? film(file) : picture(file))));
  bubble.append(album);
}

function picture(file) {
  const image = make("img", { src: source(file), alt: plainName(file.name), loading: "lazy", decoding: "async" });
  const link = make("a", { href: source(file), target: "_blank", rel: "noopener noreferrer", class: "tile" }, image);
  image.addEventListener("error", () => link.replaceWith(chip(file)));
  return link;
}

function film(file) {
  const player = make("video", { src: source(file), controls: true, preload: "metadata", playsinline: true, "aria-label": plainName(file.name) });
  const tile = make("div", { class: "tile film" }, player);
  player.addEventListener("error", () => tile.replaceWith(chip(file)));
  return tile;
}

function others(bubble, files = []) {
  for (const file of files) {
    if (!SHOWN.has(file.type) && !PLAYED.has(file.type)) bubble.append(chip(file));
  }
}

/** A file by its name: PDFs open in a new tab, what browsers cannot show is saved. */
function chip(file) {
  const name = make("bdi", { class: "file-name" }, plainName(file.name));
  const kind = file.type === "application/pdf" ? "PDF" : (plainName(file.name).match(/\.(\w{1,5})$/)?.[1] ?? "").toUpperCase();
  const facts = make("small", {}, [kind, weight(file.size)].filter(Boolean).join(" · "));
  const icon = glyph(file.type.startsWith("video/") ? "film" : "file");
  const label = make("span", { class: "file-text" }, name, facts);
  return make("a", { class: "file", href: source(file), target: "_blank", rel: "noopener noreferrer" }, icon, label);
}

function source(file) {
  return file.local ?? `/simulator/media/${file.id}`;
}

/** Words as text, addresses in them as links; very long ones folded. */
function words(bubble, text, item) {
  if (!text) return;
  const long = text.length > LONG || text.split("\n", LINES + 1).length > LINES;
  const shown = make("p", { class: "words", dir: "auto" });
  const fold = () => shown.replaceChildren(...linked(long && !item.open ? `${cut(text)}…` : text));
  fold();
  bubble.append(shown);
  if (!long) return;
  const more = make("button", { type: "button", class: "more", "aria-expanded": String(Boolean(item.open)) }, say(item.open ? "show_less" : "show_all"));
  more.addEventListener("click", () => {
    item.open = !item.open;
    fold();
    more.textContent = say(item.open ? "show_less" : "show_all");
    more.setAttribute("aria-expanded", String(item.open));
  });
  bubble.append(more);
}

function cut(text) {
  return Array.from(text.split("\n", LINES).join("\n").slice(0, LONG)).slice(0, -1).join("");
}

function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    parts.push(text.slice(from, found.index), link(found[0]));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function link(text) {
  const address = webAddress(text);
  return address ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text) : text;
}

function foot(item, extra, sign = null) {
  return make("span", { class: "foot" }, extra ? make("span", {}, extra) : null, make("time", { datetime: item.at }, clock(item.at)), sign);
}

/** Waiting, accepted (one tick), taken in (two). */
function mark(item) {
  const [code, icon] = item.taken ? ["taken", "ticks"] : item.accepted ? ["sent", "tick"] : ["sending", "clock"];
  if (item.failed) return null;
  return make("span", { class: `mark mark-${code}`, title: say(code) }, glyph(icon), make("span", { class: "hidden-label" }, say(code)));
}

function progress(item) {
  const bar = make("progress", { max: 1, value: item.progress, "aria-label": say("sending") });
  return make("span", { class: "upload" }, bar, make("span", { class: "percent" }, say("progress", { percent: Math.round(item.progress * 100) })));
}

function failure(item, again) {
  const words = make("span", {}, say(item.failed));
  return make("div", { class: "failure", role: "alert" }, words, make("button", { type: "button", onclick: () => again(item) }, say("retry")));
}

/** The link and the choices below a bubble; a tapped choice stays chosen, and none can be tapped after it. */
function under(item, tap) {
  const parts = [];
  const address = item.url && webAddress(item.url);
  if (address) {
    const label = make("bdi", {}, item.url_label || say("link_open"));
    parts.push(make("a", { class: "choice go", href: address, target: "_blank", rel: "noopener noreferrer" }, label, glyph("out")));
  }
  if (item.choices.length) parts.push(choices(item, tap));
  return parts;
}

function choices(item, tap) {
  return make("div", { class: "choices" }, ...item.choices.map((choice) => choiceButton(item, choice, tap)));
}

function choiceButton(item, choice, tap) {
  const chosen = item.chosen === choice.token;
  const attributes = { type: "button", class: "choice", disabled: item.chosen !== undefined, "aria-pressed": String(chosen) };
  const button = make("button", attributes, chosen ? glyph("tick") : null, make("bdi", {}, choice.label));
  if (chosen) button.append(make("span", { class: "hidden-label" }, ` (${say("chosen")})`));
  button.addEventListener("click", () => tap(item, choice));
  return button;
}
