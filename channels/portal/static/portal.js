// The page works without any of this. It adds: a viewer, the word that the page was read, and news about a payment.
"use strict";

const page = document.body;

// "Viewed" counts after a touch, a scroll or a key, so that what merely loads the page does not view it. A page that
// stayed open is told again when somebody comes back to it after half an hour.
function tellWhenSeen() {
  if (page.dataset.seen === "yes") return; // nobody waits to hear of it, or it is known
  const signs = ["pointerdown", "touchstart", "wheel", "scroll", "keydown"];
  const pause = 30 * 60 * 1000;
  let told = 0;
  const tell = () => {
    if (told && Date.now() - told < pause) return;
    told = Date.now();
    fetch(page.dataset.here + "/seen", { method: "POST", keepalive: true }).catch(() => {});
  };
  for (const sign of signs) addEventListener(sign, tell, { capture: true, passive: true });
}

// What was said stays on the screen, but not in the address: a reload or a bookmark shows the plain page.
function tidyUp() {
  const said = document.getElementById("said");
  if (!said) return;
  said.focus({ preventScroll: false });
  const address = new URL(location.href);
  address.searchParams.delete("said");
  address.hash = "";
  history.replaceState(null, "", address.pathname + address.search);
}

// A second tap on a button while the first is on its way does nothing.
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

// While a payment is on its way: look for news, at most some minutes, and never under somebody's typing.
function watchPayment() {
  if (page.dataset.watch !== "yes") return;
  const question = document.getElementById("question");
  const plain = page.dataset.here + (document.documentElement.lang ? "?lang=" + document.documentElement.lang : "");
  let looks = 0;
  const look = async () => {
    looks += 1;
    try {
      const text = await (await fetch(plain, { cache: "no-store" })).text();
      const found = /data-money="([0-9a-f]+)"/.exec(text);
      if (found && found[1] !== page.dataset.money && !(question && question.value)) return location.replace(plain);
    } catch { /* the next look may do better */ }
    const back = new URL(location.href).searchParams.has("back");
    if (looks < (back ? 16 : 60)) setTimeout(look, looks < 16 ? 1500 : 5000);
    else if (back && !(question && question.value)) location.replace(plain); // nothing came: offer to pay again
  };
  setTimeout(look, 1000);
}

function viewer() {
  const box = document.getElementById("viewer");
  const pictures = [...document.querySelectorAll("a.picture")];
  if (!box || !box.showModal || !pictures.length) return;
  const part = (name) => document.getElementById("viewer-" + name);
  const stage = part("stage");
  let place = 0;

  const shown = (link) => {
    const kind = link.dataset.kind;
    const seen = document.createElement(kind === "video" ? "video" : "img");
    if (kind === "video") {
      seen.controls = true;
      seen.playsInline = true;
      seen.preload = "metadata";
      seen.poster = link.dataset.page;
      seen.src = link.dataset.client;
      seen.setAttribute("aria-label", link.querySelector("img").alt);
    } else {
      seen.src = link.dataset.page;
      seen.alt = link.querySelector("img").alt;
    }
    return seen;
  };
  const open = (index) => {
    place = (index + pictures.length) % pictures.length;
    const link = pictures[place];
    stage.replaceChildren(shown(link));
    part("place").textContent = place + 1 + " / " + pictures.length;
    part("caption").textContent = link.dataset.caption;
    part("when").textContent = link.dataset.when;
    part("mark").textContent = link.dataset.mark;
    part("client").href = link.dataset.client;
    if (!box.open) box.showModal();
  };
  pictures.forEach((link, index) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(index);
  }));
  part("close").addEventListener("click", () => box.close());
  part("before").addEventListener("click", () => open(place - 1));
  part("after").addEventListener("click", () => open(place + 1));
  for (const name of ["before", "after"]) part(name).hidden = pictures.length < 2;
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  box.addEventListener("keydown", (event) => {
    if (event.target.tagName === "VIDEO") return;
    if (event.key === "ArrowLeft") open(place - 1);
    if (event.key === "ArrowRight") open(place + 1);
  });
  box.addEventListener("close", () => {
    stage.replaceChildren();
    pictures[place].focus();
  });
}

tellWhenSeen();
tidyUp();
tapOnce();
watchPayment();
viewer();
