// Small pieces that everything on the page is made of. Text goes in as text, never as markup.

export const settings = JSON.parse(document.body.dataset.settings);

const SVG = "http://www.w3.org/2000/svg";
const TURNED = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** The sentence of a code, with its {places} filled. */
export function say(code, details = {}) {
  return settings.words[code].replace(/\{(\w+)\}/g, (whole, name) => (name in details ? String(details[name]) : whole));
}

/** An element: attributes by name, `on<event>` as listeners, strings as text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function glyph(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", `glyph glyph-${name}`);
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/simulator/static/icons.svg#${name}`);
  picture.append(use);
  return picture;
}

/** "+1 415 555 0100" for numbers of North America, others as they are. */
export function spaced(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `+1 ${parts[1]} ${parts[2]} ${parts[3]}` : number;
}

export function clock(moment) {
  const time = new Date(moment);
  return Number.isNaN(time.getTime()) ? "" : time.toLocaleTimeString(settings.language, { hour: "numeric", minute: "2-digit" });
}

/** 1,200,000 bytes -> "1.2 MB". */
export function weight(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${size.toLocaleString(settings.language, { maximumFractionDigits: size < 10 ? 1 : 0 })} ${unit}`;
}

/** A file's name without characters that turn the direction of reading ("gpj.exe" tricks). */
export function plainName(name) {
  return name.replace(TURNED, "") || "—";
}

export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Only web addresses become links. */
export function webAddress(text) {
  try {
    const address = new URL(text);
    return address.protocol === "https:" || address.protocol === "http:" ? address.href : null;
  } catch {
    return null;
  }
}
