"""How to cite a result: as BibTeX, and as a Citation File Format file.

Both are made of participants' text, so whatever could end a field or a line is taken out of its
meaning. CFF: https://github.com/citation-file-format/citation-file-format, version 1.2.0.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from podium import formats
from podium.records.results import Result
from podium.site.frame import templates
from podium.site.frame.parts import display_name
from podium.site.frame.texts import Texts

# BibTeX counts braces whether or not a backslash stands before them.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_KEY = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Citation:
    bibtex: str
    cff: str


def make_citation(
    result: Result, title: str, where: str, rank: str, url: str, say: Texts
) -> Citation:
    """``where`` names challenge and phase, ``rank`` says where it stands; either may hold
    anything. ``url`` is empty where the site's own address is not known."""
    participant = result.participant
    author = _line(display_name(participant.login, participant.team))
    at = formats.as_utc(result.submission.submitted_at)
    note = _line("; ".join(filter(None, [where, rank, result.evaluation.evaluator.digest])))
    fields = {
        "author": f"{{{_latex(author)}}}",
        "title": f"{{{_latex(_line(title))}}}",
        "year": str(at.year),
        "month": str(at.month),
        "howpublished": _latex(_line(say("Submission to {challenge}", challenge=where))),
        "note": _latex(note),
        **({"url": url} if url else {}),
    }
    key = _KEY.sub("-", f"{author}-{result.id}").strip("-").lower() or "submission"
    lines = [f"  {name:<12} = {{{value}}}," for name, value in fields.items()]
    document = {
        "cff-version": "1.2.0",
        "message": _line(say("If you use this result, please cite it.")),
        "type": "software",
        "title": _line(title),
        "authors": [{"name": author}],
        "date-released": f"{at:%Y-%m-%d}",
        **({"url": url} if url else {}),
        "abstract": note,
    }
    return Citation(
        bibtex="\n".join([f"@misc{{{key},", *lines, "}"]),
        cff="\n".join(f"{key}: {_value(value)}" for key, value in document.items()),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _value(value: object) -> str:
    """JSON's texts and lists are YAML's too, and written a good deal faster."""
    text = json.dumps(value, ensure_ascii=False)
    return templates.UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _latex(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)
