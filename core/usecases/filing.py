"""A photo of a check, or of a transfer's receipt, is kept with the payment that it shows, and is no proof of work."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.ids import InvoiceId, PaymentId, ProofId
from core.domain.lifecycle import PROOF
from core.domain.proof import Proof
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.capturing import verdict_of
from core.usecases.locking import locked_invoice, locked_proofs

_FREE = {"arriving", "kept", "duplicate", "filed"}


def file_with_payment(
    ledger: Ledger, proof_ids: Sequence[ProofId], invoice_id: InvoiceId, payment_id: PaymentId
) -> tuple[Proof, ...]:
    """What can be kept with that payment of that invoice, and is from now on; what an invoice printed stays there. One
    that is still arriving is filed once its bytes are safe.
    """
    file, _ = locked_invoice(ledger, invoice_id)
    payment = next((one for one in file.payments if (one.id, one.invoice_id) == (payment_id, invoice_id)), None)
    if payment is None:
        return ()
    filed = tuple(
        replace(
            proof,
            project_id=file.project.id,
            milestone_id=None,
            payment_id=payment.id,
            state=proof.state if proof.state == "arriving" else PROOF.after(proof.state, "file"),
        )
        for proof in locked_proofs(ledger, proof_ids, file.project.id)
        if proof.invoice_id is None and proof.kind != "voice" and proof.state in _FREE
    )
    ledger.save(*filed)
    return filed


def take_from_payment(ledger: Ledger, file: ProjectFile, payment_id: PaymentId) -> tuple[Proof, ...]:
    """They wait with the job again, on none of its milestones."""
    ids = [one.id for one in evidence_of(ledger.proofs(file.project.id), payment_id)]
    freed = []
    for proof in locked_proofs(ledger, ids, file.project.id):
        alone = replace(proof, payment_id=None)
        if proof.state != "arriving":
            alone = replace(alone, state=PROOF.after(proof.state, verdict_of(ledger, alone)))
        ledger.save(alone)
        freed.append(alone)
    return tuple(freed)


def evidence_of(proofs: Sequence[Proof], payment_id: PaymentId) -> tuple[Proof, ...]:
    """What is kept with that payment."""
    return tuple(one for one in proofs if one.payment_id == payment_id and one.state in {"arriving", "filed"})
