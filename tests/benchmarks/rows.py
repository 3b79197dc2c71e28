"""The table: every speed, size and weight that the project promises, on two cores."""

from __future__ import annotations

from benchmarks import measures
from benchmarks.challenges import Size
from benchmarks.figures import KB, MB, Row

# What fits into a minute, and what the pages' weights are taken of.
CASES = Size(100, 10, 500, 3)
SUBMISSIONS = Size(1_000, 10, 0, 3)
SMALL = Size(100, 5, 20, 2)
# Those that CI watches: test_ratios.py.
WATCHED = (SMALL, Size(300, 5))
LONG_BOARD = Size(1_000, 10, teams=1_000)
LONGER_BOARD = Size(2_500, 5, teams=2_500)

ROWS = (
    Row(
        "`podium build` of 1,000 × 10 × 500 × 3, cold",
        {"ratio": 3, "seconds": 15, "memory": 600 * MB, "site": 300 * MB},
        measures.build(Size(1_000, 10, 500, 3)),
        is_large=True,
    ),
    Row(
        f"of {CASES}, cold",
        {"ratio": 6, "seconds": 3.5, "memory": 300 * MB, "site": 40 * MB},
        measures.build(CASES),
    ),
    Row(
        f"of {SUBMISSIONS}, cold",
        {"ratio": 12, "seconds": 3, "memory": 300 * MB},
        measures.build(SUBMISSIONS),
    ),
    Row(
        "of 10,000 × 5 × 0 × 1, cold",
        {"ratio": 7, "seconds": 12, "memory": 500 * MB, "site": 100 * MB},
        measures.build(Size(10_000, 5)),
        is_large=True,
    ),
    Row(
        "of 100,000 × 5 × 0 × 1, cold",
        {"seconds": 120, "memory": 2_000 * MB, "site": 800 * MB},
        measures.build(Size(100_000, 5)),
        is_large=True,
    ),
    Row("of the two sample challenges, cold", {"seconds": 2}, measures.build_samples),
    Row(
        "`podium rank` of 10,000 × 6, the whole command; its floor is 1.5 × reading and parsing "
        "the same files, and 0.5 s",
        {"ratio": 1},
        measures.rank(Size(10_000, 6), factor=1.5, constant=0.5),
    ),
    Row(
        "ranking itself, 10,000 × 6, and how it grows",
        {"milliseconds": 30, "exponent": 1.1},
        measures.ranking_alone,
    ),
    Row(
        "statistics of a board of 1,000 entries × 1,000 cases, 1,000 resamples",
        {"seconds": 1},
        measures.board_statistics(Size(1_000, 1, 1_000, teams=1_000)),
    ),
    Row(
        f"the same records ({SMALL}) in another order on the disk, by more processes, in "
        "another zone",
        {"differing": 0},
        measures.same_bytes(SMALL),
    ),
    Row(
        f"nothing changed since the last build of {SUBMISSIONS} into the same folder",
        {"written": 0, "share": 25},
        measures.nothing_changed(SUBMISSIONS),
    ),
    Row(
        "a submission's page, and its case values in the file beside it",
        {"page": 40 * KB, "a_value": 14},
        measures.submission_pages(CASES),
    ),
    Row(
        "analysis pages, and their figures",
        {"gzipped": 120 * KB, "figure": 20 * KB},
        measures.analysis_pages(CASES, SUBMISSIONS),
    ),
    Row(
        "a board's page of 1,000 rows",
        {"gzipped": 120 * KB},
        measures.board_pages(LONG_BOARD),
    ),
    Row(
        "a board's page of 2,500 rows",
        {"rows": 500},
        measures.board_pages(LONGER_BOARD),
    ),
)
