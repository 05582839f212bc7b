"""What is said of banks' files, as commands; and which files can only be one. Pure."""

from collections.abc import Sequence

from bots.commands import Step, command
from bots.intents.bank_lines import BankSaid
from bots.known import Known

_BANKS = (".ofx", ".qfx", ".qbo", ".xml")


def is_bank_file(meant: object, names: Sequence[str]) -> bool:
    """It is called so, or only banks make such files; a CSV file is told by what is in it."""
    alike = bool(names) and all(name.casefold().endswith(_BANKS) for name in names)
    return alike or (isinstance(meant, BankSaid) and meant.what == "file")


def said(meant: BankSaid, _known: Known) -> tuple[Step, ...]:
    if meant.what == "line":
        return (command("bankfile.line", number=meant.number, about=meant.about),)
    if meant.what == "aside":
        return (command("bankfile.aside", number=meant.number),)
    return (command("bankfile.show"),)
