"""The code of each kind of mistake, by which it can be looked up, quoted and silenced.

A number is given once: a kind that is no longer reported leaves a gap. The hundreds say what a
mistake is about. What each code means, with an example and the cure, is told in docs/issues.md,
which ships with the package; ``parse_page`` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_WARNINGS = "PD4"


class Code(StrEnum):
    """One for every kind of mistake that has one cure."""

    # The challenge's file, and those beside it, as text and as single values.
    NO_CHALLENGE = "PD101"
    TWO_FILES = "PD102"
    FILE_TOO_LARGE = "PD103"
    NOT_UTF8 = "PD104"
    NOT_YAML = "PD105"
    TOO_MUCH_YAML = "PD106"
    BAD_ALIAS = "PD107"
    NO_PLAIN_VALUE = "PD108"
    NOT_A_MAPPING = "PD109"
    KEY_MISSING = "PD110"
    WRONG_TYPE = "PD111"
    TEXT_WITHOUT_QUOTES = "PD112"
    NO_MOMENT = "PD113"
    WRONG_CHOICE = "PD114"
    OUT_OF_RANGE = "PD115"
    WRONG_FORM = "PD116"
    NO_RESULTS = "PD117"

    # What its keys say together.
    NAME_TAKEN = "PD201"
    MAPPED_TWICE = "PD202"
    UNKNOWN_ID = "PD203"
    LEADERBOARD_NEEDED = "PD204"
    NOT_A_LABEL = "PD205"
    ENDS_BEFORE_START = "PD206"
    PUBLIC_AND_RESTRICTED = "PD207"
    NOBODY_VERIFIED = "PD208"
    ALGORITHM_INCOMPLETE = "PD209"
    ONLY_FOR_ALGORITHMS = "PD210"
    NO_METRICS_PATH = "PD211"
    NO_OPTIONS = "PD212"
    UNKNOWN_PARENT = "PD213"
    PARENTS_IN_A_CIRCLE = "PD214"
    PARENT_DOES_NOT_FIT = "PD215"
    TWO_EVALUATORS = "PD216"
    NO_EVALUATOR = "PD217"
    UNKNOWN_IN_COMBINED = "PD218"
    TOO_FEW_COMBINED = "PD219"
    CANNOT_BE_IGNORED = "PD220"

    # Files in the challenge's folder.
    FILE_MISSING = "PD301"
    PATH_LEADS_OUTSIDE = "PD302"
    SCRIPT_WITHOUT_EVALUATE = "PD303"
    NO_TEAMS = "PD304"
    IN_TWO_TEAMS = "PD305"
    TEAM_TOO_LARGE = "PD306"
    NO_EXAMPLE = "PD307"
    EXAMPLE_GIVES_TRUTH_AWAY = "PD308"
    FILE_NOT_FETCHED = "PD309"
    NO_PEOPLE = "PD310"
    MODULE_BESIDE = "PD311"
    EXAMPLE_FAILS = "PD321"

    # Warnings: what works and is hardly meant.
    UNKNOWN_KEY = "PD401"
    KEY_GIVEN_TWICE = "PD402"
    HAS_NO_EFFECT = "PD403"
    IGNORES_NOTHING = "PD404"
    DIFFER_BY_CASE = "PD405"
    SAME_NAME = "PD406"
    GRAND_CHALLENGE_REFUSES = "PD407"
    HIDDEN_BY_DEFAULT = "PD411"
    HIDDEN_AND_NEVER_CLOSED = "PD412"
    BOARD_FOR_HOSTS = "PD413"
    NUMBERS_CAN_BE_READ = "PD414"
    NEVER_OPEN = "PD421"
    BEYOND_THE_CHALLENGE = "PD422"
    CLOSED_BY_A_LIMIT = "PD423"
    LIMIT_OUT_OF_REACH = "PD424"
    SWITCHED_OFF = "PD425"
    NAMES_NOBODY = "PD431"
    TEAM_CANNOT_BE_ASKED = "PD432"
    NO_HOSTS = "PD433"
    RULED_BY_A_STRANGER = "PD434"
    RULING_WAITS = "PD435"
    NOT_REALLY_REQUIRED = "PD441"
    ASKED_TWICE = "PD442"
    NONE_OF_FOUR = "PD443"
    SHOWN_BUT_NOT_ASKED = "PD444"
    NO_FILE_ENDING = "PD445"
    NOTHING_RANKED = "PD451"
    LEADERBOARD_GIVEN_TWICE = "PD452"
    NOT_USED = "PD453"
    PHASE_NOT_MAPPED = "PD454"
    RANKED_TWICE = "PD455"
    FINDS_MANY_VALUES = "PD456"
    DIRECTIONS_DISAGREE = "PD457"
    AGAINST_ITS_NAME = "PD458"
    LATEST_IN_PLACE_OF_BEST = "PD459"
    BLANK_IN_LABEL = "PD460"
    TAKES_NOTHING_YET = "PD461"
    NEEDS_A_GPU = "PD462"
    RUNS_AS_NOBODY = "PD463"
    NOT_EXTRACTED = "PD464"
    LONGER_THAN_A_JOB = "PD465"
    NOT_LOCKED = "PD466"
    LOCKED_FOR_NOTHING = "PD467"
    # Those that need more than the files' words: a trial, results, EvalAI's rules, other files.
    EXAMPLE_NOT_TAKEN = "PD481"
    NEVER_A_NUMBER = "PD482"
    SPLIT_NEVER_THERE = "PD483"
    RULES_ON_NOTHING = "PD484"
    PHASE_RENAMED = "PD485"
    KIND_CHANGED = "PD486"
    RECORD_PASSED_OVER = "PD487"
    CASES_NEVER_THERE = "PD488"
    OUTPUT_LEFT_OUT = "PD489"
    NEARS_A_LIMIT = "PD490"
    SCRIPT_NOT_BUILT = "PD491"
    PRIZE_NOT_DESCRIBED = "PD492"
    PACKAGES_NOT_ASKED_FOR = "PD493"
    STARTS_JAVA = "PD494"
    SCRIPT_ZIP_DIFFERS = "PD495"
    PICTURE_LEFT_OUT = "PD496"
    NEEDS_A_NETWORK = "PD497"
    NOTHING_RECORDED = "PD498"

    # EvalAI's verdict.
    EVALAI_KEY_MISSING = "PD501"
    EVALAI_VALUE = "PD502"
    EVALAI_SECTION = "PD503"
    EVALAI_FILE = "PD504"
    EVALAI_WINDOW = "PD505"
    EVALAI_UNKNOWN_ID = "PD506"
    EVALAI_GIVEN_TWICE = "PD507"
    EVALAI_LABELS = "PD508"
    EVALAI_PUBLIC_AND_RESTRICTED = "PD509"
    EVALAI_TAKEN_OUT = "PD511"
    EVALAI_OLD_PHASE = "PD512"
    EVALAI_FROZEN = "PD513"
    EVALAI_NO_NUMBER = "PD514"
    EVALAI_NOTHING_BEFORE = "PD515"

    # What a participant says of a submission, and the phase's rules.
    UNKNOWN_PHASE = "PD601"
    PHASE_NOT_OPEN = "PD602"
    ALGORITHMS_NOT_RUN = "PD603"
    ANSWER_MISSING = "PD604"
    WRONG_ANSWER = "PD605"
    NOT_ASKED_FOR = "PD606"
    NO_WEB_ADDRESS = "PD607"
    UNKNOWN_STATEMENT = "PD608"
    FILE_TYPE = "PD609"
    WRONG_SUPPLEMENT = "PD610"
    WRONG_ASSET = "PD611"
    ASSET_AND_FILES = "PD612"
    ASSET_NOT_THERE = "PD613"
    OTHER_DIGEST = "PD614"
    NO_LOGIN_OR_ID = "PD615"

    # A submission's files and archives.
    NO_SUBMISSION = "PD701"
    EMPTY_SUBMISSION = "PD702"
    TOO_MANY_FILES = "PD703"
    TOO_LARGE = "PD704"
    BROKEN_ZIP = "PD705"
    LOCKED_ZIP = "PD706"
    NOT_A_PLAIN_FILE = "PD707"
    POINTS_OUTSIDE = "PD708"
    BAD_NAME = "PD709"
    TOO_LONG_OR_DEEP = "PD710"
    NAMES_COLLIDE = "PD711"
    LFS_POINTER = "PD712"
    SIZE_UNKNOWN = "PD713"
    ALL_IN_ONE_FOLDER = "PD714"

    # Who may submit, how often, and how a pull request is made.
    REGISTRATION_CLOSED = "PD801"
    NOT_ON_THE_LIST = "PD802"
    DOMAIN_NOT_TAKEN = "PD803"
    NOT_VERIFIED = "PD804"
    PROFILE_INCOMPLETE = "PD805"
    EXCLUDED = "PD806"
    LIMIT_REACHED = "PD807"
    NOT_PUBLISHED = "PD811"
    NOTHING_CHANGED = "PD812"
    CHANGES_OTHER_FILES = "PD813"
    SEVERAL_SUBMISSIONS = "PD814"
    UNKNOWN_CHALLENGE = "PD815"
    FOLDER_OF_ANOTHER = "PD816"

    @property
    def can_be_ignored(self) -> bool:
        """Whether ``podium.ignore`` takes it: those that only warn of the challenge."""
        return self.startswith(_WARNINGS)


NEED_MORE_THAN_THE_FOLDER = frozenset(code for code in Code if "PD480" < code < "PD500")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the page says of a code, in Markdown; ``example`` is a whole code block."""

    code: str
    title: str
    meaning: str
    example: str
    cure: str


_HEADING = re.compile(r"^##+ ", re.MULTILINE)
_ENTRY = re.compile(
    r"(PD\d{3}): ([^\n]+)\n\n(.+?)\n\n(```[^\n]+\n.+?\n```)\n\n\*\*Cure:\*\* (.+)", re.DOTALL
)


def parse_page(text: str) -> Mapping[str, Entry]:
    """The entries of docs/issues.md by their code, in its order."""
    parts = (part.strip() for part in _HEADING.split(text))
    entries = (Entry(*found.groups()) for part in parts if (found := _ENTRY.fullmatch(part)))
    return {entry.code: entry for entry in entries}
