"""EvalAI folders with the habits that real ones have: what is said of them, and what they score."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import factories
from integration.cli.evalai import SCORING, Folder

PICTURE = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
def folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path, capfd)


def codes(issues: list[dict[str, str]]) -> list[str]:
    return [issue["code"] for issue in issues]


def test_a_folder_with_nothing_odd_is_silent(folder: Folder) -> None:
    assert folder.check() == (0, [])
    assert folder.evaluate() == (0, {"all": {"score": 0.5}})


def test_packages_that_nothing_installs_are_written_once(folder: Folder) -> None:
    folder.script({"main.py": f"import numpy as np\nfrom skimage import io\n{SCORING}"})
    code, (issue,) = folder.check()
    assert (code, issue["code"], issue["level"]) == (0, "PD493", "warning")
    assert "numpy (main.py:1), skimage (main.py:2)" in issue["message"]
    assert "podium.evaluator.packages: evalai" in issue["message"]

    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    code, said = folder.run("check", folder.root, "--fix")
    requirements = folder.root / "evaluation_script/requirements.txt"
    name, scikit = requirements.read_text().splitlines()
    assert (code, name[:7], scikit) == (0, "numpy==", "scikit-image")
    assert f"evaluation_script/requirements.txt: added {name}, {scikit}" in said
    after = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == {requirements}

    code, said = folder.run("check", folder.root, "--fix")
    assert (code, "added" in said, requirements.read_text()) == (0, False, f"{name}\n{scikit}\n")


def test_lines_are_added_below_those_that_are_there(folder: Folder) -> None:
    folder.script({"main.py": f"import tqdm\n{SCORING}"})
    path = folder.root / "evaluation_script/requirements.txt"
    for before, after in (
        (b"# mine\ntabulate", b"# mine\ntabulate\ntqdm\n"),
        (b"tabulate\r\n", b"tabulate\r\ntqdm\n"),
        (b"# caf\xe9\ntabulate\n", b"# caf\xe9\ntabulate\ntqdm\n"),
    ):
        path.write_bytes(before)
        folder.run("check", folder.root, "--fix")
        assert path.read_bytes() == after


def test_installs_of_a_script_become_lines(folder: Folder) -> None:
    folder.script({"__init__.py": 'install("tabulate==0.9.0")\nfrom .main import evaluate\n'})
    _, (issue,) = folder.check()
    assert issue["code"] == "PD493"
    assert "needs the lines tabulate==0.9.0 (podium check --fix)" in issue["message"]
    folder.run("check", folder.root, "--fix")
    assert folder.check() == (0, [])


def test_a_zip_is_read_and_not_written(folder: Folder) -> None:
    folder.script({"main.py": f"import sklearn\n{SCORING}"})
    script = folder.root / "evaluation_script"
    shutil.make_archive(str(script), "zip", script)
    shutil.rmtree(script)
    _, (issue,) = folder.check()
    assert "scikit-learn" in issue["message"]
    packed = (folder.root / "evaluation_script.zip").read_bytes()
    _, said = folder.run("check", folder.root, "--fix")
    assert "nothing is written into a zip" in said
    assert (folder.root / "evaluation_script.zip").read_bytes() == packed


@pytest.mark.parametrize(
    "evaluator", [{"packages": "evalai"}, {"image": "x:1", "contract": "evalai"}]
)
def test_the_worker_s_packages_or_an_image_install_them(
    evaluator: dict[str, str], folder: Folder
) -> None:
    folder.script({"main.py": f"import numpy, sklearn, joblib\n{SCORING}"})
    folder.config["podium"] = {"evaluator": evaluator}
    assert folder.check() == (0, [])


def test_a_module_beside_is_an_error_at_its_line(folder: Folder) -> None:
    folder.script({"main.py": f"from helpers import half\n{SCORING}", "helpers.py": "half = 0.5"})
    code, (issue,) = folder.check()
    assert (code, issue["code"], issue["level"]) == (2, "PD311", "error")
    assert issue["message"].startswith("evaluation_script/main.py:1: helpers lies beside")
    assert issue["message"].endswith("write: from .helpers import half")
    code, said = folder.evaluate()
    assert (code, "needs the package" in said) == (2, False)


def test_a_module_outside_of_the_script_s_folder_is_never_a_package(folder: Folder) -> None:
    folder.write("scores.py", "")
    folder.script({"main.py": f"import scores\n{SCORING}"})
    code, (issue,) = folder.check()
    assert (code, issue["code"]) == (2, "PD311")
    assert "move it into the script's folder" in issue["message"]


def test_java_is_warned_of(folder: Folder) -> None:
    folder.script({"main.py": f"COMMAND = ['java', '-jar', 'x.jar']\n{SCORING}"})
    code, (issue,) = folder.check()
    assert (code, issue["code"]) == (0, "PD494")
    assert "evaluation_script/main.py:1 starts java" in issue["message"]


def test_an_older_zip_does_not_win_over_the_folder(folder: Folder) -> None:
    script = folder.root / "evaluation_script"
    shutil.make_archive(str(script), "zip", script)
    assert folder.check() == (0, [])  # it holds the same
    folder.script({"main.py": SCORING.replace("json.load(file)", '{"score": 0.9}')})
    assert codes(folder.check()[1]) == ["PD495"]
    assert folder.evaluate() == (0, {"all": {"score": 0.9}})


def test_a_script_that_is_not_called_here_need_not_be_one(folder: Folder) -> None:
    folder.config["remote_evaluation"] = True
    folder.script({"__init__.py": 'print("evaluated elsewhere")\n'})
    assert folder.check() == (0, [])
    folder.script({"__init__.py": "from main import evaluate\n"})
    assert folder.check()[0] == 0


def test_the_remote_template_s_script_is_called_in_its_own_way(folder: Folder) -> None:
    folder.config["remote_evaluation"] = True
    folder.script(
        {
            "main.py": "def evaluate(user_submission_file, phase_codename, test_annotation_file="
            "None, **kwargs):\n"
            "    assert user_submission_file.endswith('answer.json'), user_submission_file\n"
            "    assert test_annotation_file.endswith('truth.json')\n"
            "    assert phase_codename == 'test'\n"
            '    return {"result": [{"split": "all", "show_to_participant": True, '
            '"accuracies": {"score": 0.5}}]}\n'
        }
    )
    assert folder.evaluate() == (0, {"all": {"score": 0.5}})


@pytest.mark.parametrize("label", ["mAP@[.5:.95]", "AP[0.5]", "F1*", "x?", "$cost", "a.b"])
def test_labels_are_looked_up_in_results_as_boards_do(label: str, folder: Folder) -> None:
    schema = {"labels": [label], "default_order_by": label}
    folder.config["leaderboard"][0]["schema"] = schema
    record = factories.make_record({"all": {label: 0.5}}, challenge="challenge", phase="test")
    results = factories.write_records(folder.root.parent / "results", [record])
    assert folder.check("--results", results) == (0, [])


def test_an_impossible_date_is_one_mistake(folder: Folder) -> None:
    folder.config["end_date"] = "2022-06-31 23:59:59"
    code, issues = folder.check("--evalai")
    (issue,) = [issue for issue in issues if issue["path"] != "evaluation_script"]
    assert (code, issue["path"], issue["code"]) == (2, "end_date", "PD502")
    assert "there is no such date" in issue["message"]


@pytest.mark.parametrize("moment", ["2020-1-5 00:00:00", "2020-1-5 9:05", "2020-01-05T9:05Z"])
def test_months_and_days_may_have_one_digit(moment: str, folder: Folder) -> None:
    folder.config["start_date"] = folder.phase["start_date"] = moment
    assert folder.check() == (0, [])


def test_what_is_null_in_evalai_s_file_may_be_null(folder: Folder) -> None:
    folder.config |= {"short_description": None, "leaderboard_description": None, "tags": None}
    folder.config["leaderboard"][0]["schema"]["metadata"] = {"score": {"description": None}}
    question = {"name": "I accept the rules", "description": None, "type": "boolean"}
    folder.phase["submission_meta_attributes"] = [question | {"required": True}]
    assert folder.check() == (0, [])
    results = factories.write_records(folder.root.parent / "results", [])
    results.mkdir()
    site = folder.root.parent / "site"
    assert folder.run("build", folder.root, "--results", results, "--out", site)[0] == 0
    assert "I accept the rules" in (site / "challenge/phases/test/index.html").read_text()


def test_where_podium_decides_otherwise_is_told_at_its_key(folder: Folder) -> None:
    folder.config |= {"is_docker_based": True}
    folder.phase["is_active"] = False
    folder.split["show_leaderboard_by_latest_submission"] = True
    schema = folder.config["leaderboard"][0]["schema"]
    schema |= {"labels": ["score ", "other"], "default_order_by": "score "}
    code, issues = folder.check()
    assert code == 0
    assert {issue["code"]: issue["path"] for issue in issues} == {
        "PD403": "is_docker_based",
        "PD425": "challenge_phases[0].is_active",
        "PD459": "challenge_phase_splits[0].show_leaderboard_by_latest_submission",
        "PD460": "leaderboard[0].schema.labels[0]",
    }


def test_many_questions_alike_are_one_warning_for_each_phase(folder: Folder) -> None:
    own = [{"name": f"question_{number}", "is_visible": True} for number in range(60)]
    odd = [
        {"name": f"q{number}", "description": "?", "type": "text", "required": "yes"}
        for number in range(60)
    ]
    folder.phase["default_submission_meta_attributes"] = own
    folder.phase["submission_meta_attributes"] = odd
    code, issues = folder.check()
    assert (code, codes(issues)) == (0, ["PD443", "PD441"])
    assert all("The same of 59 more" in issue["message"] for issue in issues)


def test_an_unknown_key_of_many_entries_is_one_warning(folder: Folder) -> None:
    questions = [
        {"name": f"q{number}", "description": "?", "type": "text", "is_visible": True}
        for number in range(150)
    ]
    folder.phase["submission_meta_attributes"] = questions
    code, (issue,) = folder.check()
    assert (code, issue["code"]) == (0, "PD401")
    assert issue["message"].endswith("; the same in 149 more entries of the list")


def test_a_picture_of_the_folder_is_on_the_site(folder: Folder) -> None:
    folder.write("templates/page.html", '<p>See:</p><img src="images/view.png" alt="view">')
    (folder.root / "templates/images").mkdir()
    (folder.root / "templates/images/view.png").write_bytes(PICTURE)
    assert folder.check() == (0, [])
    results, site = folder.root.parent / "results", folder.root.parent / "site"
    results.mkdir()
    assert folder.run("build", folder.root, "--results", results, "--out", site)[0] == 0
    (picture,) = (site / "challenge/pictures").iterdir()
    assert picture.read_bytes() == PICTURE
    for page, up in (("index.html", ""), ("phases/test/index.html", "../../")):
        assert f'src="{up}pictures/{picture.name}"' in (site / "challenge" / page).read_text()


def test_pictures_that_are_left_out_are_told_with_their_lines(folder: Folder) -> None:
    folder.write("templates/page.html", '<p>\n<img src="https://x.example/a.png"><img src="b.png">')
    code, (issue,) = folder.check()
    assert (code, issue["code"], issue["where"]) == (0, "PD496", "templates/page.html:2")
    assert "https://x.example/a.png (line 2)" in issue["message"]
    assert "b.png (line 2): there is no such file" in issue["message"]


@pytest.mark.parametrize(
    ("shown", "named"),
    [
        ('<p style="background: url(a.png)">', "a.png (line 2)"),
        ("<style>p { background: url('a.png') }</style>", "a.png (line 2)"),
        ('<iframe src="https://x.example/v"></iframe>', "https://x.example/v (line 2)"),
        ('<picture><source srcset="a.webp"></picture>', "a.webp (line 2)"),
        ('<svg viewBox="0 0 1 1"></svg>', "<svg> (line 2)"),
        ('<table background="a.png">', "a.png (line 2)"),
    ],
)
def test_what_shows_otherwise_than_by_img_is_told(folder: Folder, shown: str, named: str) -> None:
    folder.write("templates/page.html", f"<p>\n{shown}")
    code, (issue,) = folder.check()
    assert (code, issue["code"], issue["where"]) == (0, "PD496", "templates/page.html:2")
    assert f"{named}: styles, frames, videos and drawings are taken out" in issue["message"]
