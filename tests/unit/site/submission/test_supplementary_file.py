"""The link to the file that was handed in beside the predictions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podium.boards.readers import Hosts, OneParticipant, Public
from podium.records.model import SubmissionRecord
from unit.site.factories import CELLS, cell_records
from unit.site.test_visibility import ADA, build, by, everything

# Nearly every test builds a site of its own.
pytestmark = pytest.mark.slow

ADDRESS = "https://github.com/org/cells/blob/abc/submissions/paper.pdf"
TAKEN = CELLS.replace(
    "    show_supplementary_url",
    "    supplementary_file_choice: Optional\n    show_supplementary_file_link: true\n"
    "    show_supplementary_url",
)


def with_file(record: SubmissionRecord) -> SubmissionRecord:
    metadata = replace(record.submission.metadata, supplementary_file=ADDRESS)
    return replace(record, submission=replace(record.submission, metadata=metadata))


@pytest.mark.field("show_supplementary_file_link", "supplementary_file_label")
def test_the_link_is_for_everybody_or_for_hosts_and_who_gave_it(tmp_path: Path) -> None:
    records = [with_file(by(ADA, record)) for record in cell_records(1)]
    readers = (Public(), OneParticipant("bela"), OneParticipant("ada"), Hosts())

    def seen(config: str) -> list[object]:
        return [
            reader
            for reader in readers
            if f'href="{ADDRESS}"' in everything(build(tmp_path, config, records, reader))
        ]

    assert seen(TAKEN) == list(readers)
    hidden = TAKEN.replace("show_supplementary_file_link: true", "")
    assert seen(hidden) == [OneParticipant("ada"), Hosts()]
    assert seen(CELLS) == [], "nobody asked for one"
    pages = everything(build(tmp_path, TAKEN, records, Public()))
    assert "Supplementary File" in pages
