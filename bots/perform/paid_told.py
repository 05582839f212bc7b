"""Who else hears that an invoice is paid."""

from bots.commands import Reply
from bots.telling import Teller
from core.usecases.counting import Counted


def tell_rooms_paid(teller: Teller, counted: Counted) -> None:
    """Once nothing is left to pay, whatever way the money came."""
    if not counted.balance:
        invoice, project = counted.invoice, counted.file.project
        said = Reply("room.paid", {"number": invoice.number, "project": project.name})
        teller.rooms(project, invoice, said, f"room-paid:{counted.payment.id}")
