"""Project files that a unit of work has read already, for as long as they are surely what a fresh read would give."""

from dataclasses import fields
from typing import get_args, get_type_hints

from core.domain.ids import ProjectId
from core.ports.ledger import Entity, ProjectFile

_HINTS = get_type_hints(ProjectFile)
# Each field is one entity, or a tuple of them.
PARTS = frozenset(next(iter(get_args(_HINTS[field.name])), _HINTS[field.name]) for field in fields(ProjectFile))


class ReadFiles:
    """Read once, given again. What is read under the project's lock stays right until we write ourselves; what was
    read without it is a mere look, and is forgotten wherever we may have waited for another's commit.
    """

    def __init__(self) -> None:
        self._looked: dict[ProjectId, ProjectFile] = {}
        self._locked: dict[ProjectId, ProjectFile] = {}

    def find(self, project_id: ProjectId, *, lock: bool) -> ProjectFile | None:
        """With ``lock``, only what was read while the lock was held."""
        held = self._locked.get(project_id)
        return held if held or lock else self._looked.get(project_id)

    def keep(self, file: ProjectFile, *, lock: bool) -> None:
        (self._locked if lock else self._looked)[file.project.id] = file

    def waited(self) -> None:
        """Others may have committed meanwhile: not to what we hold, but to all that we only looked at."""
        self._looked.clear()

    def wrote(self, *entities: Entity) -> None:
        """What we wrote is read back from the database, not guessed; a part may be of any project."""
        if any(type(entity) in PARTS for entity in entities):
            self._looked.clear()
            self._locked.clear()
