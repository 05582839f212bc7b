"""Sample media, drawn by the program: rooms of different colours, a short film, a three-page PDF."""

import io
from pathlib import Path

import av
from PIL import Image, ImageDraw

WALLS = ("#c9b79c", "#a8b5ba", "#b7a58f", "#d6cbb8", "#8f9ea3", "#c2a68c")


def room(seed: int, width: int = 1600, height: int = 1200) -> Image.Image:
    """A wall, a floor, a window and some boards: enough to tell one photo from another."""
    picture = Image.new("RGB", (width, height), WALLS[seed % len(WALLS)])
    draw = ImageDraw.Draw(picture)
    floor = height * (60 + seed * 3 % 20) // 100
    draw.rectangle((0, floor, width, height), fill=("#6e5a48", "#5c6266", "#7d6a53")[seed % 3])
    for board in range(0, width, width // (7 + seed % 4)):
        draw.line((width // 2 + (board - width // 2) // 2, floor, board * 2 - width // 2, height), "#3d332a", 4)
    left = width * (10 + seed * 17 % 55) // 100
    draw.rectangle((left, floor // 5, left + width // 4, floor * 3 // 4), fill="#e9f2f5", outline="#f8f6f1", width=18)
    draw.line((left + width // 8, floor // 5, left + width // 8, floor * 3 // 4), "#f8f6f1", 14)
    for box in range(seed % 4):
        x = width * (box * 27 + seed * 7 % 20) // 100
        draw.rectangle((x, floor - 180, x + 250, floor + 40), fill="#9a7b55", outline="#5b4630", width=8)
    return picture


def jpeg(picture: Image.Image, longest: int) -> bytes:
    small = picture.copy()
    small.thumbnail((longest, longest))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def film(into: Path, seconds: int = 4) -> bytes:
    with av.open(str(into), "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for moment in range(seconds * 10):
            frame = av.VideoFrame.from_image(room(moment // 8, 320, 240))
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return into.read_bytes()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
