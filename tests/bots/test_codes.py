"""What turns can decide can be done, and what is said has words in every language: read from the code itself."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from bots.intents.places import PLACES
from bots.perform import PERFORMERS
from bots.perform.autopay import PERFORMERS as AUTOPAY_PERFORMERS
from bots.perform.clients import PERFORMERS as CLIENT_PERFORMERS
from bots.perform.line_answers import PERFORMERS as LINE_PERFORMERS
from bots.wording import wording
from core.domain.late_entitlements import Above, Debtor
from core.domain.lifecycle import CHANGE_ORDER, INVOICE, MILESTONE, PAYMENT
from core.domain.limits_table import LIMITS
from core.domain.refund import REFUSALS
from core.usecases.aging_views import ReachCode, WhenCode

ROOT = Path(__file__).parents[2]
CATALOGS = {language: wording(language).codes for language in ("en", "es")}
# Codes that are put together at run time, from these parts.
MADE = {
    "change.line_": tuple(sorted(CHANGE_ORDER.states)),
    "draft.file_": ("deposit", "retainage_release"),
    "proposal.term_": (
        *(
            "name",
            "deposit",
            "discount",
            "retainage",
            "taxes",
            "due",
            "schedule",
            "valid",
            "notes",
            "columns",
            "sequence",
        ),
        *("none", "share", "sections", "part", "yes", "no", "taxes_how"),
    ),
    "advance.": ("first", "last", "pro_rata"),
    "status.": ("planned", "done", "billed", "paid"),
    "method.": ("cash", "check", "transfer", "card", "bank", "other", "test", "credit"),
    "told.": (
        "charge_failed",
        "processing",
        "failed",
        "not_needed",
        "parked",
        "refunded",
        "disputed",
        "bounced",
        "recovered",
    ),
    "client.": ("charge_failed", "processing", "failed", "not_needed", "refunded", "disputed", "bounced", "recovered"),
    "refund.why_": (*REFUSALS, "other"),
    "gateway.": ("stripe", "mollie", "square", "paypal", "gocardless", "sandbox"),
    "parked.": ("mode", "currency", "amount", "account", "reference"),
    "digest.day_": tuple("0123456"),
    "owed.": (*get_args(ReachCode), *get_args(WhenCode)),
    "portal.": ("refunded_row", "disputed_row", "credit_back_row"),
    "photos.kind_": ("photo", "video", "document"),
    "place.": tuple(sorted(PLACES)),
    "late_fee.above_": get_args(Above),
    "late_fee.of_": get_args(Debtor),
    "limit.exception_": tuple({code for one in LIMITS for code in one.exceptions}),
    "plan.part_": ("all", "first_half", "start", "middle", "final"),
}


def literals(*folders, names, place=0):
    """The first argument of calls of these names, where it is a plain string: (code, file and line)."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in names and len(node.args) > place:
                    for text in strings(node.args[place]):
                        yield text, f"{path.relative_to(ROOT)}:{node.lineno}"


def strings(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)


COMMANDS = sorted(
    {
        *literals("bots", names={"command", "_on", "_just"}),
        *literals("bots", names={"perform_again"}, place=1),
        *literals("bots", names={"which_milestone"}, place=2),
    }
)
REPLIES = sorted(
    set(literals("bots", names={"reply", "Reply", "option", "text", "tell", "_again", "_cannot"}))
    | set(literals("bots", names={"which_milestone"}, place=1))
)
REFUSALS = sorted(set(literals("core", names={"Refusal", "NotFound", "NotAllowed", "OutOfDate", "DoesNotAddUp"})))


def test_the_reading_of_the_code_finds_what_is_there():
    assert len({code for code, _ in COMMANDS}) > 40
    assert len({code for code, _ in REPLIES}) > 120
    assert len({code for code, _ in REFUSALS}) > 20


@pytest.mark.parametrize(("do", "where"), [one for one in COMMANDS if "." in one[0] or one[0] in {"help", "status"}])
def test_every_command_can_be_performed(do, where):
    assert any(do in known for known in (PERFORMERS, CLIENT_PERFORMERS, LINE_PERFORMERS, AUTOPAY_PERFORMERS)), where


@pytest.mark.parametrize("do", sorted(PERFORMERS))
def test_every_performer_can_be_reached(do):
    """What nobody can say or tap is dead code."""
    said = {code for code, _ in COMMANDS}
    source = "\n".join(path.read_text() for path in (ROOT / "bots").glob("*.py"))
    assert do in said or f'"{do}"' in source


@pytest.mark.parametrize("language", CATALOGS)
def test_every_reply_has_words(language):
    missing = {code: where for code, where in REPLIES if code and code not in CATALOGS[language]}
    missing = {code: where for code, where in missing.items() if not code.endswith(".po") and "." in code}
    assert missing == {}


@pytest.mark.parametrize("language", CATALOGS)
def test_every_refusal_of_the_engine_has_words(language):
    """``*.unknown`` and the like of a programming mistake never reach a person: those are NotFound by id."""
    missing = {code: where for code, where in REFUSALS if f"refused.{code}" not in CATALOGS[language]}
    by_id = {code for code in missing if code.split(".")[-1] in {"unknown", "not_found"}}
    handled = {"project.choose", "draft.proofs_arriving", "member.none", "payment.no_request"}
    assert {code: where for code, where in missing.items() if code not in by_id | handled} == {}


@pytest.mark.parametrize("language", CATALOGS)
@pytest.mark.parametrize("start", MADE)
def test_codes_put_together_at_run_time_have_words(language, start):
    assert [f"{start}{end}" for end in MADE[start] if f"{start}{end}" not in CATALOGS[language]] == []


@pytest.mark.parametrize("language", CATALOGS)
def test_every_state_and_kind_of_refused_file_has_words(language):
    assert {f"status.{state}" for state in MILESTONE.states} <= CATALOGS[language]
    assert INVOICE.states
    assert PAYMENT.states
    media = {
        text
        for path in [*(ROOT / "storage" / "media").rglob("*.py"), *(ROOT / "channels").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        for text in strings(node)
        if text.startswith("media.") and text.count(".") == 1 and " " not in text
    }
    assert media
    assert {code for code in media if f"refused.{code}" not in CATALOGS[language]} == set()


def test_both_languages_say_the_same_things():
    assert CATALOGS["en"] == CATALOGS["es"]
