"""Papers from the books and from the bank, asked for in words: of which job, which client, which invoice. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from bots import bank_lines
from bots.commands import Step, command, reply
from bots.intents.bank_lines import BankSaid
from bots.intents.card_payments import CardPayments
from bots.intents.digests import DigestSaid
from bots.intents.erasing import EraseAsked, EraseNamed
from bots.intents.evidence import EvidenceAsked
from bots.intents.exporting import WholeExportAsked
from bots.intents.invoice_stands import InvoiceStandsAsked
from bots.intents.papers import PaperAsked
from bots.intents.yearly import YearAsked
from bots.known import Known
from bots.naming import project_options, where, with_project
from bots.showing import jobs_meant

_DOES = {
    "application": "paper.application",
    "receipt": "paper.receipt",
    "statement": "paper.statement",
    "export": "paper.export",
    "schedule": "paper.schedule",
    "invoice": "paper.invoice",
    "credit_note": "paper.credit_note",
}


def asked(meant: PaperAsked, known: Known) -> tuple[Step, ...]:
    """A number names an invoice; else the words name a job or a client."""
    do = _DOES[meant.kind]
    if meant.kind == "schedule":
        return _of_job(meant.about, known)
    if meant.about and any(char.isdigit() for char in meant.about) and not jobs_meant(meant.about, known):
        return (command(do, about=meant.about),)
    if meant.kind in {"receipt", "export", "invoice", "credit_note"}:
        return (command(do, about=meant.about),)
    if meant.kind == "application":
        return where(known, meant.about, lambda project, _at: command(do, project=project))
    return _of_client(meant, known)


def _of_client(meant: PaperAsked, known: Known) -> tuple[Step, ...]:
    """All jobs of one client are one answer."""
    again = command("paper.statement")
    if meant.about is None:
        return with_project(known, lambda project: (command("paper.statement", project=str(project.id)),), again)
    found = jobs_meant(meant.about, known)
    if len({one.client_id for one in found}) == 1:
        return (command("paper.statement", project=str(found[0].id)),)
    options = project_options(found or list(known.projects), again)
    return (reply("project.which", *options) if found else reply("project.which_not", *options, name=meant.about),)


def _of_job(about: str | None, known: Known) -> tuple[Step, ...]:
    again = command("paper.schedule")
    if about is None:
        return with_project(known, lambda project: (command("paper.schedule", project=str(project.id)),), again)
    found = jobs_meant(about, known)
    if len(found) == 1:
        return (command("paper.schedule", project=str(found[0].id)),)
    options = project_options(found or list(known.projects), again)
    return (reply("project.which", *options) if found else reply("project.which_not", *options, name=about),)


def _digest(meant: DigestSaid, _: Known) -> tuple[Step, ...]:
    """The word from the books that comes by itself."""
    if meant.show:
        return (command("digest.show"),)
    return (command("digest.set", weekday=meant.weekday, hour=meant.hour, off=meant.off),)


def _erase(meant: EraseAsked, _: Known) -> tuple[Step, ...]:
    return (command("erase.ask", about=meant.about) if meant.about else command("erase.ask_account"),)


def _erase_named(meant: EraseNamed, known: Known) -> tuple[Step, ...]:
    return (command("erase.name", typed=meant.text, client=(known.expects or {}).get("client")),)


def _export(meant: WholeExportAsked, _: Known) -> tuple[Step, ...]:
    return (command("export.end") if meant.end else command("export.ask"),)


def _year(meant: YearAsked, _: Known) -> tuple[Step, ...]:
    return (command("year.show", about=meant.about, year=meant.year, back=meant.back),)


def _stands(meant: InvoiceStandsAsked, _: Known) -> tuple[Step, ...]:
    return (command("owed.one", about=meant.about),)


def _evidence(meant: EvidenceAsked, _: Known) -> tuple[Step, ...]:
    return (command("evidence.show", about=meant.about),)


def _card_payments(_meant: CardPayments, _known: Known) -> tuple[Step, ...]:
    return (command("payee.ask"),)


HANDLERS: Mapping[type, Callable[[Any, Known], tuple[Step, ...]]] = {
    PaperAsked: asked,
    DigestSaid: _digest,
    EvidenceAsked: _evidence,
    CardPayments: _card_payments,
    YearAsked: _year,
    InvoiceStandsAsked: _stands,
    WholeExportAsked: _export,
    EraseAsked: _erase,
    EraseNamed: _erase_named,
    BankSaid: bank_lines.said,
}
