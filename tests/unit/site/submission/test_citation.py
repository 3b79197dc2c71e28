"""What is to be copied into somebody's paper holds whatever a participant called their method."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from factories import make_evaluation, make_submission
from podium.records.model import Metadata, Participant
from podium.records.results import Result
from podium.site import render_site
from podium.site.frame.texts import IN_ENGLISH
from podium.site.submission import citation
from unit.site.factories import (
    EMOJI,
    HOSTILE,
    LONE_SURROGATE,
    LONG,
    RIGHT_TO_LEFT,
    digit_records,
    make_digits,
    make_options,
)

# What could end a field, an entry or a line, in BibTeX, LaTeX or YAML.
ENDS = [
    pytest.param("a } , note = {forged", id="a closed brace"),
    pytest.param("a { b", id="an open brace"),
    pytest.param("\\} \\{ \\", id="backslashes"),
    pytest.param("}\n}\n@misc{forged,\n title = {forged}", id="another entry"),
    pytest.param("100 % of _this_ & #that, $x^2$ ~ fin", id="signs of LaTeX"),
    pytest.param("x\nauthors:\n- name: forged", id="a line of YAML"),
    pytest.param("x: &a [*a, !!python/object:os.system ls] # {", id="signs of YAML"),
    pytest.param("'\"'\"`", id="quotes"),
    pytest.param("--- ...", id="marks of YAML"),
    pytest.param("null", id="a word of YAML"),
    pytest.param(HOSTILE, id="hostile"),
    pytest.param(RIGHT_TO_LEFT, id="from right to left"),
    pytest.param(LONE_SURROGATE, id="half a character"),
    pytest.param(LONG, id="long"),
    pytest.param(EMOJI, id="emoji"),
]
FIELDS = ["author", "title", "year", "month", "howpublished", "note", "url"]
URL = "https://example.org/digits/submissions/s1/"
COMMANDS = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciicircum{}": "^",
    r"\textasciitilde{}": "~",
}


def cite(text: str = "A method", **changes: Any) -> citation.Citation:
    participant = Participant("ada", 1, changes.pop("team", None))
    submission = make_submission(participant=participant, metadata=Metadata(method_name=text))
    given: dict[str, Any] = {"where": "Digits", "rank": "rank 2 of 11", "url": URL, **changes}
    result = Result(submission, make_evaluation(), None)
    return citation.make_citation(result, text, say=IN_ENGLISH, **given)


def read_bibtex(text: str) -> tuple[str, dict[str, str]]:
    """As BibTeX reads it: a brace counts whatever stands before it."""
    head = re.match(r"@misc\{([^,\s{}]+),", text)
    assert head is not None
    place, fields = head.end(), {}
    while found := re.compile(r"\s*(\w+)\s*=\s*\{").match(text, place):
        start = place = found.end()
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[place], 0)
            place += 1
        assert found[1] not in fields
        fields[found[1]] = text[start : place - 1]
        assert text[place] == ","
        place += 1
    assert text[place:] == "\n}", "the entry ends with its last field"
    return head[1], fields


def as_read(latex: str) -> str:
    """What LaTeX sets."""
    names = "|".join(map(re.escape, COMMANDS))
    return re.sub(rf"{names}|\\([$&#%_])", lambda m: COMMANDS.get(m[0]) or m[1], latex)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", ENDS)
def test_no_name_gets_out_of_its_field_in_bibtex(text: str) -> None:
    key, fields = read_bibtex(cite(text, team=text, where=text, rank=text).bibtex)
    assert list(fields) == FIELDS
    assert re.fullmatch(r"[a-z0-9-]+", key)
    for name in ("author", "title"):
        inner = fields[name]
        assert inner[0] == "{" and inner[-1] == "}", "kept as it is, and one author"
        assert as_read(inner[1:-1]) == one_line(text)
    assert not any("\n" in value for value in fields.values())


@pytest.mark.parametrize("text", ENDS)
def test_no_name_gets_out_of_its_value_in_the_citation_file(text: str) -> None:
    document = yaml.safe_load(cite(text, team=text).cff)
    assert document["title"] == one_line(text)
    assert document["authors"] == [{"name": one_line(text)}]
    assert document["url"] == URL


def test_the_citation_file_is_what_its_format_asks_for(tmp_path: Path) -> None:
    paths = []
    texts: list[Any] = [parameter.values[0] for parameter in ENDS]
    for number, text in enumerate(one for one in texts if one != LONE_SURROGATE):
        paths.append(tmp_path / f"{number}.cff")
        paths[-1].write_text(cite(text, team=text).cff)
    command = [sys.executable, "-m", "check_jsonschema", "--default-filetype", "yaml"]
    schema = ["--builtin-schema", "vendor.citation-file-format"]
    made = subprocess.run([*command, *schema, *paths], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def test_says_what_was_evaluated_when_and_by_what() -> None:
    made = cite("Forest")
    _, fields = read_bibtex(made.bibtex)
    assert fields["author"] == "{ada}" and fields["year"] == "2026" and fields["url"] == URL
    assert fields["note"] == "Digits; rank 2 of 11; sha256:" + "1" * 64
    document = yaml.safe_load(made.cff)
    assert document["date-released"] == "2026-07-01"
    assert document["abstract"] == fields["note"]


def test_without_an_address_there_is_none_to_cite() -> None:
    made = cite(url="")
    assert "url" not in made.bibtex and "url" not in made.cff


def test_a_rank_is_cited_with_its_day(pages: Mapping[str, str]) -> None:
    page = pages["digits/submissions/pr-1-3f2a9c1/index.html"]
    assert re.search(r"note +=.*rank \d+ of 9 on 1 Aug 2026;", page)


def test_what_is_shown_without_a_name_is_not_for_citing(tmp_path: Path) -> None:
    made = make_digits(tmp_path)
    results = tuple(replace(result, is_anonymous=True) for result in made.results)
    assert len(results) == len(digit_records()) - 2, "one is hidden, one of a private phase"
    pages = render_site([replace(made, results=results)], options=make_options())
    for address, text in pages.items():
        assert "@misc" not in text and "cff-version" not in text, address
