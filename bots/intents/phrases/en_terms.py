"""English for tax and the time to pay; the rest of it is in ``en``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

TERMS: Mapping[str, tuple[str, ...]] = {
    "tax": (
        "[the|set|set the|add|charge|plus|use|with|change|change the|make the|put] [sales] (tax|taxes|tax rate) [is|of|at|to|should be|rate|rate is] {percent}",
        "[set|add|charge|plus|use|with] {percent} [sales|of] (tax|taxes|sales tax)",
        "[sales] (tax|taxes) [is|of|at|rate] {small}",
    ),
    "no_tax": (
        "(no|without|zero|skip|remove|remove the|dont charge|do not charge|take off the|take off) [sales] (tax|taxes) [on|for|from] [this one|this|it|this invoice|this job|this bill|the invoice]",
        "tax (exempt|free)",
    ),
    "due": (
        "[no] [make it|its|it is|terms|terms are|payment terms|payment terms are|payment is|payment|due|set|set it to|put|change to|change terms to] net {days} [days]",
        "[payment|invoices|its|make it|terms|set|pay] [is|are|due|payable] (due in|payable in|in|within|due within|payable within|due) {days} days",
        "[payment|invoices|pay|terms] {days} days [to pay|net|terms|after invoice]",
        "[the] (client|clients|they|terms|payment terms|it) [has|have] (changed|changes|went|moved|wants|want|agreed) [to] net {days} [days]",
    ),
    "due_weeks": (
        "[payment|invoices|its|make it] (due in|payable in|within|due within|payable within|due) {weeks} weeks",
    ),
    "due_now": (
        "[payment|invoices|make it|its|terms|terms are|set] [is|are] (on receipt|due on receipt|upon receipt|due upon receipt|due now|due immediately|payable on receipt|due right away|cod)",
        "due (at|on|upon) (receipt|delivery|completion)",
        "immediately",
    ),
}
