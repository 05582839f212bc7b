"""English for how far work is, retainage, credit notes and the like; the rest of it is in ``en``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

CONTRACT: Mapping[str, tuple[str, ...]] = {
    "progress": (
        "[the] {milestone} [is|are|its|now|is now|are now|at|is at|are at|is about|are about|about|should be|got to] {percent} (done|complete|completed|finished|there|along|of the way|installed|in place) [now|so far|already]",
        "[the] {milestone} (is|are|is at|are at|is about|are about|is now|are now|now at|at) {percent} [now|so far|already]",
        "(mark|set|put) [the] {milestone} [to|at|as] {percent} [done|complete|completed|finished]",
        "{percent} (done|complete|completed|finished) (on|of|with|for) [the] {milestone}",
        "{percent} of [the] {milestone} (is|are) (done|complete|completed|finished|installed|in place) [now|so far]",
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
    "stored": (
        "[the] (stored materials|materials stored|stored material|material stored|materials on site|material on site|materials delivered) (for|on|of) [the] {milestone} [is|are|at|worth|now] {price}",
        "{price} (of|in|worth of) (stored materials|materials stored|materials on site|material on site|stored material) (for|on) [the] {milestone}",
        "{price} [of|in|worth of] (materials|material) (stored|on site|delivered) (for|on) [the] {milestone}",
        "[the] {milestone} (stored materials|materials stored|stored material|material stored|materials on site) [is|are|at|worth] {price}",
        "(stored materials|materials stored|materials on site) [is|are|at|worth|now] {price}",
    ),
}
