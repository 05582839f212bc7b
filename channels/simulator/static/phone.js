// One phone: what was said on it so far, and how it shows.

import { rechoose, remark, saidByMe, saidToMe, showProgress } from "./bubble.js";
import { report } from "./network.js";
import { randomId, say } from "./pieces.js";

const TYPING_MS = 10_000;
const REPORT_MS = 250;
const AT_END = 80;

export class Phone {
  /** `send(form, item)` posts; `news()` is called when something new came while nobody looked. */
  constructor(role, { send, news, looking }) {
    this.role = role;
    this.hooks = { send, news, looking };
    this.element = document.getElementById(`phone-${role}`);
    this.log = this.find(".log");
    this.talk = this.find(".talk");
    this.mode = "buttons";
    this.find(".newest").addEventListener("click", () => this.toEnd());
    this.log.addEventListener("scroll", () => this.scrolled());
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.log);
    this.clear(null);
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  /** Another number: an empty phone, quiet until its past is shown. */
  clear(number) {
    this.number = number;
    this.items = new Map();
    this.rows = new Map();
    this.reported = new Set();
    this.ready = false;
    this.stuck = true;
    this.talk.replaceChildren();
    this.log.setAttribute("aria-live", "off");
    this.showTyping(false);
    this.showEmpty();
  }

  /** The past is complete: from now on new messages are read out. */
  settle() {
    this.ready = true;
    this.log.setAttribute("aria-live", "polite");
    this.showEmpty();
    this.toEnd();
    this.tellSoon();
    if (this.hooks.looking(this)) return;
    for (const item of this.items.values()) if (item.kind === "message" && !this.reported.has(`${item.id} read`)) this.hooks.news(this);
  }

  setMode(mode) {
    this.mode = mode;
    this.element.dataset.mode = mode;
    for (const item of this.items.values()) this.draw(item);
    this.toEnd();
  }

  /** One kept line, the same again without harm. */
  take(line) {
    if (line.kind === "typing") this.answered(true);
    else if (line.kind === "mark") this.marked(line);
    else if (line.kind === "said") this.said(line);
    else if (line.kind === "message") this.message(line);
  }

  message(line) {
    const known = this.items.get(line.id);
    this.put({ ...known, ...line });
    this.answered(false);
    if (!known && this.ready && !this.hooks.looking(this)) this.hooks.news(this);
    this.tellSoon();
  }

  said(line) {
    const known = this.items.get(line.id);
    const files = line.files.map((file, place) => ({ ...file, local: known?.files?.[place]?.local }));
    const item = { ...known, ...line, files, progress: undefined, failed: undefined };
    if (line.tap) this.tapped(item);
    this.put(item);
  }

  tapped(item) {
    const message = this.items.get(item.of);
    const choice = message?.choices.find((one) => one.token === item.tap);
    item.tapLabel = choice?.label ?? "";
    item.tapDigit = choice?.digit ?? "";
    if (message) this.choose(message, item.tap);
  }

  choose(message, token) {
    const item = { ...message, chosen: token };
    this.items.set(item.id, item);
    rechoose(this.rows.get(item.id), item, (...one) => this.tap(...one));
  }

  marked(line) {
    const item = this.items.get(line.id);
    if (!item) return;
    if (line.status === "accepted") this.signed({ ...item, accepted: true });
    else this.reported.add(`${line.id} ${line.status}`);
  }

  /** The program speaks: all that was accepted before has been taken in. */
  answered(typing) {
    for (const item of this.items.values()) {
      if (item.kind === "said" && item.accepted && !item.taken) this.signed({ ...item, taken: true });
    }
    this.showTyping(typing);
  }

  signed(item) {
    this.items.set(item.id, item);
    remark(this.rows.get(item.id), item);
  }

  /** Say something; the answer comes back through the stream under the same id. */
  async say({ text = "", files = [], tap = null, of = null, label = "", digit = "" }) {
    const item = { kind: "said", id: randomId(), at: new Date().toISOString(), text, tap, of, tapLabel: label, tapDigit: digit };
    item.files = files.map((file) => ({ name: file.name, type: file.type, size: file.size, local: URL.createObjectURL(file) }));
    item.form = () => this.form(item, files);
    if (files.length) item.progress = 0;
    this.put(item);
    this.toEnd();
    await this.deliver(item);
  }

  form(item, files) {
    const form = new FormData();
    const fields = { number: this.number, text: item.text, tap: item.tap ?? "", of: item.of ?? "", nonce: item.id };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const file of files) form.append("files", file, file.name);
    return form;
  }

  async deliver(item) {
    const number = this.number;
    try {
      await this.hooks.send(item.form(), (share) => showProgress(this.rows.get(item.id), share));
      if (number === this.number) this.signed({ ...this.items.get(item.id), accepted: true, progress: undefined });
    } catch (code) {
      if (number === this.number) this.failed(item.id, typeof code === "string" ? code : "error_failed");
    }
  }

  failed(id, code) {
    const item = this.items.get(id);
    this.put({ ...item, failed: code });
    const message = item.of && this.items.get(item.of);
    if (message) this.choose(message, undefined);
  }

  tap(message, choice) {
    this.choose(message, choice.token);
    this.rows.get(message.id).querySelector('[aria-pressed="true"]')?.focus();
    this.say({ tap: choice.token, of: message.id, label: choice.label, digit: choice.digit });
  }

  again(item) {
    this.items.delete(item.id);
    const message = item.of && this.items.get(item.of);
    if (message) this.choose(message, item.tap);
    const { failed, ...rest } = item;
    this.put({ ...rest, progress: item.files?.length ? 0 : undefined });
    this.deliver(item);
  }

  put(item) {
    this.items.set(item.id, item);
    this.draw(item);
  }

  draw(item) {
    const stay = this.stuck;
    const row = item.kind === "said" ? saidByMe(item, this.mode, (one) => this.again(one)) : saidToMe(item, this.mode, (...one) => this.tap(...one));
    row.hidden = Boolean(item.tap) && this.mode === "buttons" && !item.failed;
    const old = this.rows.get(item.id);
    if (old) old.replaceWith(row);
    else this.talk.append(row);
    this.rows.set(item.id, row);
    this.showEmpty();
    if (stay) this.toEnd();
    else if (!old && this.ready) this.find(".newest").hidden = false;
  }

  showEmpty() {
    this.find(".empty").hidden = this.items.size > 0;
    this.element.dataset.talked = String(this.items.size > 0);
  }

  showTyping(on) {
    clearTimeout(this.typingEnds);
    const stay = this.stuck;
    const box = this.find(".typing");
    box.hidden = !on;
    box.querySelector(".hidden-label").textContent = on ? say("typing") : "";
    if (on) this.typingEnds = setTimeout(() => this.showTyping(false), TYPING_MS);
    if (on && stay) this.toEnd();
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < AT_END;
  }

  toEnd() {
    this.stuck = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.find(".newest").hidden = true;
  }

  scrolled() {
    this.stuck = this.atEnd();
    if (this.stuck) this.find(".newest").hidden = true;
  }

  /** Marks for the sender, a moment later and together: reached the phone; and read, when somebody looks at it. */
  tellSoon() {
    clearTimeout(this.telling);
    if (this.ready) this.telling = setTimeout(() => this.tell(), REPORT_MS);
  }

  async tell() {
    const number = this.number;
    for (const status of this.hooks.looking(this) ? ["delivered", "read"] : ["delivered"]) {
      const ids = [...this.items.values()]
        .filter((item) => item.kind === "message" && !this.reported.has(`${item.id} ${status}`))
        .map((item) => item.id)
        .slice(0, 500);
      if (!ids.length) continue;
      if (!(await report(number, ids, status))) return;
      if (number === this.number) for (const id of ids) this.reported.add(`${id} ${status}`);
    }
  }
}
