"""English for the papers that are drawn from the books; the rest of it is in ``en``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

PAPERS: Mapping[str, tuple[str, ...]] = {
    "paper_application": (
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [new|last|latest|newest] (application for payment|payment application|pay application|pay app|app for payment|draw request|continuation sheet|application and continuation sheet) [(of|for|from|on) [the] {numbered}]",
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [new|last|latest|newest] (application for payment|payment application|pay application|pay app|app for payment|draw request|continuation sheet|application and continuation sheet) (of|for|from|on|to) [the] {place}",
        "(send|give|text|email) {place} [the|a|an|her|his|their] [last|latest|newest] (application for payment|payment application|pay application|continuation sheet)",
    ),
    "paper_statement": (
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [new|last|latest|newest] (statement|account statement|statement of account|client statement|statement of accounts) [(of|for|to) [the] {place}]",
        "(whats|what is) [the|our] (statement|account statement) (of|for|with) [the] {place}",
        "(send|give|text|email) {place} [the|a|an|her|his|their] [last|latest|newest] (statement|account statement|statement of account)",
    ),
    "paper_receipt": (
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [new|last|latest|newest] [payment] (receipt|receipt pdf|pdf receipt) [(of|for|on) [the] {numbered}]",
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [new|last|latest|newest] [payment] (receipt|receipt pdf|pdf receipt) (of|for|from|on|to) [the] {place}",
        "(send|give|text|email) {place} [the|a|an|her|his|their] [last|latest|newest] (receipt|payment receipt)",
    ),
    "paper_export": (
        "(export|csv export|export csv|export to csv) [the|my|our] [books|accounts|everything|all|csv|invoices and payments] [for|of] [{year}]",
        "[send|get|give|i need|i want] [me] [the|my|our] {year} (export|books export|csv export|books as csv)",
    ),
    "paper_schedule": (
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see|whats|what is] [me|us] [a|an|the|my|our] [whole|full] (contract schedule|schedule of values|schedule of the contract|payment schedule|payments schedule|schedule of payments|payment plan|billing schedule|sov) [(as|in) [a] pdf|pdf] [(of|for|from|on|with|to) [the] {place}]",
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [whole|full] schedule (as|in) [a] pdf [(of|for|from|on|with|to) [the] {place}]",
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] (schedule pdf|pdf schedule|pdf of the schedule|pdf of the contract schedule|pdf of the payment schedule) [(of|for|from|on|with|to) [the] {place}]",
        "(send|show|get|give) me the [whole|full] schedule",
        "(send|give|text|email) the schedule [to {place}]",
        "(send|give|text|email) {place} [the|a|an|her|his|their] (contract schedule|schedule of values|payment schedule|payment plan|billing schedule)",
    ),
}
