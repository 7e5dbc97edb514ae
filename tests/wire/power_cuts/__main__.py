"""Cut the power of every database that the store's tests write, and look at what is left.

python -m tests.wire.power_cuts [--cuts 1000] [--seed 1] [--synchronous NORMAL] [TESTS ...]
"""

import argparse
import sys
import tempfile
import time

import pytest

from tests.wire.power_cuts.checker import MEMORY
from tests.wire.power_cuts.plugin import Cutter

DEFAULT = ["tests/store"]
QUIET = ("-q", "-p", "no:cacheprovider")
# Left out: what counts steps or statements inside Python's own connections.

LEFT_OUT = "not costs_no_more and not every_statement_of_the_store_ran"


def main(arguments: list[str]) -> int:
    """Return 0 when every acknowledged commit is there after every cut, and nothing else is."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.power_cuts", description=__doc__)
    parser.add_argument("tests", nargs="*", default=DEFAULT, help="what writes (tests/store)")
    parser.add_argument("--cuts", type=int, default=1_000, help="at least so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synchronous", help="instead of the store's own, to see what is lost")
    parser.add_argument("--deaf", action="store_true", help="let the disk ignore flushes")
    options = parser.parse_args(arguments)
    cutter = Cutter(options.cuts, options.seed, options.synchronous, deaf=options.deaf)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        code = pytest.main(
            [*options.tests, *QUIET, "-k", LEFT_OUT, f"--basetemp={scratch}/tests"],
            plugins=[cutter],
        )
    found = cutter.findings
    wrong = dict(found.wrong) or "nothing lost, nothing damaged"
    sys.stdout.write(
        f"{found.cuts} cuts in {found.recordings} databases with {found.commits} commits and "
        f"{found.acts} writes and flushes, {found.restarts} restarts, in "
        f"{time.monotonic() - began:.0f} s: {wrong}\n"
    )
    enough = found.cuts >= options.cuts
    return 0 if code == 0 and enough and not found.wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
