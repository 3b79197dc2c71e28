"""Whether the site in a folder is the one that a build would put there.

What it was made from is kept in this machine's cache and not in the site: of a site for the public
the digest would also be one of what is hidden.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from podium import formats, resources
from podium.boards.view import View
from podium.records import host_limits, listing
from podium.site.about import Site
from podium.site.board.rows import NEW
from podium.site.frame import addresses
from podium.site.phase import timeline

# Windows are strict at some ends: at the very moment something else may hold than right after it.
_RIGHT_AFTER = timedelta(microseconds=1)
_FOLDER = "sites"


def find(out: Path, inputs: str, now: datetime) -> Site | None:
    """The site in ``out``, if it was built of these ``inputs``, says what holds ``now``, and nobody
    has taken or added a file since."""
    try:
        kept = _Kept(**json.loads(_place(out).read_bytes()))
        told = json.loads((out / addresses.BUILD_JSON).read_bytes())
        is_it = (kept.inputs, kept.digest) == (inputs, told["digest"]) and formats.parse_time(
            kept.since
        ) <= now < formats.parse_time(kept.until)
        sizes = dict(listing.files_below(out))
        del sizes[addresses.BUILD_JSON]
        is_whole = (told["files"], told["bytes"]) == (len(sizes), sum(sizes.values()))
    except (OSError, ValueError, TypeError, KeyError):
        return None  # it was built by another machine, or by another version
    if not (is_it and is_whole):
        return None
    return Site(kept.count, kept.digest, tuple(host_limits.site_warnings(sizes)))


def keep(out: Path, inputs: str, site: Site, views: Iterable[View], now: datetime) -> None:
    """For ``find``. A machine that keeps nothing builds again."""
    since, until = _stays(views, now)
    kept = _Kept(inputs, site.digest, site.count, since.isoformat(), until.isoformat())
    place = _place(out)
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(asdict(kept), stream)
        Path(name).replace(place)


@dataclass(frozen=True, slots=True)
class _Kept:
    inputs: str
    digest: str
    count: int
    since: str
    until: str


def _place(out: Path) -> Path:
    name = hashlib.sha256(os.fsencode(out.resolve())).hexdigest()[:32]
    return resources.cache_folder() / _FOLDER / f"{name}.json"


def _stays(views: Iterable[View], now: datetime) -> tuple[datetime, datetime]:
    """From when, and until when, the pages are as they are ``now``; the latter is not included."""
    day = datetime.combine(formats.as_utc(now).date(), time.min, UTC)
    turns = [day, day + timedelta(days=1)]
    for view in views:
        for at in _moments(view):
            turns += [at, at + _RIGHT_AFTER]
    return max(at for at in turns if at <= now), min(at for at in turns if at > now)


def _moments(view: View) -> Iterator[datetime]:
    """All that pages compare with the time."""
    for phase in view.loaded.challenge.phases:
        for bound in filter(None, (phase.window.opens, phase.window.closes)):
            yield from _around(bound, timedelta(0), timeline.FAR, -timeline.FAR)
    for dates in view.dates.values():
        for at in filter(None, (dates.created, dates.modified)):
            yield from _around(at, timedelta(0))
    for result in view.results:
        yield from _around(result.submission.submitted_at, timedelta(0), NEW)


def _around(at: datetime, *distances: timedelta) -> Iterator[datetime]:
    for distance in distances:
        # Beyond the first or the last moment that there is, nobody builds.
        with contextlib.suppress(OverflowError):
            yield formats.as_utc(at) + distance
