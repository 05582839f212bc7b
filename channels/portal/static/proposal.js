// The page works without any of this. It adds: a total that follows the options, a field to draw a name in, and the
// word that the page was read.
"use strict";

const page = document.body;

function tellOnceSeen() {
  if (page.dataset.seen === "yes") return;
  const signs = ["pointerdown", "touchstart", "wheel", "scroll", "keydown"];
  const tell = () => {
    for (const sign of signs) removeEventListener(sign, tell, true);
    fetch(page.dataset.here + "/seen", { method: "POST", keepalive: true }).catch(() => {});
  };
  for (const sign of signs) addEventListener(sign, tell, { capture: true, passive: true });
}

function tidyUp() {
  const said = document.getElementById("said");
  if (!said) return;
  said.focus({ preventScroll: false });
  const address = new URL(location.href);
  address.searchParams.delete("said");
  address.hash = "";
  history.replaceState(null, "", address.pathname + address.search);
}

function tapOnce() {
  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "yes";
      form.setAttribute("aria-busy", "true");
    });
  }
  addEventListener("pageshow", () => {
    for (const form of document.forms) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  });
}

// An option that is tapped asks for the page with the new total, at the same place on the screen.
function followOptions() {
  const form = document.getElementById("options");
  if (!form) return;
  const place = sessionStorage.getItem("offer-place");
  if (place) {
    const [top, option] = place.split(" ");
    sessionStorage.removeItem("offer-place");
    const again = [...form.querySelectorAll("input:not([type=hidden])")].find((one) => one.value === option);
    if (again) again.focus({ preventScroll: true });
    scrollTo(0, Number(top));
  }
  const misfit = document.querySelector(".misfit"); // why what was tapped is not what is shown
  if (misfit) misfit.focus();
  form.addEventListener("change", (event) => {
    sessionStorage.setItem("offer-place", scrollY + " " + event.target.value);
    form.requestSubmit();
  });
}

// What was typed waits in this tab for the page that comes back: an option that is tapped, another language or a
// mistyped code costs nobody a word.
function keepTyped() {
  const place = "offer-typed:" + page.dataset.here;
  const fields = ["code", "name", "question", "reason"].map((id) => document.getElementById(id)).filter(Boolean);
  const typed = JSON.parse(sessionStorage.getItem(place) || "{}");
  const keep = () => sessionStorage.setItem(place, JSON.stringify(typed));
  for (const field of fields) {
    if (typed[field.id]) field.value = typed[field.id];
    field.addEventListener("input", () => { typed[field.id] = field.value; keep(); });
    if (field.id !== "name") field.form.addEventListener("submit", () => { delete typed[field.id]; keep(); });
  }
}

// What is drawn goes as numbers, never as a picture: "x,y x,y;x,y".
function pad() {
  const box = document.getElementById("pad");
  const form = document.getElementById("signing");
  if (!box || !form) return;
  box.hidden = false;
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const drawing = form.elements.namedItem("drawing");
  let strokes = [];
  let stroke = null;
  let points = 0;
  const at = (event) => {
    const place = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - place.left) / place.width) * canvas.width);
    const y = Math.round(((event.clientY - place.top) / place.height) * canvas.height);
    return [Math.max(0, Math.min(canvas.width, x)), Math.max(0, Math.min(canvas.height, y))];
  };
  const paint = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 6;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const one of strokes) {
      pen.beginPath();
      one.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
    drawing.value = strokes.map((one) => one.map((point) => point.join(",")).join(" ")).join(";");
    sessionStorage.setItem(kept, drawing.value);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || points > 1500) return;
    const [x, y] = at(event);
    const [lastX, lastY] = stroke[stroke.length - 1];
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < 6) return;
    stroke.push([x, y]);
    points += 1;
    paint();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; paint(); });
  // A drawn name waits as well.
  const kept = "offer-drawing:" + page.dataset.here;
  strokes = (sessionStorage.getItem(kept) || "")
    .split(";")
    .filter(Boolean)
    .map((one) => one.split(" ").map((point) => point.split(",").map(Number)));
  points = strokes.flat().length;
  paint();
  document.getElementById("clear").addEventListener("click", () => {
    strokes = [];
    points = 0;
    paint();
  });
}

tellOnceSeen();
tidyUp();
tapOnce();
keepTyped();
followOptions();
pad();
