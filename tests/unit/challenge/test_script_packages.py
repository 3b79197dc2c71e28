"""What a script's modules import and install, and what its requirements.txt lacks for that."""

from __future__ import annotations

import pytest

from podium.challenge.advice import distributions, imports, packages

PYTHON = (3, 12)


def lacking(
    modules: dict[str, str] | str, requirements: str = "", *, has_worker_packages: bool = False
) -> list[str]:
    texts = {"main.py": modules} if isinstance(modules, str) else modules
    found = packages.find_lacking(
        imports.read_package(texts),
        requirements,
        script="evaluation_script",
        has_worker_packages=has_worker_packages,
        python=PYTHON,
    )
    return list(found.lines) if found else []


IMPORTS = [
    ("by their names for pip", "import sklearn, cv2, PIL.Image\nfrom yaml import load",
     ["scikit-learn==1.5.1", "opencv-python-headless", "pillow", "PyYAML==6.0.2"]),
    ("the standard library", "import os.path, json\nfrom collections import abc", []),
    ("what was of it once", "import imp, distutils.util", []),
    ("once", "import numpy\nimport numpy.linalg as la\nfrom numpy import array",
     ["numpy==1.26.4"]),
    ("inside a function", "def evaluate():\n  import tabulate", ["tabulate"]),
    ("inside an except", "try:\n  run()\nexcept ValueError:\n  import tabulate", ["tabulate"]),
    ("guarded", "try:\n  import ujson as json\nexcept ImportError:\n  import json", []),
    ("guarded among others", "try:\n  import ujson\nexcept (OSError, ImportError):\n  pass", []),
    ("guarded against all", "try:\n  import ujson\nexcept:\n  pass", []),
    ("for a type checker", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import torch",
     []),
    ("for who starts it", "if __name__ == '__main__':\n  import click", []),
    ("for another Python", "import sys\nif sys.version_info[0] < 3:\n  import six", []),
    ("the package itself", "from evaluation_script.main import x", []),
    ("by importlib", "import importlib\nnp = importlib.import_module('numpy.linalg')",
     ["numpy==1.26.4"]),
    ("by the function of it", "def f():\n  return __import__('tabulate')", ["tabulate"]),
    ("by importlib, guarded",
     "try:\n  import_module('ujson')\nexcept ImportError:\n  pass", []),
    ("pip, which is there", "from pip._internal import main", []),
    ("no Python", "import numpy\ndef (", []),
    ("of a name that packages share",
     "from google.cloud import storage, bigquery\n"
     "import google.cloud.pubsub_v1 as p, azure.identity",
     ["google-cloud-storage", "google-cloud-bigquery", "google-cloud-pubsub", "azure-identity"]),
    ("of such a name, called otherwise",
     "from google.protobuf import text_format\nfrom google.oauth2.credentials import Credentials\n"
     "from azure.storage.filedatalake import *\nfrom mpl_toolkits.basemap import Basemap",
     ["protobuf", "google-auth", "azure-storage-file-datalake", "basemap"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"), [pytest.param(*case[1:], id=case[0]) for case in IMPORTS]
)
def test_imports_that_must_succeed_are_asked_for(source: str, expected: list[str]) -> None:
    assert lacking(source) == expected


INSTALLS = [
    ("EvalAI's own way", 'install("tabulate==0.9.0")', ["tabulate==0.9.0"]),
    ("in a loop", 'for one in ["a==1", "b"]:\n  install(one)', ["a==1", "b"]),
    ("from a list", 'NEEDED = ("a", "b>=2")\nfor one in NEEDED:\n  pip_install(one)',
     ["a", "b>=2"]),
    ("a list at once", 'install_packages(["a", "b"])', ["a", "b"]),
    ("by subprocess", 'subprocess.run([sys.executable, "-m", "pip", "install", "-q", "a==1"])',
     ["a==1"]),
    ("by a shell", 'os.system("pip install --upgrade a==1 \'b<2\' && echo")', ["a==1", "b<2"]),
    ("by pip itself", 'pip.main(["install", "a"])', ["a"]),
    ("from an index", 'os.system("pip install -i https://x.example/ a")', ["a"]),
    ("from pip's main by another name", 'pipmain(["install", "a==1"])', ["a==1"]),
    ("by a keyword", 'install_package(package="a==1", version="2")', ["a==1"]),
    ("a version beside it", 'install("a", "1.0.*")', ["a"]),
    ("by a name", 'NEEDED = "a==1"\nrun([python, "-m", "pip", "install", NEEDED])', ["a==1"]),
    ("with a version by its name", 'V = "1"\nos.system(f"pip install a=={V} b")', ["a==1", "b"]),
    ("with a version of its own", 'os.system(f"pip install a=={version()} {name}x")', ["a"]),
    ("added to a text", 'os.system("pip install " + "a==1")', ["a==1"]),
    ("filled in", 'os.system("%s -m pip install a==%s" % ("python", "1"))', ["a==1"]),
    ("formatted", 'os.system("{} -m pip install {}".format(sys.executable, "a"))', ["a"]),
    ("formatted with texts", 'os.system("{} install {}".format("pip", "a"))', ["a"]),
    ("split", 'subprocess.call("pip install a==1".split())', ["a==1"]),
    ("split as a shell does", 'subprocess.call(shlex.split("pip install a==1"))', ["a==1"]),
    ("pairs", 'for m, p in {"yaml": "a==1"}.items():\n  pip_install(p)', ["a==1"]),
    ("rows", 'for m, p in [("yaml", "a==1")]:\n  pip_install(p)', ["a==1"]),
    ("from a file", 'os.system("pip install -r needs.in a")', ["a"]),
    ("what it does not say", "install(name)", []),
    ("something else", 'signal.setup("a")', []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"), [pytest.param(*case[1:], id=case[0]) for case in INSTALLS]
)
def test_literal_installs_are_lines(source: str, expected: list[str]) -> None:
    assert lacking({"__init__.py": source}) == expected


def test_one_package_of_a_shared_name_is_not_another() -> None:
    assert lacking("from google.cloud import storage", "protobuf") == ["google-cloud-storage"]
    assert lacking("from google.cloud import storage", "google_cloud.storage>=2") == []


def test_a_folder_that_is_installed_stays_a_folder() -> None:
    modules = {"__init__.py": 'install_local_package("/own")', "own/setup.py": "", "own/a.py": ""}
    assert lacking(modules) == ["./own"]


def test_an_install_says_the_version_of_what_is_imported() -> None:
    modules = {"__init__.py": 'install("scikit_learn==1.0")', "main.py": "import sklearn, numpy"}
    assert lacking(modules) == ["scikit_learn==1.0"]


@pytest.mark.parametrize(
    "requirements",
    ["scikit-learn", "Scikit_Learn==1.2 ; python_version > '3'", "-r more.txt\nscikit-learn>=1",
     "git+https://git.example/sk.git", "./wheels/sk.whl", "scikit-learn[all]@ https://x.example"],
)  # fmt: skip
def test_what_is_asked_for_is_not_lacking(requirements: str) -> None:
    assert lacking("import sklearn", requirements) == []


def test_beside_lines_of_its_own_nothing_is_pinned() -> None:
    assert lacking("import numpy", "torch==2.1\n") == ["numpy"]


def test_the_worker_s_packages_are_not_lacking_where_it_has_them() -> None:
    source = "import numpy, pandas, sklearn, joblib, PIL, yaml, tqdm, tabulate"
    assert lacking(source, has_worker_packages=True) == ["tabulate"]


def test_one_message_names_all_with_places_and_offers_the_worker_s() -> None:
    reading = imports.read_package({"main.py": "import numpy\nimport sklearn"})
    found = packages.find_lacking(
        reading, "", script="evaluation_script", has_worker_packages=False, python=PYTHON
    )
    assert found is not None
    assert found.message == (
        "nothing installs what is imported: numpy (main.py:1), sklearn (main.py:2). "
        "evaluation_script/requirements.txt needs the lines numpy==1.26.4, scikit-learn==1.5.1 "
        "(podium check --fix); or set podium.evaluator.packages: evalai, for what EvalAI's worker "
        "has installed"
    )


BESIDE = [
    ("a name of it", {"main.py": "from helpers import half", "helpers.py": ""},
     "from .helpers import half"),
    ("it", {"main.py": "import helpers as h", "helpers.py": ""}, "from . import helpers as h"),
    ("a part of it", {"main.py": "import helpers.more", "helpers/more.py": ""},
     "from .helpers import more"),
    ("beside, further down", {"a/main.py": "from b import c", "a/b.py": ""}, "from .b import c"),
    ("further up", {"a/main.py": "from b import c", "b.py": ""}, "from ..b import c"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("modules", "statement"), [pytest.param(*case[1:], id=case[0]) for case in BESIDE]
)
def test_a_module_beside_is_imported_with_dots(modules: dict[str, str], statement: str) -> None:
    (message,) = packages.find_modules_beside(imports.read_package(modules), "")
    assert message.endswith(f"; write: {statement}")
    assert lacking(modules) == []


NOT_BESIDE = [
    ("the script says where to look", "import sys\nsys.path.insert(0, '.')\nimport helpers", ""),
    ("it is asked for", "import helpers", "helpers==1"),
    ("it is tried with dots too",
     "try:\n  import helpers\nexcept ImportError:\n  from . import helpers", ""),
    ("it is the standard library's", "import json", ""),
    ("it is the worker's", "import pycocotools.mask", "pycocotools"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "requirements"), [pytest.param(*case[1:], id=case[0]) for case in NOT_BESIDE]
)
def test_a_module_beside_that_can_be_imported_is_no_mistake(source: str, requirements: str) -> None:
    names = ("helpers", "json", "pycocotools")
    modules = {"main.py": source, **{f"{name}.py": "" for name in names}}
    reading = imports.read_package(modules)
    assert list(packages.find_modules_beside(reading, requirements)) == []
    assert lacking(modules, requirements) == []


def test_a_module_outside_of_the_script_is_to_be_moved() -> None:
    reading = imports.read_package({"main.py": "import scores, numpy"}, {"scores"})
    (message,) = packages.find_modules_beside(reading, "")
    assert message.endswith("; move it into the script's folder, and write: from . import scores")
    found = packages.find_lacking(
        reading, "", script="evaluation_script", has_worker_packages=False, python=PYTHON
    )
    assert found is not None and found.lines == ("numpy==1.26.4",)


def test_java_is_found_where_it_is_started() -> None:
    source = "command = ['java', '-jar', 'meteor.jar']\nos.system('java -version')\nname = 'java'"
    source += "\nshutil.which('java')\nrun(f'cd {x} && /opt/bin/java -jar y')\nrun('nojava -x')"
    found = imports.read_package({"m.py": source}).java
    assert sorted(place.line for place in found) == [1, 2, 4, 5]


def test_calls_that_need_a_network_are_found() -> None:
    source = "nltk.download('punkt')\nfrom urllib.request import urlopen\nx.get()\n"
    source += "urllib.request.urlopen('x')\ntorch.hub.load('a', 'b')\njson.load(file)"
    source += "\nurlopen('x')\nos.system('sudo apt-get -qq install x')\nrun(['wget', 'x'])"
    found = imports.read_package({"m.py": source}).fetches
    assert [one.place.line for one in found] == [1, 4, 5, 7, 8, 9]
    assert [one.name for one in found[-2:]] == ["apt-get -qq install", "wget"]


def test_an_own_path_counts_from_its_line_on() -> None:
    before = {
        "main.py": "from helpers import x\nimport sys\nsys.path.append('.')",
        "helpers.py": "",
    }
    (message,) = packages.find_modules_beside(imports.read_package(before), "")
    assert "main.py:1: helpers" in message
    elsewhere = before | {"__init__.py": "import sys\nsys.path += ['.']\nfrom .main import x"}
    assert list(packages.find_modules_beside(imports.read_package(elsewhere), "")) == []


def test_an_install_without_a_version_gets_the_worker_s() -> None:
    modules = {"__init__.py": 'install("scipy")\ninstall("nltk")', "main.py": "import scipy, nltk"}
    assert lacking(modules) == ["scipy==1.11.4", "nltk"]


def test_what_a_folder_asks_for_goes_before_the_worker_s() -> None:
    text = packages.with_worker_packages("numpy<2\ntabulate", python=PYTHON)
    lines = text.splitlines()
    assert lines[:2] == ["numpy<2", "tabulate"]
    assert not any(line.startswith("numpy==") for line in lines)
    assert "scikit-learn==1.5.1" in lines


def test_every_worker_package_has_a_version_for_every_python() -> None:
    old, new = (distributions.worker_requirements(python) for python in ((3, 11), (3, 14)))
    assert set(old) == set(new)
    assert all("==" in line for line in (*old.values(), *new.values()))
