"""A fee for paying by credit card: off until a rate is set, which is shown first with all that it means, and kept to
the law of each job's place.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, own, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from bots.perform.limits import place as place_of_work
from core.domain.card_fee import CARD_FEE_LAWS, CardFeeLaw, card_fee_at, card_fee_law, fee_of
from core.domain.ids import ProjectId
from core.domain.money import Money, Rate
from core.ports.ledger import ProjectFile
from core.usecases import card_fees, onboarding
from core.usecases.counting import balance_of

_LEAVE = option("button.leave", command("menu.back"))
_OFF = option("button.card_fee_off", command("card_fee.off"))
_TWO = "2"  # percent: what every place that allows it allows
_ROUND = Decimal(1_000)


def ask(desk: Desk, args: Args) -> Replies:
    """What it means and what the place says; a tap makes it so. Refusals as ``set_card_fee``."""
    rate, where = Rate.percent(Decimal(args["percent"])), place_of_work(desk)
    law = _law(desk, where)
    if not where:
        return [reply("card_fee.where")]
    card_fees.check_rate(rate, law)
    if law is None:
        return [_nowhere(where)]
    made = command("card_fee.set", percent=args["percent"], place=where)
    shown = {"rate": rate, **_example(desk, rate), "law": law_line(where, law), "gateway": _gateway(desk)}
    for_all = reply("card_fee.for_all") if args.get("about") else NOTHING
    return [Reply("card_fee.ask", {**shown, "for_all": for_all}, (option("button.card_fee_set", made), _LEAVE))]


def wish(desk: Desk, _args: Args) -> Replies:
    """Without saying how much: the place first, then a rate to choose."""
    where = place_of_work(desk)
    law = _law(desk, where)
    if not where:
        return [reply("card_fee.where")]
    if law is None or law.forbids:
        return [_nowhere(where) if law is None else reply("card_fee.not_there", law=law_line(where, law))]
    two = option("button.card_fee_two", command("card_fee.ask", percent=_TWO))
    return [reply("card_fee.how_much", two, _LEAVE, law=law_line(where, law))]


def set_(desk: Desk, args: Args) -> Replies:
    """For what is paid from now on. The place that was shown is kept as where the contractor works; where that is
    another by now, it is shown anew.
    """
    where = place_of_work(desk)
    if where != args["place"]:
        return ask(desk, args)
    rate = Rate.percent(Decimal(args["percent"]))
    _remember(desk)
    if desk.ledger.contractor(desk.member.contractor_id).jurisdiction != where:
        onboarding.work_in(desk.ledger, desk.member.contractor_id, where)
    card_fees.set_card_fee(desk.ledger, desk.asked, desk.member.contractor_id, rate)
    return [reply("card_fee.set", _OFF, rate=rate, gateway=_gateway(desk))]


def off(desk: Desk, args: Args) -> Replies:
    """Of all jobs: of one alone it is not taken away."""
    if args.get("about"):
        return [reply("card_fee.off_all", _OFF, _LEAVE)]
    _remember(desk)
    card_fees.set_card_fee(desk.ledger, desk.asked, desk.member.contractor_id, None)
    return [reply("card_fee.off")]


def show(desk: Desk, args: Args) -> Replies:
    """What is set, what the place says, and the jobs that are elsewhere; of one job, whether it bears a fee."""
    if args.get("about"):
        files = _meant(desk, args["about"])
        told = [_of_job(desk, one) for one in files] or [reply("card_fee.no_job", name=args["about"])]
        on = any(one.code == "card_fee.job_on" for one in told)
        return [*told, reply("card_fee.no_gateway")] if on and not _able(desk) else told
    rate, where = desk.ledger.contractor(desk.member.contractor_id).card_fee, place_of_work(desk)
    law = law_line(where, _law(desk, where)) if where else NOTHING
    if rate is None:
        return [reply("card_fee.none", law=law)]
    elsewhere = [desk.file(one.id) for one in desk.ledger.projects() if one.jurisdiction and one.state == "active"]
    jobs = tuple(_of_job(desk, one) for one in elsewhere)
    return [reply("card_fee.now", _OFF, rate=rate, law=law, gateway=_gateway(desk), jobs=jobs)]


def place_job(desk: Desk, args: Args) -> Replies:
    """Where one job is: its law of card fees is kept to beside that of where the contractor works."""
    files = [desk.file(ProjectId(UUID(args["project"])))] if args.get("project") else _meant(desk, args.get("about"))
    if len(files) > 1:
        named = [(one.project.name, str(one.project.id)) for one in files]
        choices = (own(name, command("card_fee.place", project=it, place=args["place"])) for name, it in named)
        return [reply("card_fee.which_job", *choices)]
    if not files:
        return [reply("card_fee.no_job", name=args["about"])]
    project, where = files[0].project, args["place"]
    desk.session.remember(do="project.place", project=str(project.id), place=project.jurisdiction)
    return [_placed(desk, project.id, where)]


def undo_rate(desk: Desk, step: Args) -> Reply:
    """The former rate, with the place that it was set for."""
    rate = None if step["ppm"] is None else Rate(step["ppm"])
    onboarding.work_in(desk.ledger, desk.member.contractor_id, step["place"])
    card_fees.set_card_fee(desk.ledger, desk.asked, desk.member.contractor_id, rate)
    return reply("card_fee.off") if rate is None else reply("card_fee.set", rate=rate, gateway=_gateway(desk))


def undo_place(desk: Desk, step: Args) -> Reply:
    return _placed(desk, ProjectId(UUID(step["project"])), step["place"])


def law_line(where: str, law: CardFeeLaw | None) -> Reply:
    """What that place says of it, with the source."""
    place = reply(f"place.{where}")
    if law is None:
        return reply("card_fee.law_unknown", place=place)
    source = reply("limit.source" if law.certainty == "statute" else "limit.source_secondary", source=law.source)
    if law.forbids:
        return reply("card_fee.law_forbids", place=place, source=source)
    if law.actual_cost:
        return reply("card_fee.law_cost", place=place, source=source)
    return reply("card_fee.law_most", place=place, most=law.most, source=source)


def still_there(desk: Desk, where: str) -> Reply:
    """Whether the fee that is set is added at that place; nothing where none is set."""
    rate, law = desk.ledger.contractor(desk.member.contractor_id).card_fee, _law(desk, where)
    if rate is None:
        return NOTHING
    on = law is not None and not law.forbids
    return reply("business.place_fee_on", rate=rate) if on else reply("business.place_fee_off", rate=rate)


def _law(desk: Desk, where: str) -> CardFeeLaw | None:
    return card_fee_law(where, desk.asked.today(desk.ledger.account().zone))


def _nowhere(where: str) -> Reply:
    """Nothing is set: it would be added nowhere."""
    allowed = dict.fromkeys(one.jurisdiction for one in CARD_FEE_LAWS if not one.forbids)
    names = tuple(reply("card_fee.known_place", place=reply(f"place.{one}")) for one in allowed)
    return reply("card_fee.unknown_there", place=reply(f"place.{where}"), places=names)


def _gateway(desk: Desk) -> Reply:
    return NOTHING if _able(desk) else reply("card_fee.no_gateway")


def _able(desk: Desk) -> bool:
    return any(one.adds_card_fee for one in desk.gateways.values())


def _example(desk: Desk, rate: Rate) -> Mapping[str, Money]:
    """On what is open of the newest invoice, or a round sum."""
    account = desk.ledger.account()
    files = (desk.file(one.id) for one in reversed(desk.ledger.projects()))
    opened = (balance_of(file, one) for file in files for one in reversed(file.invoices))
    round_sum = Money.of(_ROUND, account.currency)
    amount = next((one for one in opened if one.minor > 0 and one.currency == account.currency), round_sum)
    fee = fee_of(amount, rate)
    return {"amount": amount, "fee": fee, "sum": amount + fee}


def _remember(desk: Desk) -> None:
    former = desk.ledger.contractor(desk.member.contractor_id)
    ppm = former.card_fee.ppm if former.card_fee else None
    desk.session.remember(do="card_fee.set", ppm=ppm, place=former.jurisdiction)


def _placed(desk: Desk, project_id: ProjectId, where: str) -> Reply:
    project = card_fees.place_job(desk.ledger, desk.asked, project_id, where)
    if not where:
        return reply("card_fee.place_none", project=project.name)
    law = law_line(where, _law(desk, where))
    return reply("card_fee.placed", project=project.name, place=reply(f"place.{where}"), law=law)


def _of_job(desk: Desk, file: ProjectFile) -> Reply:
    """Whether a credit card pays more there, and if not, why."""
    name, rate = file.project.name, desk.ledger.contractor(desk.member.contractor_id).card_fee
    if rate is None:
        return reply("card_fee.job_unset", project=name)
    places = [one for one in (file.project.jurisdiction, file.contractor.jurisdiction) if one]
    found = card_fee_at(rate, places, file.project.currency, desk.asked.today(file.project.zone))
    if found is not None:
        return reply("card_fee.job_on", project=name, rate=found.rate)
    laws = zip(dict.fromkeys(places), card_fees.laws_of(desk.asked, file), strict=True)
    against = [law_line(place, law) for place, law in laws if law is None or law.forbids]
    why = against[0] if against else reply("card_fee.law_currency" if places else "card_fee.law_nowhere")
    return reply("card_fee.job_off", project=name, law=why)


def _meant(desk: Desk, about: str | None) -> list[ProjectFile]:
    """The current job; with words, those whose name or client they are. Refusal as ``project_id``."""
    if not about:
        return [desk.file(desk.project_id({}))]
    files = (desk.file(one.id) for one in desk.ledger.projects() if one.state == "active")
    return [one for one in files if any(match(about, (name,)).best is not None for name in _names(one))]


def _names(file: ProjectFile) -> tuple[str, str]:
    return file.project.name, file.client.name


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {
    "card_fee.ask": ask,
    "card_fee.wish": wish,
    "card_fee.set": set_,
    "card_fee.off": off,
    "card_fee.show": show,
    "card_fee.place": place_job,
}
