"""The parts of the documents that are made from the code: ``python -m tests.docs.generated`` writes them anew.

The lifecycle diagrams of ``docs/architecture.md`` come from the tables, ``.env.example`` from the settings,
``docs/limits.md`` from the limits by place, ``docs/planted-bugs.md`` from the bugs that the tests plant, the table of
``docs/gateways/README.md`` from the adapters.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from core.domain import lifecycle
from core.domain.card_fee import CARD_FEE_LAWS, NETWORKS_MOST, CardFeeLaw
from core.domain.late_entitlements import LATE_ENTITLEMENTS, LateEntitlement
from core.domain.lifecycle import Lifecycle
from core.domain.limits import Limit
from core.domain.limits_table import LIMITS
from core.ports.payments import GatewayCapabilities
from tests.core.usecases.plants import PLANTS
from tests.core.usecases.plants_paying import PLANTS_PAYING

ROOT = Path(__file__).parent.parent.parent
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PLANTED_PAGE = ROOT / "docs" / "planted-bugs.md"
LIMITS_PAGE = ROOT / "docs" / "limits.md"
ENV_EXAMPLE = ROOT / ".env.example"
DIAGRAMS = re.compile(r"(?<=<!-- lifecycles: generated -->\n).*(?=<!-- lifecycles: end -->)", re.DOTALL)
ENV_HEAD = """\
# Every setting of Milepost with its default. Nothing here is needed to try it: copy this file to .env and
# uncomment what you change. Variables of the environment win over .env.
"""


def diagram(table: Lifecycle) -> str:
    """One lifecycle as a Mermaid state diagram: an arrow a pair of states, with every action that takes it."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, action), after in table.steps.items():
        arrows.setdefault((state, after), []).append(action)
    last = sorted(table.states - {state for state, _ in table.steps})
    lines = [
        f"    [*] --> {table.first}",
        *(f"    {state} --> {after}: {', '.join(actions)}" for (state, after), actions in arrows.items()),
        *(f"    {state} --> [*]" for state in last),
    ]
    title = table.name.replace("_", " ").capitalize()
    return "\n".join([f"### {title}", "", "```mermaid", "stateDiagram-v2", *lines, "```", ""])


def diagrams() -> str:
    return "\n" + "\n".join(diagram(table) for table in lifecycle.ALL) + "\n"


def with_diagrams(document: str) -> str:
    """The document with what stands between its markers replaced."""
    return DIAGRAMS.sub(lambda _: diagrams(), document)


def env_example(fields: Mapping[str, FieldInfo]) -> str:
    """Every setting by its name in the environment, commented out, its default behind it and its words above it."""
    entries = [f"# {field.description}\n#{name.upper()}={_default(field)}\n" for name, field in fields.items()]
    return "\n".join([ENV_HEAD, *entries])


def _default(field: FieldInfo) -> str:
    default = field.get_default()
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)


LIMITS_HEAD = """\
# Limits by place

What the law of a place allows to be asked as a deposit, withheld as retainage, paid before acceptance, or asked for
being late, as far as Milepost knows. Made from `core/domain/limits_table.py`; `make docs` writes it anew. This is no
legal advice: whether a rule or an exception holds for a job is for the contractor to say, so a limit can be passed with
a reason, which is kept ([0031](decisions/0031-a-limit-is-shown-and-passed-with-a-reason.md)).

"From" is the day from which a rule is known to hold: the day it came into force, or, where that was not found, one on
which it was seen to hold. "Secondary" means that the words of the law themselves were not read, only what others write.

| Rule | Most | Holds for | Not for | From | Until | Source | Checked | Certainty |
|---|---|---|---|---|---|---|---|---|
"""


def limits_page(limits: Sequence[Limit]) -> str:
    """A row a version of a rule, with its source."""
    claims = "".join(f"| {' | '.join(_claim_cells(one))} |\n" for one in LATE_ENTITLEMENTS)
    fees = "".join(f"| {' | '.join(_card_fee_cells(one))} |\n" for one in CARD_FEE_LAWS)
    rows = "".join(f"| {' | '.join(_limit_cells(one))} |\n" for one in limits)
    return LIMITS_HEAD + rows + CLAIMS_HEAD + claims + CARD_FEES_HEAD + fees


CLAIMS_HEAD = """
## What may be claimed of who pays late, without an agreement

None of these is a ceiling: it is told as what it is. Points a year above a rate that moves twice a year. Made from
`core/domain/late_entitlements.py`. In a country of the Union whose own law was not read, the directive's least is told.

| Place | Of | What may be claimed | From | Source | Checked | Certainty |
|---|---|---|---|---|---|---|
"""


def _claim_cells(one: LateEntitlement) -> list[str]:
    above = {
        "bank_of_england": "Bank of England base rate",
        "basiszinssatz": "Basiszinssatz",
        "ecb": "ECB reference rate",
    }
    least = "at least " if one.at_least else ""
    told = [one.jurisdiction, f"a {one.debtor}", f"{above[one.above]} + {least}{one.points} points"]
    return [*told, one.version.isoformat(), one.source, one.checked.isoformat(), one.certainty]


CARD_FEES_HEAD = f"""
## A fee for paying by credit card

Off unless a contractor sets a rate, never for a debit or prepaid card, and never more than
{NETWORKS_MOST.as_percent} %, which is what the card networks allow in the USA. A place that is not here is one where
none is added, whatever its law says: California, Texas, Florida, Kansas and Oklahoma have laws that courts or
regulators dispute, and of a job in Canada Milepost does not know whether it is in Quebec. Made from
`core/domain/card_fee.py` ([0066](decisions/0066-a-card-fee-is-kept-only-where-the-card-is-a-credit-card.md)).

| Place | Most | At most the card's cost | Words of its own first | From | Until | Source | Checked | Certainty |
|---|---|---|---|---|---|---|---|---|
"""


def _card_fee_cells(one: CardFeeLaw) -> list[str]:
    most = "none: forbidden" if one.forbids else f"{one.most.as_percent} %"
    until = "" if one.until is None else one.until.isoformat()
    told = [one.jurisdiction, most, _yes(one.actual_cost), _yes(bool(one.notice)), one.version.isoformat(), until]
    return [*told, one.source, one.checked.isoformat(), one.certainty]


def _limit_cells(one: Limit) -> list[str]:
    share = "" if one.share is None else "1/3" if one.share * 3 == 1 else f"{float(one.share * 100):g} %"
    amount = "" if one.amount is None else f"{one.amount.decimal} {one.currency}"
    share += " a year" if one.kind == "late_interest" else ""
    above = f", above {one.more_than.decimal} {one.currency}" if one.more_than else ""
    above += f", from {one.at_least.decimal} {one.currency}" if one.at_least else ""
    most = f"the {one.of_both} of {share} and {amount}" if share and amount else share or amount
    exceptions = ", ".join(code.replace("_", " ") for code in one.exceptions)
    works = one.works.replace("_", " ") + above
    until = "" if one.until is None else one.until.isoformat()
    told = [f"`{one.id}`", most, works, exceptions, one.version.isoformat(), until, one.source]
    return [*told, one.checked.isoformat(), one.certainty]


PLANTED_HEAD = """\
# Planted bugs

A suite that cannot fail proves nothing. So each run of `make test` puts these bugs in their places, one at a time, and
fails when one is not found. Made from the tests that plant them; `make docs` writes it anew.

| Planted | Found by |
|---|---|
"""
MACHINE = "whole contracts, played step by step with chance"
# Twins of races and crashes: the same test with one lock, claim or question taken out must go wrong.
TWINS = {
    "two gateways' events are counted without a lock": (
        "tests/storage/test_races_gateways.py",
        "test_the_twin_that_locks_nothing_is_caught",
    ),
    "numbers of invoices are taken without a lock": (
        "tests/storage/test_numbers.py",
        "test_without_the_lock_the_same_work_goes_wrong",
    ),
    "a photo and Send meet without a lock": (
        "tests/storage/test_races_photo_after_send.py",
        "test_without_the_lock_the_same_photos_are_lost",
    ),
    "a proposal is signed while it changes, without a lock": (
        "tests/storage/test_races_signing.py",
        "test_without_the_lock_more_would_be_looked_at",
    ),
    "a vendor's report and our note meet without a lock": (
        "tests/storage/test_outbox.py",
        "test_without_the_lock_the_report_is_lost",
    ),
    "messages are claimed without asking whether their reader said stop": (
        "tests/storage/test_consents.py",
        "test_without_the_question_in_the_claim_messages_leave_after_a_stop",
    ),
    "two yeses to a change order meet without a lock": (
        "tests/core/usecases/test_change_order_races.py",
        "test_without_the_lock_two_yeses_land_twice",
    ),
    "two taps on Send meet without a lock": (
        "tests/core/usecases/test_drift.py",
        "test_without_the_lock_two_clicks_make_two_invoices",
    ),
    "a code to join is taken without a claim": (
        "tests/bots/test_inviting.py",
        "test_without_the_claim_both_get_in",
    ),
    "a message goes on the next road without a lock": (
        "tests/bots/test_reaching.py",
        "test_without_the_lock_the_client_gets_it_on_two_roads",
    ),
}


def planted_page() -> str:
    """A row a bug: of contracts, of money and reminders, and of what happens at the same time."""
    rows = [(name, MACHINE) for name in sorted(PLANTS)]
    rows += [(name, check.__name__.replace("_", " ")) for name, (_, check) in PLANTS_PAYING.items()]
    rows += [
        (name, f"`{path}`, {test.removeprefix('test_').replace('_', ' ')}") for name, (path, test) in TWINS.items()
    ]
    return PLANTED_HEAD + "".join(f"| {name} | {found} |\n" for name, found in rows)


GATEWAYS_PAGE = ROOT / "docs" / "gateways" / "README.md"
GATEWAYS = re.compile(r"(?<=<!-- gateways: generated -->\n).*(?=<!-- gateways: end -->)", re.DOTALL)


def gateways_table(gateways: Mapping[str, GatewayCapabilities]) -> str:
    """A row a gateway, from what its adapter says of itself."""
    asked = "Asked what became of a payment"
    head = f"| Gateway | Clients pay with | Currencies | Refunds | {asked} | Has a list | Saved way to pay |\n"
    rows = [
        f"| {name} | {', '.join(can.means)} | {', '.join(sorted(can.currencies)) or 'all'} | {_yes(can.refunds)} "
        f"| {_yes(can.asked_for_state)} | {_yes(can.lists)} | {_yes(can.autopay)} |\n"
        for name, can in gateways.items()
    ]
    return f"{head}|---|---|---|---|---|---|---|\n{''.join(rows)}"


def _yes(is_so: bool) -> str:  # noqa: FBT001 - a cell
    return "yes" if is_so else "no"


def with_gateways(page: str) -> str:
    return GATEWAYS.sub(lambda _: gateways_table(every_gateway()), page)


def every_gateway() -> Mapping[str, GatewayCapabilities]:
    """Each with made-up keys: what they can do is theirs to say, and nobody is called."""
    from bots.gateways import open_gateways
    from bots.settings import Settings

    keys: dict[str, str] = {
        "stripe_secret_key": "sk_live_x",
        "stripe_webhook_secret": "whsec_" + "x" * 20,
        "square_access_token": "x",
        "square_location_id": "L1",
        "square_webhook_signature_key": "x",
        "paypal_client_id": "x",
        "paypal_client_secret": "x",
        "paypal_webhook_id": "x",
        "mollie_api_key": "live_" + "x" * 30,
        "gocardless_access_token": "live_x",
        "gocardless_webhook_secret": "x" * 40,
    }
    opened = open_gateways(Settings.model_validate({**keys, "public_base_url": "https://example.com"}), str.encode)
    return {name: gateway.capabilities for name, gateway in opened.items()}


def main() -> None:
    from bots.settings import Settings

    ARCHITECTURE.write_text(with_diagrams(ARCHITECTURE.read_text()))
    GATEWAYS_PAGE.write_text(with_gateways(GATEWAYS_PAGE.read_text()))
    LIMITS_PAGE.write_text(limits_page(LIMITS))
    PLANTED_PAGE.write_text(planted_page())
    ENV_EXAMPLE.write_text(env_example(Settings.model_fields))


if __name__ == "__main__":
    main()
