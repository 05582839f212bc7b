// First words to tap, and drawn "site photos" for those who have none at hand.

import { glyph, make, say, spaced } from "./pieces.js";

const SCENES = [
  { wall: "#c9b8a3", floor: "#8d7a66", label: "01", draw: brokenWall },
  { wall: "#d7d3ca", floor: "#9a9083", label: "02", draw: cabinets },
  { wall: "#bfc8c9", floor: "#7e7468", label: "03", draw: pipes },
];

/** The row of chips above the composer. `client` is the number that the example names. */
export function chips(phone, client) {
  const row = phone.find(".samples");
  const words = (code, details = {}) => {
    const text = say(`${code}_text`, details);
    return make("button", { type: "button", class: "chip", title: text, onclick: () => phone.say({ text }) }, say(code));
  };
  const photos = async () => phone.say({ files: await samplePhotos() });
  row.replaceChildren(
    words("sample_1"),
    words("sample_2", { number: spaced(client) }),
    make("button", { type: "button", class: "chip", onclick: photos }, glyph("camera"), say("sample_photos")),
    words("sample_3"),
  );
}

async function samplePhotos() {
  return Promise.all(SCENES.map((scene) => drawn(scene)));
}

async function drawn({ wall, floor, label, draw }) {
  const canvas = make("canvas", { width: 1600, height: 1200 });
  const pen = canvas.getContext("2d");
  paint(pen, wall, 0, 0, 1600, 820);
  paint(pen, floor, 0, 820, 1600, 380);
  draw(pen);
  dust(pen);
  pen.fillStyle = "#ffffffe0";
  pen.font = "600 44px system-ui, sans-serif";
  pen.fillText(`Milepost sample ${label} · ${new Date().toLocaleString()}`, 40, 1160);
  const bytes = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
  return new File([bytes], `site-${label}.jpg`, { type: "image/jpeg" });
}

function paint(pen, colour, x, y, width, height) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, height);
}

function brokenWall(pen) {
  for (let stud = 0; stud < 8; stud += 1) paint(pen, "#7a5c3c", 120 + stud * 190, 90, 34, 730);
  paint(pen, "#e5ddd0", 0, 0, 520, 430);
  paint(pen, "#e5ddd0", 1180, 0, 420, 620);
  for (let piece = 0; piece < 40; piece += 1) paint(pen, piece % 2 ? "#d9cfbf" : "#6d5a46", (piece * 397) % 1500, 850 + ((piece * 71) % 240), 60 + ((piece * 13) % 80), 26);
}

function cabinets(pen) {
  for (let door = 0; door < 5; door += 1) {
    paint(pen, "#f6f3ec", 110 + door * 280, 110, 262, 290);
    paint(pen, "#f6f3ec", 110 + door * 280, 560, 262, 330);
    paint(pen, "#6c6a66", 345 + door * 280, 240, 10, 60);
    paint(pen, "#6c6a66", 345 + door * 280, 690, 10, 60);
  }
  paint(pen, "#4b4a4c", 90, 520, 1430, 44);
}

function pipes(pen) {
  for (const [x, colour] of [[300, "#b5652b"], [420, "#b5652b"], [900, "#e9e9e9"], [1180, "#3465a4"], [1260, "#a43434"]]) {
    paint(pen, colour, x, 60, 36, 780);
    paint(pen, colour, x, 560, 240, 36);
  }
  paint(pen, "#f2f2ee", 760, 640, 420, 220);
}

/** A little unevenness, so that no two samples are the same bytes. */
function dust(pen) {
  for (let grain = 0; grain < 2500; grain += 1) {
    pen.fillStyle = `rgba(${grain % 2 ? "255,255,255" : "40,30,20"},${Math.random() * 0.16})`;
    pen.fillRect(Math.random() * 1600, Math.random() * 1200, 3 + Math.random() * 9, 3 + Math.random() * 9);
  }
}
