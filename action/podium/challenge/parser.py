"""The text of a challenge folder's files to a ``Challenge``, or to every mistake in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from podium.challenge import advice, evaluator, keys
from podium.challenge.advice import cures
from podium.challenge.checks import consistency, names, types
from podium.challenge.checks.consistency import Folder, Problem
from podium.challenge.keys import fields
from podium.challenge.model import (
    Attribute,
    Challenge,
    EvaluatorSource,
    Moderation,
    Phase,
    Split,
    Visibility,
    Window,
)
from podium.challenge.rules import (
    FOUND_OUT,
    CaseKeys,
    Column,
    EvalAIRule,
    GrandChallengeRule,
    Order,
    Rule,
)
from podium.challenge.text.source import KeyPath, YamlSource, format_path, parse_yaml
from podium.codes import Code
from podium.errors import ChallengeError, Issue, has_errors

PAGES = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
# A phase that sets none of these is public, as in Grand Challenge; see design.md, section 3.
_VISIBILITY_KEYS = frozenset({"is_public", "leaderboard_public", "is_submission_public"})
IMPLIED_SPLIT = "overall"


@dataclass(frozen=True, slots=True)
class Parsed:
    """``challenge`` is ``None`` when an issue is an error. Nothing is left out of ``issues``: what
    the file wants ignored, ``source`` has."""

    challenge: Challenge | None
    issues: tuple[Issue, ...]
    source: YamlSource


def parse_challenge(
    text: str,
    *,
    name: str,
    slug: str,
    folder: Folder,
    moderation: Sequence[Moderation] = (),
) -> Parsed:
    """``name`` is the file's, for messages; ``slug`` the challenge's when the file sets none."""
    try:
        source = parse_yaml(text, name=name)
    except ChallengeError as error:
        return Parsed(None, error.issues, YamlSource(name, None))
    if not isinstance(source.value, dict):
        found = fields.describe(source.value)
        message = f"expected a mapping with title and challenge_phases, found {found}"
        issue = Issue.error(message, code=Code.NOT_A_MAPPING, where=f"{name}:1")
        return Parsed(None, (issue,), source)
    validated = types.validate(source)
    problems = [*consistency.find_problems(validated, folder)]
    problems += _evaluator_problems(validated, folder)
    issues = [*source.duplicates, *validated.issues]
    issues += [_issue_at(source, problem) for problem in problems]
    if not has_errors(issues):
        issues += advice.find_warnings(source, validated.settings, folder)
    issues = cures.with_cures(issues, source)
    ordered = tuple(sorted(set(issues), key=_by_place))
    if any(issue.is_error for issue in ordered):
        return Parsed(None, ordered, source)
    challenge = resolve(validated.settings, slug=slug, folder=folder)
    return Parsed(replace(challenge, moderation=tuple(moderation)), ordered, source)


def resolve(settings: keys.Challenge, *, slug: str, folder: Folder) -> Challenge:
    """From a consistent file to a challenge."""
    references = _references(settings)
    return Challenge(
        slug=settings.podium.slug or slug,
        title=settings.title,
        short_description=settings.short_description,
        hosts=_logins(settings.podium.hosts),
        banned=_logins(settings.banned_email_ids or ()),
        phases=tuple(
            _phase(settings, phase, folder, references.splits(settings, phase, identity))
            for identity, phase in zip(
                names.identities(settings.challenge_phases),
                settings.challenge_phases,
                strict=True,
            )
        ),
        pages={page: path for page in PAGES if (path := getattr(settings, page)) is not None},
        settings=settings,
    )


def _logins(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(name.removeprefix("@").casefold() for name in entries)


def _phase(
    settings: keys.Challenge,
    phase: keys.Phase,
    folder: Folder,
    splits: tuple[Split, ...],
) -> Phase:
    source = evaluator.resolve_source(settings, phase, folder)
    codename = names.phase_codename(phase)
    assert isinstance(source, EvaluatorSource) and codename, "checked by parse_challenge"
    is_public, leaderboard_public = _visibility(phase)
    challenge_window = Window(settings.start_date, settings.end_date)
    windows = (
        Window(phase.start_date, phase.end_date),
        Window(phase.submissions_open_at, phase.submissions_close_at),
    )
    window = challenge_window.within(windows[0]).within(windows[1])
    return Phase(
        codename=codename,
        name=phase.name or phase.title or codename,
        window=window,
        is_public=is_public,
        leaderboard_public=leaderboard_public,
        splits=splits,
        evaluator=source,
        limits=evaluator.resolve_limits(settings, phase),
        machines=evaluator.resolve_machines(settings, phase),
        ground_truth=(
            phase.podium.ground_truth or phase.test_annotation_file or settings.podium.ground_truth
        ),
        file_types=_file_types(phase.allowed_submission_file_types),
        attributes=tuple(
            Attribute(
                name=attribute.name,
                description=attribute.description,
                type=attribute.type,
                options=tuple(attribute.options or ()),
                required=attribute.required is True,
            )
            for attribute in phase.submission_meta_attributes or ()
        ),
        settings=phase,
        uses_evalai_visibility=_uses_evalai_visibility(phase),
        parent=_parent(settings, phase),
        is_external=evaluator.is_external(settings, phase),
        example_submission=phase.podium.example_submission or settings.podium.example_submission,
        pareto=_pareto(phase.podium.pareto or settings.podium.pareto),
        cases=_cases(phase.podium.cases or settings.podium.cases),
    )


def _parent(settings: keys.Challenge, phase: keys.Phase) -> str | None:
    """The codename of the phase that ``parent`` names by id or codename."""
    if phase.parent is None:
        return None
    index = consistency.find_phase(settings, phase.parent)
    assert index is not None, "checked by parse_challenge"
    return names.phase_codename(settings.challenge_phases[index])


def _uses_evalai_visibility(phase: keys.Phase) -> bool:
    return not _VISIBILITY_KEYS.isdisjoint(phase.model_fields_set)


def _pareto(paths: list[str] | None) -> tuple[str, str] | None:
    return (paths[0], paths[1]) if paths else None


def _cases(said: keys.CaseSettings | None) -> CaseKeys:
    if said is None:
        return FOUND_OUT
    return CaseKeys(said.path or None, said.name or None, said.group or None, said.outer)


def _visibility(phase: keys.Phase) -> tuple[bool, bool]:
    if not _uses_evalai_visibility(phase):
        return phase.public, True
    return phase.is_public and phase.public, phase.leaderboard_public


@dataclass(frozen=True, slots=True)
class _References:
    """What ``challenge_phase_splits`` refers to, by its id as text."""

    leaderboards: Mapping[str, keys.Leaderboard]
    datasets: Mapping[str, keys.DatasetSplit]
    mappings: Mapping[str, Sequence[keys.PhaseSplit]]

    def splits(
        self, settings: keys.Challenge, phase: keys.Phase, identity: str
    ) -> tuple[Split, ...]:
        splits = tuple(self._split(phase, mapping) for mapping in self.mappings.get(identity, ()))
        return splits or (_implied_split(settings, phase),)

    def _split(self, phase: keys.Phase, mapping: keys.PhaseSplit) -> Split:
        dataset = self.datasets[str(mapping.dataset_split_id)]
        leaderboard = self.leaderboards.get(str(mapping.leaderboard_id))
        return Split(
            codename=dataset.codename,
            name=dataset.name or dataset.codename,
            visibility=Visibility(mapping.visibility),
            rule=_rule(phase, leaderboard.labelled if leaderboard else None, mapping),
            show_execution_time=mapping.show_execution_time,
            show_scores=mapping.show_scores_on_leaderboard,
        )


def _references(settings: keys.Challenge) -> _References:
    leaderboards, datasets = settings.leaderboard, settings.dataset_splits
    mappings: dict[str, list[keys.PhaseSplit]] = {}
    for mapping in settings.challenge_phase_splits:
        mappings.setdefault(str(mapping.challenge_phase_id), []).append(mapping)
    return _References(
        leaderboards=dict(zip(names.identities(leaderboards), leaderboards, strict=True)),
        datasets=dict(zip(names.identities(datasets), datasets, strict=True)),
        mappings=mappings,
    )


def _implied_split(settings: keys.Challenge, phase: keys.Phase) -> Split:
    """The one board of a phase that maps no dataset split."""
    schema = settings.leaderboard[0].labelled if settings.leaderboard else None
    return Split(IMPLIED_SPLIT, "Overall", Visibility.PUBLIC, _rule(phase, schema, None))


def _rule(
    phase: keys.Phase,
    schema: keys.LeaderboardSchema | None,
    mapping: keys.PhaseSplit | None,
) -> Rule:
    """A phase with ``score_jsonpath`` ranks as Grand Challenge does, any other as EvalAI does."""
    if phase.score_jsonpath or schema is None:
        return grand_challenge_rule(phase)
    return _evalai_rule(schema, mapping)


def grand_challenge_rule(phase: keys.Phase) -> GrandChallengeRule:
    """The rule that Grand Challenge's keys state; without a score path nothing is ranked."""
    decimals = phase.score_decimal_places
    score = Column(
        title=phase.score_title,
        path=phase.score_jsonpath or "",
        order=phase.score_default_sort,
        error_path=phase.score_error_jsonpath or None,
        decimals=decimals,
    )
    extra = (
        Column(
            title=column.title,
            path=column.path,
            order=column.order,
            error_path=column.error_path,
            ranked=not column.exclude_from_ranking,
            decimals=decimals,
        )
        for column in phase.extra_results_columns
    )
    return GrandChallengeRule(
        columns=(score, *extra),
        method=phase.scoring_method_choice,
        display=phase.result_display_choice,
    )


def _evalai_rule(schema: keys.LeaderboardSchema, mapping: keys.PhaseSplit | None) -> EvalAIRule:
    descending = mapping is None or mapping.is_leaderboard_order_descending
    columns = tuple(
        Column(
            title=label,
            path=label,
            order=_order(schema.metadata.get(label), descending),
            error_path=f"error_{label}",
            ranked=label == schema.default_order_by,
            decimals=2 if mapping is None else mapping.leaderboard_decimal_precision,
            description=schema.metadata[label].description if label in schema.metadata else "",
        )
        for label in dict.fromkeys(schema.labels)
    )
    latest = mapping is not None and mapping.show_leaderboard_by_latest_submission
    return EvalAIRule(columns, order_by=schema.default_order_by, latest=latest)


def _order(metadata: keys.LabelMetadata | None, descending: bool) -> Order:
    """A label's own direction, when it states one, holds over the phase split's flag."""
    if metadata is not None and metadata.sort_ascending is not None:
        descending = not metadata.sort_ascending
    return Order.DESCENDING if descending else Order.ASCENDING


def _file_types(text: str | None) -> tuple[str, ...]:
    """``".json, zip"`` to ``(".json", ".zip")``; nothing given allows everything."""
    words = (text or "").replace(",", " ").split()
    return tuple(dict.fromkeys("." + word.lower().lstrip("*").lstrip(".") for word in words))


def _evaluator_problems(validated: types.Validated, folder: Folder) -> list[Problem]:
    settings = validated.settings
    problems: dict[str, KeyPath] = {}
    for index, phase in enumerate(settings.challenge_phases):
        if validated.is_broken(("podium",)) or validated.is_broken(("challenge_phases", index)):
            continue
        outcome = evaluator.resolve_source(settings, phase, folder)
        if isinstance(outcome, str):
            # One missing evaluator is one mistake, however many phases wait for it.
            named = settings.evaluation_script is not None
            place: KeyPath = ("evaluation_script",) if named else ("challenge_phases", index)
            problems.setdefault(outcome, place)
    return [(Code.NO_EVALUATOR, path, message) for message, path in problems.items()]


def _issue_at(source: YamlSource, problem: Problem) -> Issue:
    code, path, message = problem
    return Issue.error(message, code=code, where=source.where(path), path=format_path(path))


def _by_place(issue: Issue) -> tuple[str, int, str, str]:
    name, _, line = issue.where.rpartition(":")
    return (name, int(line) if line.isdecimal() else 0, issue.path, issue.message)
