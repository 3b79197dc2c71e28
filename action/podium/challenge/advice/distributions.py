"""What packages are called: the name that a script imports, and the one that pip installs.

``sklearn`` comes with scikit-learn, and a package on PyPI may bear a name that a script imports and
be a stranger's. Only names that differ stand here; of any other the two are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

DISTRIBUTIONS: Mapping[str, str] = {
    "Bio": "biopython",
    "Crypto": "pycryptodome",
    "Cryptodome": "pycryptodomex",
    "Image": "pillow",
    "Levenshtein": "python-Levenshtein",
    "MeCab": "mecab-python3",
    "MySQLdb": "mysqlclient",
    "OpenGL": "PyOpenGL",
    "OpenSSL": "pyOpenSSL",
    "PIL": "pillow",
    "Xlib": "python-xlib",
    "_cffi_backend": "cffi",
    "absl": "absl-py",
    "attr": "attrs",
    "azure.storage.filedatalake": "azure-storage-file-datalake",
    "azure.storage.fileshare": "azure-storage-file-share",
    "box": "python-box",
    "bs4": "beautifulsoup4",
    "bson": "pymongo",
    "cairo": "pycairo",
    "community": "python-louvain",
    "cpuinfo": "py-cpuinfo",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "decouple": "python-decouple",
    "dicom": "pydicom",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "ffmpeg": "ffmpeg-python",
    "fitz": "PyMuPDF",
    "gdcm": "python-gdcm",
    "gin": "gin-config",
    "git": "GitPython",
    "google": "protobuf",
    "google.api": "googleapis-common-protos",
    "google.cloud": "google-cloud-core",
    "google.cloud.exceptions": "google-cloud-core",
    "google.cloud.secretmanager": "google-cloud-secret-manager",
    "google.oauth2": "google-auth",
    "google.protobuf": "protobuf",
    "google.rpc": "googleapis-common-protos",
    "google.type": "googleapis-common-protos",
    "hydra": "hydra-core",
    "imblearn": "imbalanced-learn",
    "jose": "python-jose",
    "jpype": "JPype1",
    "jwt": "PyJWT",
    "magic": "python-magic",
    "mpl_toolkits": "matplotlib",
    "mpl_toolkits.basemap": "basemap",
    "nacl": "PyNaCl",
    "nrrd": "pynrrd",
    "odf": "odfpy",
    "osgeo": "GDAL",
    "ot": "POT",
    "patoolib": "patool",
    "pkg_resources": "setuptools",
    "pl_bolts": "lightning-bolts",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pycrfsuite": "python-crfsuite",
    "pylab": "matplotlib",
    "pywt": "PyWavelets",
    "pyximport": "Cython",
    "rtree": "Rtree",
    "ruamel": "ruamel.yaml",
    "serial": "pyserial",
    "skbio": "scikit-bio",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "skopt": "scikit-optimize",
    "sksurv": "scikit-survival",
    "skvideo": "scikit-video",
    "slugify": "python-slugify",
    "snappy": "python-snappy",
    "socks": "PySocks",
    "speech_recognition": "SpeechRecognition",
    "surprise": "scikit-surprise",
    "tensorflow_hub": "tensorflow-hub",
    "tlz": "toolz",
    "tree": "dm-tree",
    "umap": "umap-learn",
    "websocket": "websocket-client",
    "whisper": "openai-whisper",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}

# Names that many packages share, each with a part of its own below: google-cloud-storage brings
# ``google.cloud.storage``. Where no line above says otherwise, that is how it is called.
NAMESPACES = frozenset(
    {"azure", "azure.ai", "azure.cognitiveservices", "azure.data", "azure.keyvault", "azure.mgmt"}
    | {"azure.storage", "backports", "google", "google.cloud", "jaraco", "sphinxcontrib", "zope"}
)

# What EvalAI's workers bring (its requirements/worker_py3_9.txt and worker_py3_12.txt), in the
# versions of theirs that have wheels for Python 3.11 and 3.12, and the first that have them later.
_WORKER = {
    "matplotlib": ("3.8.4", "3.10.7"),
    "networkx": ("3.2.1", "3.5"),
    "numpy": ("1.26.4", "2.3.4"),
    "pandas": ("2.2.3", "2.3.3"),
    "pycocotools": ("2.0.8", "2.0.10"),
    "PyYAML": ("6.0.2", "6.0.3"),
    "scikit-learn": ("1.5.1", "1.7.2"),
    "scipy": ("1.11.4", "1.16.2"),
    "tqdm": ("4.67.1", "4.67.1"),
}
_LATER = (3, 13)

# What comes along with one of the worker's packages.
_BROUGHT: Mapping[str, tuple[str, ...]] = {
    "matplotlib": ("numpy", "pillow", "python-dateutil", "packaging", "pyparsing", "cycler"),
    "pandas": ("numpy", "python-dateutil", "pytz", "six"),
    "pycocotools": ("numpy", "matplotlib", "pillow"),
    "scikit-learn": ("numpy", "scipy", "joblib", "threadpoolctl"),
    "scipy": ("numpy",),
}

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[\[<>=!~;@,#\s(])")


def distribution_of(name: str) -> str:
    """The name that pip knows for what is imported by a dotted name."""
    part = part_of_one_package(name)
    if part in DISTRIBUTIONS or "." not in part:
        return DISTRIBUTIONS.get(part, part)
    # pubsub_v1 is a version of what google-cloud-pubsub brings.
    return re.sub(r"[._]", "-", re.sub(r"_v\d+\w*$", "", part))


def part_of_one_package(name: str) -> str:
    """The longest beginning of a dotted name by which it is known whose it is."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        beginning = ".".join(parts[:end])
        if beginning in NAMESPACES:
            return ".".join(parts[: end + 1])
        if beginning in DISTRIBUTIONS:
            return beginning
    return parts[0]


def same_name(name: str) -> str:
    """One spelling of all that pip takes for the same name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def name_in(requirement: str) -> str:
    """The name that a line of ``requirements.txt`` begins with; empty for an address, a path or an
    option."""
    found = _NAME.match(requirement)
    return found[1] if found else ""


def worker_requirements(python: tuple[int, int]) -> dict[str, str]:
    """The packages of EvalAI's worker for a version of Python: pinned, by their names."""
    which = int(python >= _LATER)
    return {name: f"{name}=={versions[which]}" for name, versions in _WORKER.items()}


def with_what_they_bring(names: Iterable[str]) -> frozenset[str]:
    """Names in one spelling, and those that are installed along with them, as far as it is known
    of the worker's packages."""
    found: set[str] = set()
    waiting = [same_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _BROUGHT.get(name, ())
    return frozenset(found)
