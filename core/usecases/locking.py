"""What is changed is read again under its project's lock. Projects are locked before what is in them, and several in
one order, so that no two transactions wait for each other and none writes over what another has just decided.
"""

from collections.abc import Sequence

from core.domain.errors import Clash
from core.domain.ids import InvoiceId, PaymentRequestId, ProjectId, ProofId
from core.domain.invoice import Invoice
from core.domain.payment import PaymentRequest
from core.domain.proof import Proof
from core.ports.ledger import Ledger, ProjectFile


def locked_invoice(ledger: Ledger, invoice_id: InvoiceId) -> tuple[ProjectFile, Invoice]:
    """The invoice as it stands now, and its project by its contractor; both stay so until the transaction ends."""
    file = ledger.project_file(ledger.invoice(invoice_id).project_id, lock=True)
    invoice = ledger.invoice(invoice_id)
    return file.by(invoice.contractor_id), invoice


def locked_request(ledger: Ledger, request_id: PaymentRequestId) -> tuple[PaymentRequest, ProjectFile, Invoice]:
    """The request as it stands now, its project and its invoice. NotFound: payment.no_request."""
    file, invoice = locked_invoice(ledger, ledger.payment_request(request_id).invoice_id)
    return ledger.payment_request(request_id), file, invoice


def locked_proofs(ledger: Ledger, proof_ids: Sequence[ProofId], *projects: ProjectId) -> tuple[Proof, ...]:
    """Those proofs, in this order and each once, with their projects and ``projects`` locked.

    Clash when one was moved to another project between the look and the lock.
    """
    seen = {one: ledger.proof(one).project_id for one in proof_ids}
    for project_id in sorted({*projects, *(one for one in seen.values() if one is not None)}):
        ledger.project_file(project_id, lock=True)
    locked = {one: ledger.proof(one, lock=True) for one in sorted(seen)}
    if any(locked[one].project_id != project_id for one, project_id in seen.items()):
        raise Clash("a proof was moved to another project meanwhile")
    return tuple(locked[one] for one in seen)
