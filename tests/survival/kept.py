"""What must lie in the folder of files, by what the database says."""

import hashlib
import re

from tests.survival.crew import Crew

_REFERRED = """
SELECT original_key FROM proofs WHERE original_key IS NOT NULL
UNION SELECT pdf_key FROM invoices WHERE pdf_key IS NOT NULL
UNION SELECT copies ->> name FROM proofs, unnest(ARRAY['client', 'page', 'thumb']) AS name WHERE copies IS NOT NULL
"""


def no_file_is_lost_and_none_is_left_over(crew: Crew) -> None:
    """Each file lies under its own hash. Half a copy that a kill cut off is swept up later, and is not counted."""
    wanted = {str(key).rpartition("/")[2] for (key,) in crew.rows(_REFERRED)}
    found = {path.name: path for path in (crew.folder / "blobs").rglob("*") if re.fullmatch("[0-9a-f]{64}", path.name)}
    assert wanted - set(found) == set()
    assert set(found) - wanted == set()
    for name, path in found.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == name
