# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stop-watch: prints a table of medians and of ratios against yardsticks measured in the same run.

`python3 manage.py bench [NAME ...] [--rounds N]`: names are placement, votes, counts, lending, pages, live, start; all
when none is given. docs/benchmarks.md says what each measures, and what it gave.
"""

import argparse
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

import django

django.setup()

from django.core.management import call_command

from benchmarks import counts, lending, live, pages, placement, start, votes
from benchmarks.table import Row, print_table

ALL = {
    "placement": placement.measure,
    "votes": votes.measure,
    "counts": counts.measure,
    "lending": lending.measure,
    "pages": pages.measure,
    "live": live.measure,
    "start": start.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 manage.py bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*ALL, []], help="what to measure; everything if left out"
    )
    parser.add_argument("--rounds", type=int, default=3, help="runs of each; the median is printed")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    rows: list[Row] = []
    for name in given.names or ALL:
        print(f"Measuring {name} ...", flush=True)
        rows += ALL[name](given.rounds)
    print_table(rows)


main()
