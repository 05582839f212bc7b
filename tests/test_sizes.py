"""Full size is one switch, read in one place: no test may think it runs at full size when another does not."""

from pathlib import Path

from tests.sizes import sizes_of

MANY = 40
FEW = 3
TESTS = Path(__file__).parent


def test_only_one_place_reads_the_switch_of_full_size():
    name = "MILEPOST_" + "SOAK"
    readers = [
        str(path.relative_to(TESTS))
        for path in sorted(TESTS.rglob("*.py"))
        if any(name in line and "environ" in line for line in path.read_text().splitlines())
    ]
    assert readers == ["sizes.py"]


def _tries():
    return [FEW for _ in range(2)]


def test_the_report_tells_the_sizes_that_a_test_ran_at():
    def tried():
        return MANY, _tries(), TESTS

    assert sizes_of(tried) == (("FEW", 3), ("MANY", 40))
