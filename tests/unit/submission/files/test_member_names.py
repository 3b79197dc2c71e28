"""Whatever the names in a zip are: it is refused, or everything lies in the staged folder."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from podium.errors import SubmissionError
from podium.jobs import Contract
from podium.submission.files.staging import stage_submission
from properties import examples

PARTS = st.sampled_from(
    ["..", ".", "", "a", "A", "b.csv", "/", "\\", "C:", "~", "é", "e\u0301", "\n", "con", "a" * 300]
)
NAMES = st.builds("/".join, st.lists(PARTS, min_size=1, max_size=5)) | st.text(max_size=8)


@examples(300)
@given(names=st.lists(NAMES, min_size=1, max_size=5))
@example(names=["a", "a/../../b"])
@example(names=["/", "a"])
def test_no_name_escapes(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place).resolve()
        with warnings.catch_warnings(), zipfile.ZipFile(root / "s.zip", "w") as archive:
            warnings.simplefilter("ignore")  # zipfile warns of duplicates
            for name in names:
                with suppress(UnicodeEncodeError):  # a lone surrogate cannot be written
                    archive.writestr(zipfile.ZipInfo(name), "x")
        before = set(root.rglob("*"))
        try:
            staged = stage_submission(
                root / "s.zip", root / "in" / "staged", contract=Contract.GRAND_CHALLENGE
            )
        except SubmissionError as error:
            assert str(error).replace("\n", "").isprintable()
            assert set(root.rglob("*")) - before <= {root / "in"}
        else:
            found = set(root.rglob("*")) - before
            expected = {staged.folder / file.path for file in staged.files}
            assert {path for path in found if path.is_file()} == expected
            assert all(path.is_relative_to(staged.folder) for path in expected)
