"""Takes every address out of an npm lock: ``python -m tests.peers.lock FILE``. What holds is the hash of each file."""

import json
import sys
from pathlib import Path
from typing import Any

ADDRESSES = ("resolved", "funding")


def bare(lock: dict[str, Any]) -> dict[str, Any]:
    packages = {
        name: {key: value for key, value in about.items() if key not in ADDRESSES}
        for name, about in lock["packages"].items()
    }
    return {**lock, "packages": packages}


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(json.dumps(bare(json.loads(path.read_text())), indent=2, ensure_ascii=False) + "\n")
