"""Sample media for the demo: what a phone sends on a good day, and two files that cannot be used."""

from pathlib import Path

from storage.media import sample_documents, sample_videos, samples


def write_samples(folder: Path) -> list[Path]:
    """Four photos (one HEIC, one sent twice), a video, a PDF, and a note of a kind that is not taken."""
    folder.mkdir(parents=True, exist_ok=True)
    first = samples.jpeg("Kitchen demo 1")
    files = {
        "IMG_2041.jpg": first,
        "IMG_2042.jpg": samples.jpeg("Kitchen demo 2"),
        "IMG_2043.heic": samples.heic("Kitchen demo 3"),
        "IMG_2044.png": samples.png("Kitchen demo 4"),
        "IMG_2041 copy.jpg": first,
        "walkthrough.mp4": sample_videos.video(sample_videos.Film(label="Walkthrough", seconds=4)),
        "disposal-receipt.pdf": sample_documents.pdf("Disposal receipt", pages=2),
        "notes.txt": b"call the plumber\n",
    }
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths
