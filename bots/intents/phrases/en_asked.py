"""English for what is asked of a job's money: how it stands, and who owes what; the rest of it is in ``en``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

ASKED: Mapping[str, tuple[str, ...]] = {
    "status": (
        "(status|staus|statis|sttus|satus|stats|status update|update|progress|summary|overview|report|where are we|where we at|where are we at|where do we stand)",
        "[whats|what is|how much is|how big is|what was] [the|my|our] (contract|contract sum|contract total|contract amount|contract price|contract value|total contract|job total) [sum|amount|at|now|to date|so far|worth|come to|at now]",
        "(where am i|how are we doing|how we doing|whats left|what is left|whats the status|what is the status|balance|job status)",
        "(project status|status report|whats happening|list|jobs|projects|my jobs|my projects|list jobs|list projects|all jobs|milestones)",
        "(the status|current status|status on everything|where is everything|whats done|whats billed|whats next to bill|schedule)",
        "[whats|what is] [the] (status|update|progress|summary|balance|report|schedule|milestones) [of|on|for|at|with] [the] {project}",
        "(hows|how is) [the] {project} [going|doing|looking|coming along|coming]",
        "(where are we|where do we stand|where we at|how are we doing|how are we) (on|with|at) [the] {project}",
        "(whats left|what is left|whats done|whats billed|how much is left|how much left) (on|at|for|in) [the] {project}",
        "(whats left|what is left|how much is left|how much left) [to do|to bill|to invoice] [on|at|for|in] [this|the|my] [job|project|contract]",
        "(what|how much) (did|have|do|had) (i|we) [already] (bill|billed|invoice|invoiced|charge|charged|ask) [the|to|for|from] {project} [for] [so far|already|yet|in total|until now]",
        "(what|how much) (has|have|was|were|is) [the] {project} [been] (billed|invoiced|charged) [for] [so far|already|yet|in total]",
        "(what|how much) (did|have|do|had) (i|we) [already] (bill|billed|invoice|invoiced|charge|charged) [so far|already|yet|in total|until now]",
    ),
    "who_owes": (
        "(who|whos|who all) (owes|owe|owing|owed|ows) [me|us] [money|what]",
        "(did|has|have) {anyone} (see|seen|open|opened|view|viewed|look at|looked at) (it|the invoice|the bill|my invoice) [yet]",
        "(when is|whens) (it|the invoice|the bill|the payment|payment) due",
        "(is|was) (it|the invoice|the bill) paid [yet|already]",
        "(where is|wheres) my money",
        "(whats|what is) my balance",
        "when (will|do|am|are) (i|we) [going to|gonna] (get paid|getting paid|be paid)",
        "(owes|owed|owing|owes me|unpaid|outstanding|open invoices|unpaid invoices)",
        "(who|who all) still (owes|owe) [me|us] [money]",
        "(who|whos) (hasnt|has not|havent|didnt|did not|not) (paid|pay|payed) [me|us] [yet]",
        "(who|whos|who is) (paid|payed|has paid|have paid) [me|us] [yet|already]",
        "(did|has) {anyone} (pay|paid) [me|us] [yet|already]",
        "(whats|what is|how much is|how much am i|how much are we) (owed|outstanding|unpaid|overdue|open|owed to me|still owed)",
        "(what am i|what are we|how much am i|how much are we) [still] owed",
        "(how much do they|how much do people|how much does everyone|how much do clients) owe [me|us]",
        "(unpaid|unpaid invoices|open invoices|outstanding|outstanding invoices|overdue|overdue invoices|past due|receivables|aging)",
        "(money owed|balances|open balances|whos late|who is late|whos behind|who is behind|late payments|who do i need to chase)",
        "did {anyone} (open|see|read|get|view) (my|the) (message|text|email|link) [yet]",
        "(what|which) invoices are (open|unpaid|outstanding|overdue|late|past due|not paid)",
        "how much does {anyone} [still] owe [me|us]",
        "how much (did|has) {anyone} (pay|paid) [me|us] [so far|yet]",
        "what does {anyone} [still] owe [me|us]",
    ),
}
