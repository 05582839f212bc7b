"""A fee for paying by credit card: off until a contractor sets a rate, and only where the law of a place allows it."""

from dataclasses import replace

from core.domain.card_fee import NETWORKS_MOST, CardFeeLaw, card_fee_at, card_fee_law, fee_of
from core.domain.errors import DoesNotAddUp, NotAllowed
from core.domain.ids import ContractorId, ProjectId
from core.domain.money import Money, Rate
from core.domain.payment import PaymentRequest
from core.domain.project import Project
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.closing import close_request


def set_card_fee(ledger: Ledger, asked: Asked, contractor_id: ContractorId, rate: Rate | None) -> None:
    """For what is asked for from now on; None: no fee. Pages that ask for a higher one are closed.

    DoesNotAddUp: card_fee.nothing, card_fee.too_much (most) beyond the networks' cap, card_fee.place_most (place, most,
    source) beyond that of the place where the contractor works. NotAllowed: card_fee.forbidden (place, source) there.
    """
    contractor = ledger.contractor(contractor_id)
    if rate is not None:
        law = card_fee_law(contractor.jurisdiction, asked.today(ledger.account().zone))
        check_rate(rate, law)
    ledger.save(replace(contractor, card_fee=rate))
    close_dearer(ledger, asked)


def fee_on(ledger: Ledger, asked: Asked, file: ProjectFile, contractor_id: ContractorId, amount: Money) -> Money | None:
    """What a credit card costs the client on top of ``amount``, rounded down. None where none is set, a place does not
    allow it, the currency is another, or it comes to nothing.
    """
    rate, today = ledger.contractor(contractor_id).card_fee, asked.today(file.project.zone)
    found = card_fee_at(rate, _places(file), amount.currency, today)
    return (fee_of(amount, found.rate) or None) if found else None


def laws_of(asked: Asked, file: ProjectFile) -> tuple[CardFeeLaw | None, ...]:
    """Of where the job is and where the contractor works, for both are kept to; None for a place that is not known.
    Nothing where neither place is.
    """
    today = asked.today(file.project.zone)
    return tuple(card_fee_law(place, today) for place in dict.fromkeys(_places(file)) if place)


def _places(file: ProjectFile) -> tuple[str, str]:
    return file.project.jurisdiction, file.contractor.jurisdiction


def close_dearer(ledger: Ledger, asked: Asked) -> None:
    """After a rate or a place has changed: no page goes on asking for a fee that would not be added any more."""
    for project_id in sorted(one.id for client in ledger.clients() for one in ledger.projects_of(client.id)):
        if _dearer(ledger, asked, ledger.project_file(project_id)):
            _close_dearer(ledger, asked, project_id)


def _close_dearer(ledger: Ledger, asked: Asked, project_id: ProjectId) -> None:
    for request in _dearer(ledger, asked, ledger.project_file(project_id, lock=True)):
        close_request(ledger, request)


def _dearer(ledger: Ledger, asked: Asked, file: ProjectFile) -> list[PaymentRequest]:
    found = []
    for invoice in file.invoices:
        by = file.by(invoice.contractor_id)
        for request in ledger.payment_requests(invoice.id) if invoice.state in {"issued", "part_paid"} else ():
            most = fee_on(ledger, asked, by, invoice.contractor_id, request.amount)
            dear = request.card_fee > (most or Money.zero(request.amount.currency))
            found += [request] if dear and request.state in {"asked", "open"} else []
    return found


def place_job(ledger: Ledger, asked: Asked, project_id: ProjectId, jurisdiction: str) -> Project:
    """Where the work is, ISO 3166-2; "": where the contractor works."""
    project = replace(ledger.project_file(project_id, lock=True).project, jurisdiction=jurisdiction)
    ledger.save(project)
    _close_dearer(ledger, asked, project_id)
    return project


def check_rate(rate: Rate, law: CardFeeLaw | None) -> None:
    """As ``set_card_fee`` refuses, where ``law`` is that of the place; None: nothing is known of it."""
    if not rate.ppm:
        raise DoesNotAddUp("card_fee.nothing")
    if law is not None and law.forbids:
        raise NotAllowed("card_fee.forbidden", place=law.jurisdiction, source=law.source)
    if rate.ppm > NETWORKS_MOST.ppm:
        raise DoesNotAddUp("card_fee.too_much", most=NETWORKS_MOST)
    if law is not None and rate.ppm > law.most.ppm:
        raise DoesNotAddUp("card_fee.place_most", place=law.jurisdiction, most=law.most, source=law.source)
