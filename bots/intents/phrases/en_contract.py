"""English for how far work is, retainage, credit notes and the like; the rest of it is in ``en``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

CONTRACT: Mapping[str, tuple[str, ...]] = {
    "progress": (
        "[the] {milestone} [is|are|its|now|is now|are now|at|is at|are at|is about|are about|about|should be|got to] {percent} (done|complete|completed|finished|there|along|of the way|installed|in place) [now|so far|already]",
        "[the] {milestone} (is|are|is at|are at|is about|are about|is now|are now|now at|at) {percent} [now|so far|already]",
        "(mark|set|put) [the] {milestone} [to|at|as] {percent} [done|complete|completed|finished]",
        "{percent} (done|complete|completed|finished) (on|of|with|for) [the] {milestone}",
        "{percent} of [the] {milestone} [is|are] (done|complete|completed|finished|installed|in place) [now|so far]",
        "[im|i am|we are|were|about|its|it is|thats] {percent} (done|complete|completed|finished) [now|so far]",
        "(im|i am|we are|were) [about] {percent} (done|complete|finished) (with|on) [the] {milestone}",
        "(im|i am|we are|were) (at|about) {percent} (with|on) [the] {milestone}",
        "[the] {milestone} [is|are|its] {fraction} (done|complete|completed|finished|there)",
    ),
    "progress_bill": (
        "(bill|invoice|charge) [for] [the] {milestone} (at|to|up to) {percent} [done|complete|completed]",
        "[the] {milestone} [is|are|at|its] {percent} (done|complete|completed|finished) [and|so|now|you can] (bill|invoice) [it|that|now|this]",
    ),
    "progress_bill_more": (
        "(bill|invoice|charge) [for] [a|another|the|the first|the next] {percent} (of|on|for) [the] {milestone}",
        "(bill|invoice|charge) [the] {milestone} [for] [another] {percent}",
    ),
    "progress_bill_amount": (
        "(bill|invoice) [for] [another|only|just|the first|the next] {price} (of|from|out of|toward|towards) [the] {milestone}",
        "(bill|invoice) (another|only|just) {price} (on|for) [the] {milestone}",
        "(bill|invoice) [the] {milestone} [for] (another|only|just) {price}",
    ),
    "progress_count": (
        "[we|i|weve|ive|we have|i have] [did|done|finished|completed|installed] {pieces} [{unit}] (of|out of) [the] {out_of} [{unit}] [of|on|for] [the] {milestone} [is|are] [done|complete|completed|finished|installed|in place] [now|so far|already]",
        "[the] {milestone} [is|are|at|is at|are at|its] [now] {pieces} [{unit}] (of|out of) {out_of} [{unit}] [done|complete|completed|finished|installed|in place] [now|so far|already]",
        "[we are|were|its|we did|we have|weve|i did] {pieces} [{unit}] (of|out of) [the] {out_of} [{unit}] [is|are] (done|complete|completed|finished|installed|in place) [now|so far|already]",
        "{ratio} [of] [the] {milestone} [is|are] (done|complete|completed|finished|installed|in place) [now|so far|already]",
        "[the] {milestone} [is|are] {ratio} (done|complete|completed|finished|installed|in place) [now|so far|already]",
    ),
    "progress_count_bill": (
        "(bill|invoice) [the] {milestone} (at|to|up to) {pieces} [{unit}] (of|out of) {out_of} [{unit}]",
    ),
    "progress_count_more": (
        "(bill|invoice) [for] [another|only|just|the first|the next] {pieces} [{unit}] (of|out of) [the] {out_of} [{unit}] [of|on|for] [the] {milestone}",
    ),
    "stored": (
        "(stored materials|materials stored|stored material|material stored|materials on site|material on site|material on hand|materials on hand) [:|is|are|at|worth|now|of] {price} (for|on|of|in|to) [the] {milestone}",
        "(stored materials|materials stored|stored material|material stored|materials on site|material on site|material on hand|materials on hand) {price} [the] {milestone}",
        "{price} [of|in|worth of] (stored materials|materials stored|stored material|material stored|materials on site|material on site|material on hand|materials on hand) (for|on|in|to) [the] {milestone}",
        "{price} [of|in|worth of] [the] {milestone} (materials|material) (stored|on site|delivered|on hand)",
        "(theres|there is|there are|we have|i have|got|we got) {price} [of|in|worth of] (stored materials|materials stored|stored material|material stored|materials on site|material on site|material on hand|materials on hand) (for|on|in|to|at) [the] {milestone}",
        "(theres|there is|there are|we have|i have|got|we got) {price} [of|in|worth of] (materials|material) (stored|on site|delivered|on hand) (for|on|in|to|at) [the] {milestone}",
        "[the] (stored materials|materials stored|stored material|material stored|materials on site|material on site|materials delivered) (for|on|of) [the] {milestone} [is|are|at|worth|now] {price}",
        "{price} (of|in|worth of) (stored materials|materials stored|materials on site|material on site|stored material) (for|on) [the] {milestone}",
        "{price} [of|in|worth of] (materials|material) (stored|on site|delivered) (for|on) [the] {milestone}",
        "[the] {milestone} (stored materials|materials stored|stored material|material stored|materials on site) [is|are|at|worth] {price}",
        "(stored materials|materials stored|materials on site) [is|are|at|worth|now] {price}",
        "(add|log|record|note|put|set) [the] (stored materials|materials stored|stored material|materials on site|material on site) [of|at|worth] {price} (for|on|of|to) [the] {milestone}",
        "(add|log|record|note|put|set) {price} [of|in|worth of] (stored materials|materials stored|stored material|materials on site|material on site) (for|on|of|to) [the] {milestone}",
    ),
    "retainage": (
        "(hold|hold back|keep|keep back|withhold|retain|set|add|use|put|take) {percent} [of] [back] (retainage|retention|holdback) [on|for] [the] [contract|job|this job|every invoice|each invoice|all invoices]",
        "(hold back|withhold|keep back|retain) {percent} [of|on|from] [each|every|all|the] [invoice|invoices|bill|bills|payment|payments|it]",
        "[set|change|make|put] [the] (retainage|retention|holdback) [is|of|at|to|should be|rate|rate is] {percent}",
        "{percent} (retainage|retention|holdback)",
        "(hold|hold back|keep|keep back|withhold|retain|set|use) {percent} [of] [(retainage|retention|holdback)] (until|till|up to) {step} [done|complete|completion|billed] [and] (then|after that|afterwards|after) {later}",
        "[the] (retainage|retention|holdback) [is|of|at] {percent} (until|till|up to) {step} [done|complete|completion|billed] [and] (then|after that|afterwards|after) {later}",
        "{percent} (retainage|retention|holdback) (until|till|up to) {step} [done|complete|completion|billed] [and] (then|after that|afterwards|after) {later}",
        "[hold|hold back|withhold|set|use] {percent} (retainage|retention|holdback) (on|for) [the] {milestone}",
        "(retainage|retention|holdback) (on|for) [the] {milestone} [is|of|at|should be] {percent}",
        "[set|make|change] [the] (retainage|retention|holdback) [of|at|to] {percent} (on|for) [the] {milestone}",
        "(hold back|withhold) {percent} (on|of|from) [the] {milestone}",
    ),
    "no_retainage": (
        "(no|without|remove|drop|stop|dont hold|dont hold back|stop holding|stop holding back|do not hold back) [any|the|more] (retainage|retention|holdback) [(on|for|from) [the] {milestone}]",
    ),
    "retainage_asked": (
        "[(show|see|what is|whats|what about|how about|check|list)] [the|my|our|all|total|current] (retainage|retention|holdback|retainages) [(held|held back|balance|status|total|so far|now)] [(on|for|at|of|in|from) [the] {place}]",
        "(how much|what) [(retainage|retention|holdback|retainages)|money] (is|are|was|do they|does she|does he|do i|do we|are they|is being|have they|has been|did they) [being] (held|holding|hold|withheld|withholding|retained|retaining|kept|held back|hold back|holding back) [back] [(on|for|at|of|in|from|by) [the] {place}] [so far|now|right now]",
        "how much [of] [the|my|our] (retainage|retention|holdback|retainages) [(is|do we have|do i have|have we|is there|there is|left)] [held|held back|open|left|outstanding|there|withheld] [(on|for|at|of|in|from) [the] {place}] [so far|now]",
        "how much (is|do) [{place}] (holding|hold|withholding|retaining) [back]",
    ),
    "release": (
        "(release|bill|invoice|collect|request|ask for|bill for|invoice for) [all|all of] [the|my|our] [held] (retainage|retention|holdback|retained money|money held back) [now]",
        "(release|bill|invoice|collect|request|ask for) [all|all of] [the|my|our] (retainage|retention|holdback) (on|for|from|of) [the] {milestone}",
        "(release|bill|invoice|collect|request|ask for) ({percent}|{fraction}) [of] [the|my|our] (retainage|retention|holdback)",
        "(release|bill|invoice|collect|request|ask for) ({percent}|{fraction}) [of] [the|my|our] (retainage|retention|holdback) (on|for|from|of) [the] {milestone}",
        "[the] (retainage|retention|holdback) release",
    ),
    "credit": (
        "(credit|give back|take back|credit back) {price} (on|for|from|off|off of|to|against|of) [the] ([invoice|bill] {numbered}|(invoice|bill|inv) [number|no] {number}) [for|because|because of|due to] [{text}]",
        "[give|make|issue|create|send|do] [a|an|her a|him a|them a] (credit note|credit memo|credit) [of|for] {price} (on|for|against|to) [the] ([invoice|bill] {numbered}|(invoice|bill|inv) [number|no] {number}) [for|because|because of|due to] [{text}]",
        "[give|make|issue|create|send|do] [a] (credit note|credit memo) [for|on|against|to] [the] ([invoice|bill] {numbered}|(invoice|bill|inv) [number|no] {number}) [of|for] {price} [for|because|because of|due to] [{text}]",
        "[give|make|issue|create|send|do] [a] (credit note|credit memo|full credit|credit) [for|on|against|to] [all of] [the] ([invoice|bill] {numbered}|(invoice|bill|inv) [number|no] {number}) [for|because|because of|due to] [{text}]",
        "credit [all of] [the] ([invoice|bill] {numbered}|(invoice|bill|inv) [number|no] {number}) [by] {price} [for|because|because of|due to] [{text}]",
        "credit [back] (all|the whole|the full|the entire|all of|the rest of|whole|full) [of] [the] ([invoice|bill] {numbered}|(invoice|bill|inv) [number|no] {number}) [for|because|because of|due to] [{text}]",
        "credit ([invoice|bill] {numbered}|(invoice|bill|inv) [number|no] {number}) (in full|fully|completely) [for|because|because of|due to] [{text}]",
    ),
    "refund": (
        "(refund|return|give back|send back|pay back) {price} (to|for|on|from) [the] [invoice|bill] {about}",
        "(refund|pay back) [the] [invoice|bill] {about} {price}",
        "(refund|pay back) [the] [invoice|bill|payment of|payment from] {about}",
        "(give|send|pay) [invoice|bill] {about} [her|his|their] {price} back",
        "(give|send|pay) back {price} to {about}",
        "refund {price}",
        "[i] (refunded|gave back|paid back|sent back) {price} (to|on) {about}",
        "[i] (refunded|paid back) {about} {price}",
    ),
    "credit_back": (
        "(dont|do not|no longer|please dont) (use|apply|spend) [the|her|his|their] [client] credit (on|to|for|towards|against) [the] [invoice|bill] {about}",
        "(dont|do not|no longer|please dont) (use|apply|spend) {about} credit",
        "(take|get|remove|pull) [the|her|his|their] [client] credit [back] (off|from|out of|off of) [the] [invoice|bill] {about}",
        "(unuse|undo|reverse|take back|give back|put back) [the|her|his|their] [used] [client] credit (on|of|from) [the] [invoice|bill] {about}",
    ),
    "credit_next": (
        "(use|apply|spend|take|put) ([the] credit of|[the] credit from|credit for) {about} (on|to|for|towards|against) [the|her|his|their] next [invoice|bill|one|payment]",
        "(use|apply|spend|take|put) {about} credit (on|to|for|towards|against) [the|her|his|their] next [invoice|bill|one|payment]",
        "(use|apply|spend|take|put) [the|her|his|their] credit (on|to|for|towards|against) [the|her|his|their] next [invoice|bill|one|payment]",
    ),
    "credit_use": (
        "(use|apply|spend) [the|her|his|their] [client] credit (on|to|for|towards|against) [the] [invoice|bill] {about}",
        "(use|apply|spend) ([the] credit of|[the] credit from) {about}",
        "(use|apply|spend) {about} credit",
        "(use|apply|spend) [the|her|his|their] [client] credit",
    ),
    "reissue": (
        "(void|cancel|annul) and (reissue|re-issue|redo|resend|bill again|issue again|rebill) [it|that|the invoice|the bill|this invoice|that invoice|the last invoice]",
        "(void|cancel|annul) and (reissue|re-issue|redo|bill again|issue again|rebill) [the] [invoice|bill] {about}",
        "(reissue|re-issue|rebill|redo) [the] (invoice|bill) [for|number] [{about}]",
        "(reissue|re-issue|rebill) [the] {numbered}",
        "(void|cancel|annul) [the] [invoice|bill] {about} and (reissue|re-issue|redo|rebill|bill again|issue again) [it]",
    ),
    "advance_last": (
        "[a|an|take a|take an|set a|set an|add a|add an|ask for a|with a] {price} (deposit|advance|advance payment|down payment|downpayment|upfront payment) (credited|applied|deducted|taken off|counted) (at the end|on the last invoice|on the final invoice|on the last one|against the last invoice|last)",
        "[a|an|the] (deposit|advance|advance payment|down payment|downpayment|upfront payment) [of|is|at] {price} (credited|applied|deducted|taken off|counted) (at the end|on the last invoice|on the final invoice|on the last one|against the last invoice|last)",
        "[a|an|take a|set a] {price} (deposit|advance|advance payment|down payment|downpayment|upfront payment) [and] (credit|apply|deduct) it (at the end|on the last invoice|on the final invoice|on the last one|against the last invoice|last)",
    ),
    "advance_first": (
        "[a|an|take a|take an|set a|set an|add a|add an|ask for a|with a] {price} (deposit|advance|advance payment|down payment|downpayment|upfront payment) (credited|applied|deducted|taken off|counted) (on the first invoice|on the first invoices|on the first one|against the first invoice|first|right away|on the next invoice)",
        "[a|an|the] (deposit|advance|advance payment|down payment|downpayment|upfront payment) [of|is|at] {price} (credited|applied|deducted|taken off|counted) (on the first invoice|on the first invoices|on the first one|against the first invoice|first|right away|on the next invoice)",
        "[a|an|take a|set a] {price} (deposit|advance|advance payment|down payment|downpayment|upfront payment) [and] (credit|apply|deduct) it (on the first invoice|on the first invoices|on the first one|against the first invoice|first|right away|on the next invoice)",
    ),
    "advance_pro_rata": (
        "[a|an|take a|take an|set a|set an|add a|add an|ask for a|with a] {price} (deposit|advance|advance payment|down payment|downpayment|upfront payment) (credited|applied|deducted|taken off|counted) (pro rata|prorata|proportionally|in proportion|on each invoice|on every invoice|evenly)",
        "[a|an|the] (deposit|advance|advance payment|down payment|downpayment|upfront payment) [of|is|at] {price} (credited|applied|deducted|taken off|counted) (pro rata|prorata|proportionally|in proportion|on each invoice|on every invoice|evenly)",
        "[a|an|take a|set a] {price} (deposit|advance|advance payment|down payment|downpayment|upfront payment) [and] (credit|apply|deduct) it (pro rata|prorata|proportionally|in proportion|on each invoice|on every invoice|evenly)",
        "[a|an|take a|take an|set a|set an|add a|add an|ask for a|with a] {price} (deposit|advance|advance payment|down payment|downpayment|upfront payment) (pro rata|prorata|in proportion)",
        "[a|an|the] (deposit|advance|advance payment|down payment|downpayment|upfront payment) [of|is|at] {price} (pro rata|prorata|in proportion)",
    ),
    "deposit_asked": (
        "(invoice|bill|request|collect|ask for|send|charge|invoice for|bill for) [the|a|my|our] [invoice for the|bill for the] (deposit|advance|advance payment|down payment|downpayment|upfront payment) [now]",
        "[the] (deposit|advance|advance payment|down payment|downpayment|upfront payment) invoice",
    ),
    "columns": (
        "(show|print|put|include|add) [the|a] [whole|full] (schedule|schedule of values|schedule table|schedule columns|columns|billing schedule) (on|in|to) [the|all|my|every] (invoice|invoices|bills|bill)",
        "(invoices|bills) (with|show) [the] (schedule|schedule of values|columns)",
    ),
    "no_columns": (
        "(hide|remove|drop|dont show|do not show|dont print|no) [the] [whole|full] (schedule|schedule of values|schedule table|columns|schedule columns) (on|in|from) [the|all|my] (invoice|invoices|bills|bill)",
        "(invoices|bills) without [the] (schedule|schedule of values|columns)",
    ),
    "sequence": (
        "(bill|invoice|billing|invoicing) [only] (in sequence|in order|one after the other|one after another)",
        "[keep|enforce] [the] (sequence|order) of [the] (parts|milestones|billing)",
        "(parts|milestones) (are|must be|have to be) (billed|invoiced) in (sequence|order)",
    ),
    "any_sequence": (
        "[bill|invoice|billing] [in] (any sequence|any order|whatever order)",
        "(parts|milestones) (are|can be|may be) (billed|invoiced) in any (sequence|order)",
    ),
    "job_discount": (
        "[give|add|apply|take|make|put] [him|her|them] [a|an] {price} [discount] (on|off|off of|for|from|to) [the|this] [whole|entire|total] (job|contract|project|whole thing) [(for|because|because of) [the|an|a] {text}]",
        "(discount|take|knock) [the|this] [whole|entire] (job|contract|project) [by] {price} [(for|because|because of) [the|an|a] {text}]",
        "[give|add|apply|take] [a|an] (discount|job discount) [of] {price} (on|off|for|from) [the|this] [whole|entire|total] (job|contract|project) [(for|because|because of) [the|an|a] {text}]",
        "(discount) {price} (on|off|from) [the|this] [whole|entire|total] (job|contract|project) [(for|because|because of) [the|an|a] {text}]",
    ),
    "cost_labor": ("[the] {milestone} (is|are) [all|only|just] (labor|labour)",),
    "cost_materials": ("[the] {milestone} (is|are) [all|only|just] (materials|material)",),
    "due_approval": (
        "[the] {milestone} [is|are|comes|becomes] (due|billable|billed|payable|to be billed) (on approval|on client approval|when approved|once approved|after approval|upon approval|when the client approves|on their approval)",
        "(bill|invoice) [the] {milestone} (on approval|when approved|once approved|after approval|when the client approves|once the client approves)",
    ),
    "due_completion": (
        "[the] {milestone} [is|are|comes|becomes] (due|billable|billed|payable|to be billed) (on completion|when done|when complete|when completed|once done|when finished)",
        "(bill|invoice) [the] {milestone} (on completion|when done|when complete|when completed|once done)",
    ),
    "due_day": (
        "[the] {milestone} [is|are|comes|becomes] (due|billable|billed|payable|to be billed) [on|by] [the] {text}",
    ),
}
