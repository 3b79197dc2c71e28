from __future__ import annotations

import io
import json
import os
import socket
import struct
import zipfile
from pathlib import Path

import pytest

from podium.errors import ChallengeError, PodiumError, SubmissionError
from podium.jobs import Contract
from podium.submission.files.members import Caps
from podium.submission.files.staging import MAX_ISSUES, StagedSubmission, stage_submission

VECTORS = Path(__file__).parents[3] / "vectors" / "grand_challenge_rules.json"
ZIP_CASES = json.loads(VECTORS.read_text())["zip_extract"]
MIB = 1 << 20


def make_zip(
    path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED
) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def make_special(path: Path, modes: dict[str, int], *plain: str) -> Path:
    """A zip whose entries are links or devices, by their modes, before some that are plain."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, mode in modes.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, "/etc/passwd")
        for name in plain:
            archive.writestr(name, "x")
    return path


LINK, DEVICE = 0o120777, 0o060666


def make_folder(path: Path, members: dict[str, bytes]) -> Path:
    for name, content in members.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def stage(
    source: Path, contract: Contract = Contract.GRAND_CHALLENGE, caps: Caps | None = None
) -> StagedSubmission:
    target = source.parent / "staged"
    try:
        staged = stage_submission(source, target, contract=contract, caps=caps)
    except PodiumError:
        assert not target.exists(), "a refused submission leaves nothing behind"
        raise
    found = {str(path.relative_to(target)) for path in target.rglob("*") if not path.is_dir()}
    assert found == {file.path for file in staged.files}
    return staged


def names(staged: StagedSubmission) -> list[str]:
    return [file.path for file in staged.files]


def refusal(source: Path, **arguments: object) -> str:
    before = surroundings(source)
    with pytest.raises(SubmissionError) as caught:
        stage(source, **arguments)  # type: ignore[arg-type]
    assert surroundings(source) == before, "nothing was written"
    return str(caught.value)


def surroundings(source: Path) -> set[Path]:
    """Where a member that climbs out would land; all of the tests' files would take seconds."""
    return {*source.parent.rglob("*"), *source.parent.parent.iterdir()}


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12345\n" % 0


@pytest.mark.parametrize("contract", Contract)
@pytest.mark.parametrize("name", ["answers.csv", "answers.zip"])
def test_a_pointer_in_place_of_a_file_is_refused(
    name: str, contract: Contract, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(POINTER)
    said = refusal(tmp_path / name, contract=contract)
    assert said == f"{name}: is a pointer to a Git LFS file, not the file; run `git lfs pull` first"
    folder = make_folder(tmp_path / "mine", {"b.csv": b"1", "deep/a.nii": POINTER})
    assert refusal(folder, contract=contract).startswith("deep/a.nii: is a pointer to a Git LFS")


def test_a_pointer_that_somebody_packed_may_be_meant(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"model/weights.bin": POINTER, "model/run.py": b"x"})
    assert names(stage(source)) == ["run.py", "weights.bin"]


@pytest.mark.parametrize("case", ZIP_CASES, ids=lambda case: str(case["name"]))
def test_zip_gives_what_grand_challenge_extracts(case: dict, tmp_path: Path) -> None:
    source = tmp_path / "submission.zip"
    make_zip(source, {name: b"" if name.endswith("/") else b"x" for name in case["members"]})
    expected = case["expected"]
    if expected.get("files"):
        assert names(stage(source)) == sorted(expected["files"])
    elif "files" in expected:
        assert "submission is empty" in refusal(source)  # we depart: nothing is evaluated
    else:
        # Where their code crashes we answer with the same refusal.
        assert "Zip file contains invalid paths" in refusal(source)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param(["a/./b", "a//c"], ["b", "c"], id="empty components"),
        pytest.param(["x/../a", "b"], ["a", "b"], id="dots that stay inside"),
    ],
)
def test_zip_paths_are_taken_below_what_they_share(
    members: list[str], expected: list[str], tmp_path: Path
) -> None:
    assert names(stage(make_zip(tmp_path / "s.zip", dict.fromkeys(members, b"x")))) == expected


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/evil", "..\\evil", "a\\..\\..\\evil", "C:\\evil", "c:evil",
     "\\\\host\\evil", "line\nbreak", "bell\a", "\u2028separator"],
)  # fmt: skip
def test_zip_slip_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = refusal(make_zip(tmp_path / "in" / "s.zip", {"ok/a.csv": b"x", name: b"x"}))
    assert "Zip file contains invalid paths" in text
    assert text.isprintable()


def test_zip_name_cut_by_a_nul_is_refused(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"a.csvXevil": b"x", "b.csv": b"x"})
    source.write_bytes(source.read_bytes().replace(b"a.csvXevil", b"a.csv\0evil"))
    assert "NUL" in refusal(source)


def test_zip_symlink_is_refused(tmp_path: Path) -> None:
    assert refusal(make_special(tmp_path / "s.zip", {"predictions.csv": LINK})) == (
        "predictions.csv: is a symbolic link; put the file itself in its place"
    )


def test_zip_device_is_refused(tmp_path: Path) -> None:
    assert "not a plain file" in refusal(make_special(tmp_path / "s.zip", {"sda": DEVICE}))


def test_every_problem_of_a_zip_is_told_at_once(tmp_path: Path) -> None:
    plain = ("../up", "A.csv", "a.csv", "n" * 300)
    lines = refusal(make_special(tmp_path / "s.zip", {"link": LINK}, *plain)).splitlines()
    assert len(lines) == 4


def test_long_lists_of_problems_are_cut_and_counted(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {f"../up{n}": b"x" for n in range(50)} | {"a": b"x"})
    lines = refusal(source).splitlines()
    assert len(lines) == MAX_ISSUES + 1
    assert lines[-1] == "and 30 problems more of these kinds"


@pytest.mark.parametrize(
    "members",
    [
        pytest.param(["a.csv", "A.CSV"], id="capitals"),
        pytest.param(["\u00e9.csv", "e\u0301.csv"], id="two spellings of one letter"),
        pytest.param(["x/a", "x/A/b"], id="file and folder"),
        pytest.param(["d/a.csv", "d/./a.csv"], id="the same place twice"),
    ],
)
def test_names_that_collide_are_refused(members: list[str], tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", dict.fromkeys(members, b"x") | {"other": b"x"})
    assert "collides with" in refusal(source)


def test_duplicate_zip_entries_are_refused(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"a.csv": b"good", "b.csv": b"evil"})
    source.write_bytes(source.read_bytes().replace(b"b.csv", b"a.csv"))
    assert "collides with a.csv" in refusal(source)


def test_encrypted_zip_is_refused_with_its_cure(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"a.csv": b"x"})
    raw = bytearray(source.read_bytes())
    raw[6] |= 1  # the local header's flags
    raw[raw.index(b"PK\1\2") + 8] |= 1  # the directory's
    source.write_bytes(raw)
    assert refusal(source) == "a.csv: is encrypted; make the zip without a password"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unsupported_compression_is_refused_with_its_cure(compression: int, tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"a.csv": b"x" * 999}, compression)
    assert "zip it with Deflate" in refusal(source)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty file"),
        pytest.param(b"image,label\n1,2\n", id="a csv"),
        pytest.param(b"PK\3\4" + bytes(200), id="only its first bytes"),
    ],
)
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "s.zip").write_bytes(content)
    assert "Input zip file could not be extracted" in refusal(tmp_path / "s.zip")


def test_damaged_zip_is_refused(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"a.csv": os.urandom(5000)}, zipfile.ZIP_STORED)
    raw = bytearray(source.read_bytes())
    raw[2000] ^= 0xFF
    source.write_bytes(raw)
    assert "Input zip file could not be extracted" in refusal(source)


def test_bomb_by_ratio_is_stopped_while_it_is_read(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"zeros": bytes(8 * MIB)})
    text = refusal(source, caps=Caps(ratio=100, ratio_from=MIB))
    assert text == "s.zip: Contents of zip file too large: it grows more than 100 times"


def test_small_archives_may_compress_well(tmp_path: Path) -> None:
    assert names(stage(make_zip(tmp_path / "s.zip", {"zeros": bytes(8 * MIB)}))) == ["zeros"]


def test_bomb_of_many_members_is_stopped_by_its_total(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {f"{n}": bytes(MIB) for n in range(5)})
    assert "at most 4 MiB" in refusal(source, caps=Caps(total_size=4 * MIB))


def test_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"zeros": bytes(8 * MIB)})
    size, lie = struct.pack("<I", 8 * MIB), struct.pack("<I", 10)
    source.write_bytes(source.read_bytes().replace(size, lie))
    assert "Input zip file could not be extracted" in refusal(source, caps=Caps(file_size=MIB))


def test_bomb_of_overlapping_members_is_stopped(tmp_path: Path) -> None:
    # One compressed body that every directory entry points to, as in Fifield's better zip bomb.
    kernel = make_zip(tmp_path / "kernel.zip", {"zeros": bytes(2 * MIB)}).read_bytes()
    start = kernel.index(b"PK\1\2")
    entry, tail = kernel[start : kernel.index(b"PK\5\6")], kernel[kernel.index(b"PK\5\6") :]
    entries = b"".join(entry.replace(b"zeros", f"z{n:04}".encode()) for n in range(99))
    end = tail[:8] + struct.pack("<HHII", 99, 99, len(entries), start) + tail[20:]
    source = tmp_path / "s.zip"
    source.write_bytes(kernel[:start] + entries + end)
    caps = Caps(ratio_from=MIB)
    assert zipfile.is_zipfile(source)
    with pytest.raises(SubmissionError, match=r"could not be extracted|too large"):
        stage(source, caps=caps)


def test_zip_in_a_zip_stays_packed(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a", "x")
    source = make_zip(tmp_path / "s.zip", {"inner.zip": inner.getvalue()})
    assert names(stage(source)) == ["inner.zip"]


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {f"{n}": b"" for n in range(11)})
    assert "more than 10 files" in refusal(source, caps=Caps(files=10))


def test_directory_of_a_million_entries_is_not_even_read(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"a": b"x"})
    raw = source.read_bytes()
    start, end = raw.index(b"PK\1\2"), raw.index(b"PK\5\6")
    entries = raw[start:end] * 150_000
    tail = raw[end : end + 8] + struct.pack("<HHII", 0xFFFE, 0xFFFE, len(entries), start) + b"\0\0"
    source.write_bytes(raw[:start] + entries + tail)
    assert "more than 10 files" in refusal(source, caps=Caps(files=10))


def test_deep_paths_are_refused(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"d/" * 40 + "a": b"x", "b": b"x"})
    assert "more than 32 folders deep" in refusal(source)


def test_long_names_are_refused(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "s.zip", {"a" * 256: b"x", "/".join(["b" * 99] * 11): b"x"})
    lines = refusal(source).splitlines()
    assert "longer than 255 bytes" in lines[0]
    assert "longer than 1024 bytes" in lines[1]


# Folders


def test_folder_is_staged_without_junk_metadata_and_common_root(tmp_path: Path) -> None:
    source = make_folder(
        tmp_path / "in",
        {
            "submission.yaml": b"phase: dev",
            "out/a.csv": b"a",
            "out/deep/submission.yaml": b"stays",
            "out/.DS_Store": b"junk",
            "__MACOSX/out/._a.csv": b"junk",
        },
    )
    assert names(stage(source)) == ["a.csv", "deep/submission.yaml"]


def test_staged_files_are_described(tmp_path: Path) -> None:
    staged = stage(make_folder(tmp_path / "in", {"a": b"abc", "b": b""}))
    assert [(file.path, file.size) for file in staged.files] == [("a", 3), ("b", 0)]
    assert staged.files[0].sha256.startswith("ba7816bf")
    assert (staged.folder / "a").read_bytes() == b"abc"


def test_folder_symlink_is_refused_and_not_followed(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "in", {"a": b"x"})
    (source / "secret").symlink_to("/etc/passwd")
    (source / "folder").symlink_to("/etc")
    lines = refusal(source).splitlines()
    assert [line.split(":")[0] for line in lines] == ["folder", "secret"]
    assert all("is a symbolic link" in line for line in lines)


def test_source_that_is_a_symlink_is_refused(tmp_path: Path) -> None:
    make_folder(tmp_path / "in", {"a": b"x"})
    (tmp_path / "link").symlink_to(tmp_path / "in")
    assert "is a symbolic link" in refusal(tmp_path / "link")


def test_fifo_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "in", {"a": b"x"})
    os.mkfifo(source / "pipe")
    assert refusal(source) == "pipe: is not a plain file; only plain files can be submitted"


def test_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_folder(tmp_path / "in", {"a": b"x"})
    monkeypatch.chdir(source)  # the kernel allows a socket's path only 108 bytes
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door")
    assert "not a plain file" in refusal(source)


def test_folder_too_deep_is_refused_without_walking_it(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "in", {"/".join("d" * 50) + "/a": b"x", "b": b"x"})
    assert "too many folders deep" in refusal(source)


def test_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "in", {"a": b"x"})
    (source / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"x")
    assert refusal(source).isprintable()


@pytest.mark.parametrize("contract", list(Contract))
def test_empty_folder_is_refused(contract: Contract, tmp_path: Path) -> None:
    source = make_folder(tmp_path / "in", {"submission.yaml": b"x", ".DS_Store": b"x"})
    assert "The submission is empty" in refusal(source, contract=contract)


def test_a_missing_source_is_the_command_lines_fault(tmp_path: Path) -> None:
    with pytest.raises(ChallengeError, match="no such file"):
        stage(tmp_path / "nothing")


# One file


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("team_7.csv", "predictions.csv"),
        ("team_7.CSV", "predictions.csv"),
        ("notes.txt", "predictions.csv"),
        ("out.json", "predictions.json"),
        ("weights.npz", "weights.npz"),
    ],
)
def test_grand_challenge_renames_a_lone_file(given: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / given).write_bytes(b"x")
    assert names(stage(tmp_path / given)) == [expected]


def test_folder_that_holds_one_file_is_that_file(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "in", {"submission.yaml": b"x", "deep/out.csv": b"x"})
    assert names(stage(source)) == ["predictions.csv"]


def test_folder_that_holds_one_zip_is_that_zip(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "in", {"submission.yaml": b"x"})
    make_zip(source / "masks.zip", {"m/1.png": b"1", "m/2.png": b"2"})
    assert names(stage(source)) == ["1.png", "2.png"]


@pytest.mark.parametrize("name", ["out.csv", "out.json"])
def test_evalai_takes_a_file_as_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"anything")
    assert names(stage(tmp_path / name, Contract.EVALAI)) == [name]


def test_evalai_takes_a_zip_as_it_is(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "out.zip", {"a/x": b"1", "a/y": b"2"})
    staged = stage(source, Contract.EVALAI)
    assert names(staged) == ["out.zip"]
    assert (staged.folder / "out.zip").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("contract", list(Contract))
@pytest.mark.parametrize(
    "members",
    [["../x.csv"], ["../../../x"], ["/etc/x"], ["/a", "/b"], ["../a", "../b"], ["C:/x"], ["..\\x"]],
)
def test_zip_whose_every_member_points_outside_is_refused(
    contract: Contract, members: list[str], tmp_path: Path
) -> None:
    """Even where what they share could be stripped, as Grand Challenge does."""
    source = make_zip(tmp_path / "s.zip", dict.fromkeys(members, b"x"))
    assert "Zip file contains invalid paths" in refusal(source, contract=contract)


def test_evalai_script_is_not_given_what_is_no_zip_or_a_bomb(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    fake = tmp_path / "in/fake.zip"
    fake.write_bytes(b"anything")
    assert "could not be extracted" in refusal(fake, contract=Contract.EVALAI)
    bomb = make_zip(tmp_path / "in/bomb.zip", {"x": bytes(200 * MIB)})
    assert "too large" in refusal(bomb, contract=Contract.EVALAI)


def test_evalai_gets_several_files_as_one_zip_that_is_always_the_same(tmp_path: Path) -> None:
    digests = set()
    for number in range(2):
        source = make_folder(tmp_path / f"{number}" / "in", {"x/b": b"b", "x/a": b"a" * 9999})
        os.utime(source / "x/a", (number * 1e9, number * 1e9))
        staged = stage(source, Contract.EVALAI)
        assert names(staged) == ["submission.zip"]
        digests.add(staged.files[0].sha256)
        with zipfile.ZipFile(staged.folder / "submission.zip") as archive:
            assert archive.namelist() == ["a", "b"]
            assert archive.read("a") == b"a" * 9999
    assert len(digests) == 1


def test_file_over_its_cap_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(2 * MIB))
    assert "at most 1 MiB" in refusal(tmp_path / "a.csv", caps=Caps(file_size=MIB))
