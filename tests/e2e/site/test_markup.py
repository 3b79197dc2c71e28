"""What was written, as other programs read it: valid HTML, and links that lead somewhere."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from e2e.site.kinds import KINDS, Site
from unit.site.markup import Page

CONFIG = Path(__file__).parents[2] / ".htmlvalidate.mjs"
# The last is what the page's own script reads.
LINKS = ("href", "src", "poster", "data", "action", "xlink:href", "data-choices")
# Found by their well-known addresses, or by programs that are told the address.
NOT_LINKED = re.compile(
    r"404\.html|robots\.txt|sitemap\.xml|\.nojekyll|\.podium-site|schemas/.*|.*/badge\.json"
)

Faults = Mapping[str, list[str]]


@pytest.fixture(scope="session")
def faults(
    node: Path, node_modules: Path, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Faults:
    """What html-validate says, by the page's address."""
    # By a file: node does not wait until a pipe has taken everything.
    reports = tmp_path_factory.mktemp("html-validate") / "reports.json"
    done = subprocess.run(
        [
            node,
            node_modules / "html-validate/bin/html-validate.mjs",
            f"--config={CONFIG}",
            f"--formatter=json={reports}",
            "--ext=html",
            site.folder,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    found = defaultdict(list)
    for report in json.loads(reports.read_text(encoding="utf-8")):
        address = Path(report["filePath"]).relative_to(site.folder).as_posix()
        for message in report["messages"]:
            place = f"{message['line']}:{message['column']}"
            found[address].append(f"{place} {message['ruleId']}: {message['message']}")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_html_is_valid(kind: str, faults: Faults) -> None:
    assert faults.get(KINDS[kind], []) == []


def test_html_of_every_other_page_is_valid(faults: Faults) -> None:
    checked = set(KINDS.values())
    assert {address: found[:3] for address, found in faults.items() if address not in checked} == {}


def test_the_check_of_html_finds_a_fault(node: Path, node_modules: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(
        "<!DOCTYPE html><html><body><p><div></div></p></body></html>"
    )
    program = node_modules / "html-validate/bin/html-validate.mjs"
    done = subprocess.run(
        [node, program, f"--config={CONFIG}", tmp_path / "bad.html"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "element-required-content" in done.stdout


@pytest.fixture(scope="session")
def parsed(site: Site) -> Mapping[str, Page]:
    return {address: Page(text) for address, text in site.pages().items()}


@pytest.fixture(scope="session")
def files(site: Site) -> frozenset[str]:
    return frozenset(
        path.relative_to(site.folder).as_posix()
        for path in site.folder.rglob("*")
        if path.is_file()
    )


def links(address: str, page: Page, site: Site) -> Iterator[tuple[str, str, str]]:
    """Each link inside the site: as it is written, the file that it names, the place on it."""
    for name in LINKS:
        for written in page.values(name):
            relative = written.removeprefix(site.address) if written else ""
            parts = urlsplit(relative)
            if parts.scheme or parts.netloc:
                continue
            folder = "" if relative != written else posixpath.dirname(address)
            path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
            if not parts.path and relative == written:
                path = address
            elif not parts.path or parts.path.endswith("/"):
                path = posixpath.normpath(posixpath.join(path, "index.html"))
            yield written, path, unquote(parts.fragment)


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_leads_somewhere(
    kind: str, parsed: Mapping[str, Page], files: frozenset[str], site: Site
) -> None:
    assert list(dead_links(KINDS[kind], parsed, files, site)) == []


def test_every_link_of_every_other_page_leads_somewhere(
    parsed: Mapping[str, Page], files: frozenset[str], site: Site
) -> None:
    others = parsed.keys() - KINDS.values()
    dead = [link for address in sorted(others) for link in dead_links(address, parsed, files, site)]
    assert dead == []


def dead_links(
    address: str, parsed: Mapping[str, Page], files: frozenset[str], site: Site
) -> Iterator[str]:
    for written, path, fragment in links(address, parsed[address], site):
        if path not in files:
            yield f"{address}: {written}: there is no {path}"
        elif fragment and path in parsed and fragment not in parsed[path].values("id"):
            yield f"{address}: {written}: {path} has no such place"


def test_every_file_can_be_reached_from_home(
    parsed: Mapping[str, Page], files: frozenset[str], site: Site
) -> None:
    reached, waiting = set(), ["index.html"]
    while waiting:
        address = waiting.pop()
        if address in reached:
            continue
        reached.add(address)
        if address in parsed:
            waiting += [path for _, path, _ in links(address, parsed[address], site)]
    assert {file for file in files - reached if not NOT_LINKED.fullmatch(file)} == set()


def test_sitemap_names_every_page_that_wants_to_be_found(
    parsed: Mapping[str, Page], files: frozenset[str], site: Site
) -> None:
    text = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    listed = {
        unquote(element.text or "").removeprefix(site.address)
        for element in ElementTree.fromstring(text).findall(".//{*}loc")
    }
    wanted = {
        address.removesuffix("index.html")
        for address, page in parsed.items()
        if ("meta", "content", "noindex") not in page.attributes
    }
    assert listed == wanted
    assert "sitemap.xml" in (site.folder / "robots.txt").read_text(encoding="utf-8")
