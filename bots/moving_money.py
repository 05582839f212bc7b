"""What a button of these does is said in full or tapped, never guessed from a part of a name."""

MOVES_MONEY = {
    "advance.set",
    "answer.send",
    "client.contact",
    "credit.issue",
    "draft.send",
    "draft.send_as_it_is",
    "hired.ask",
    "invoice.void",
    "line.discount",
    "paid.record",
    "paid.reverse",
    "part.add",
    "plan.create",
    "plan.create_over",
    "price.set",
    "project.away",
    "proposal.send",
    "proposal.start",
    "proposal.withdraw",
}
