"""English for the papers that are drawn from the books; the rest of it is in ``en``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

PAPERS: Mapping[str, tuple[str, ...]] = {
    "paper_application": (
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [new|last|latest|newest] (application for payment|payment application|pay application|pay app|app for payment|draw request|continuation sheet|g702|g703|g702 and g703|g702/g703|g702/703|aia form|aia billing|aia invoice|application and continuation sheet) [(of|for|from|on) [the] {numbered}]",
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [new|last|latest|newest] (application for payment|payment application|pay application|pay app|app for payment|draw request|continuation sheet|g702|g703|g702 and g703|g702/g703|g702/703|aia form|aia billing|aia invoice|application and continuation sheet) (of|for|from|on|to) [the] {place}",
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
        "[export|send|get|give|make|i need|i want|need] [me] [the|my|our|a|an] [books|everything|all] [for|to|in] (quickbooks|quick books|qbo|xero) [file|files|export|format|csv] [for|of] [{year}]",
        "[i need|i want|need|something|files|a file] for my (accountant|bookkeeper)",
        "[send|get|give|i need|i want] [me] [the|my|our] {year} (export|books export|csv export|books as csv)",
    ),
    "paper_schedule": (
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see|whats|what is] [me|us] [a|an|the|my|our] [whole|full] (contract schedule|schedule of values|schedule of the contract|payment schedule|payments schedule|schedule of payments|payment plan|billing schedule|sov) [(as|in) [a] pdf|pdf] [(of|for|from|on|with|to) [the] {place}]",
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] [whole|full] schedule (as|in) [a] pdf [(of|for|from|on|with|to) [the] {place}]",
        "[send|get|give|make|create|show|see|build|print|prepare|resend|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|an|the|my|our] (schedule pdf|pdf schedule|pdf of the schedule|pdf of the contract schedule|pdf of the payment schedule) [(of|for|from|on|with|to) [the] {place}]",
        "(send|show|get|give) me the [whole|full] schedule",
        "[send|get|give|show|see|print|can i see|i need|need] [me|us] [a|the|my|our] (contract|contract pdf|contract as pdf|contract as a pdf|pdf of the contract|copy of the contract) [(for|of|with) [the] {place}]",
        "(what are|whats|show me|show|what were) (the|our|my) (terms|payment terms|contract terms|terms of the contract|billing terms)",
        "(what are|whats|show me|show) the (terms|payment terms|contract terms) (for|on|of|with) [the] {place}",
        "(send|give|text|email) the schedule [to {place}]",
        "(send|give|text|email) {place} [the|a|an|her|his|their] (contract schedule|schedule of values|payment schedule|payment plan|billing schedule)",
    ),
    "paper_invoice": (
        "[send|get|give|show|see|print|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|the] (copy|pdf|pdf copy) (of|for) [the|my] [last|latest|newest] ([invoice|bill|inv] {numbered}|(invoice|bill|inv) [number|no|#] {number}|invoice|bill)",
        "[send|get|give|show|see|print|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|the] (copy|pdf|pdf copy) (of|for) [the] {place} (invoice|bill)",
        "(send|give|get|show) me [the|my] [last|latest|newest] (invoice|bill) [pdf|again]",
        "(send|give|get|show) me [the] ([invoice|bill|inv] {numbered}|(invoice|bill|inv) [number|no|#] {number}) [pdf|as a pdf|as pdf]",
        "([invoice|bill|inv] {numbered}|(invoice|bill|inv) [number|no|#] {number}) (pdf|as a pdf|as pdf|copy)",
    ),
    "paper_credit_note": (
        "[send|get|give|show|see|print|i need|i want|need|want|can i get|can i have|can i see|let me see] [me|us] [a|the] [copy of|pdf of|copy of the|pdf of the] [my] [last|latest] (credit note|credit memo) [pdf|again] [(of|for|on) [the] ([invoice|bill|inv] {numbered}|(invoice|bill|inv) [number|no|#] {number})]",
    ),
}
