"""The interface's messages as the sources have them, and the language files beside them."""

from __future__ import annotations

import io
import string
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "site_templates" / "languages"
# What a message is given to: say("…") in Python and in templates, say.count("…", "…", n) in Python.
KEYWORDS: dict[str, tuple[int, ...] | None] = {"say": None, "count": (1, 2)}
SOURCES = (
    ("action/podium", "site/**.py", "python"),
    ("action/podium", "boards/rule_text.py", "python"),
    ("site_templates", "**.j2", "jinja2"),
)
HEAD = "# The words of Podium's site. Written anew by `make texts`; translate what is empty.\n"


def messages() -> Catalog:
    """Every message of the sources, in their order."""
    catalog = Catalog(fuzzy=False)
    for folder, pattern, method in SOURCES:
        found = extract_from_dir(
            ROOT / folder,
            method_map=[(pattern, method)],
            options_map={pattern: {"silent": "false"}},
            keywords=KEYWORDS,
        )
        for name, _line, message, comments, _context in found:
            place = f"{folder}/{name}"
            catalog.add(message, locations=[(place, None)], auto_comments=comments)
    return catalog


def languages() -> Iterator[Path]:
    return iter(sorted(FOLDER.glob("*.po")))


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.stem.replace("-", "_"), abort_invalid=True)


def renewed(path: Path) -> str:
    """The file with what the sources say now: translations kept, messages that went left out."""
    catalog = read(path)
    catalog.update(messages(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    output = io.BytesIO()
    write_po(output, catalog, width=100, sort_output=True, omit_header=True, no_location=True)
    head = (
        f'{HEAD}msgid ""\nmsgstr ""\n"Language: {path.stem}\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return head + output.getvalue().decode()


def fields(text: str) -> set[str]:
    """The names that a message has places for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
