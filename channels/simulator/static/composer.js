// Where a person types, picks and drops. Says in words what cannot be sent, before it is tried.

import { glyph, make, plainName, say, settings, weight } from "./pieces.js";

const PICTURES = /^image\/(jpeg|png|webp|gif)$/;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.files = [];
    this.form = phone.find(".composer");
    this.field = phone.find("textarea");
    this.picker = phone.find('input[type="file"]');
    this.tray = phone.find(".tray");
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("paste", (event) => this.paste(event));
    this.picker.addEventListener("change", () => {
      this.add([...this.picker.files]);
      this.picker.value = "";
    });
    this.listenForDrops(this.phone.element);
  }

  listenForDrops(area) {
    let depth = 0;
    const over = (on) => area.classList.toggle("over", on);
    const carried = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    area.addEventListener("dragenter", (event) => carried(event) && (event.preventDefault(), (depth += 1), over(true)));
    area.addEventListener("dragover", (event) => carried(event) && event.preventDefault());
    area.addEventListener("dragleave", (event) => carried(event) && ((depth -= 1), over(depth > 0)));
    area.addEventListener("drop", (event) => {
      if (!carried(event)) return;
      event.preventDefault();
      depth = 0;
      over(false);
      this.add([...event.dataTransfer.files]);
      this.field.focus();
    });
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value;
    if (text.length > settings.limits.characters) return this.complain("error_long");
    if (!text.trim() && !this.files.length) return this.field.focus();
    this.phone.say({ text, files: this.files.map((one) => one.file) });
    this.empty();
    return undefined;
  }

  empty() {
    for (const one of this.files) URL.revokeObjectURL(one.preview);
    this.files = [];
    this.field.value = "";
    this.complain(null);
    this.show();
    this.grow();
  }

  add(files) {
    const { file: largest, files: most, request } = settings.limits;
    this.complain(null);
    for (const file of files) {
      if (file.size > largest) this.complain("error_file_large", { name: plainName(file.name), limit: weight(largest) });
      else if (file.size === 0) this.complain("error_empty", { name: plainName(file.name) });
      else if (this.files.length >= most) this.complain("error_many", { count: most });
      else if (this.total() + file.size > request) this.complain("error_total_large", { limit: weight(request) });
      else this.files.push({ file, preview: PICTURES.test(file.type) ? URL.createObjectURL(file) : "" });
    }
    this.show();
  }

  total() {
    return this.files.reduce((sum, one) => sum + one.file.size, 0);
  }

  complain(code, details = {}) {
    const box = this.phone.find(".trouble");
    box.hidden = !code;
    box.textContent = code ? say(code, details) : "";
  }

  show() {
    this.tray.hidden = !this.files.length;
    this.tray.replaceChildren(...this.files.map((one) => this.preview(one)));
  }

  preview(one) {
    const name = plainName(one.file.name);
    const picture = one.preview ? make("img", { src: one.preview, alt: "" }) : glyph(one.file.type.startsWith("video/") ? "film" : "file");
    const label = say("attach_remove", { name });
    const away = make("button", { type: "button", "aria-label": label, title: label, onclick: () => this.remove(one) }, glyph("cross"));
    return make("li", { title: `${name} · ${weight(one.file.size)}` }, picture, make("bdi", {}, name), away);
  }

  remove(one) {
    URL.revokeObjectURL(one.preview);
    this.files = this.files.filter((other) => other !== one);
    this.complain(null);
    this.show();
    this.field.focus();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }
}
