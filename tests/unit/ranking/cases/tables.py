"""Reading one document alone, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping

from podium.challenge.rules import CaseKeys
from podium.ranking.cases import Cases, reader_for


def read(
    document: object, *, declared: CaseKeys | None = None, paths: tuple[str, ...] = ()
) -> Cases | None:
    reader = reader_for([document], paths=paths, declared=declared or CaseKeys())
    return reader.read(document)


def table(cases: Cases | None) -> Mapping[str, Mapping[str, object]]:
    assert cases is not None
    return {metric: dict(cases.columns[metric]) for metric in cases.columns}
