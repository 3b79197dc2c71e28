"""The keys at the top of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from podium.challenge.checks.consistency import Problem
from podium.challenge.evalai import archive, drf, windows
from podium.challenge.evalai.archive import Archive
from podium.challenge.keys.fields import describe
from podium.codes import Code

PAGES = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
DOMAINS = ("CV", "NLP", "RL", "MM", "AUD", "TAB")
_MOST_TAGS = 4
_AMOUNT = re.compile(r"\d+(\.\d{1,2})?[A-Z]{3}\n?")

_free_text = drf.nullable(drf.text(blank=True))
_domains = drf.listed(drf.text(most=50, blank=True))
_number = drf.nullable(drf.integer())

FIELDS: Mapping[str, drf.Field] = {
    "title": drf.text(most=100),
    "short_description": _free_text,
    "leaderboard_description": _free_text,
    "evaluation_module_error": _free_text,
    "published": drf.boolean,
    "is_registration_open": drf.boolean,
    "enable_forum": drf.boolean,
    "anonymous_leaderboard": drf.boolean,
    "require_complete_profile": drf.boolean,
    "remote_evaluation": drf.boolean,
    "is_docker_based": drf.boolean,
    "is_static_dataset_code_upload": drf.boolean,
    "allow_resuming_submissions": drf.boolean,
    "allow_host_cancel_submissions": drf.boolean,
    "allow_cancel_running_submissions": drf.boolean,
    "allow_participants_resubmissions": drf.boolean,
    "cpu_only_jobs": drf.boolean,
    "uses_ec2_worker": drf.boolean,
    "use_fifo_sqs": drf.boolean,
    "forum_url": drf.nullable(drf.web_address(most=100)),
    "slug": drf.nullable(drf.text(most=200, like=r"[-a-zA-Z0-9_]+")),
    "allowed_email_domains": _domains,
    "blocked_email_domains": _domains,
    "banned_email_ids": drf.nullable(drf.listed(_free_text)),
    "submission_time_limit": drf.count,
    "sqs_retention_period": drf.count,
    "ec2_storage": drf.count,
    "max_team_members": drf.nullable(drf.count),
    "max_docker_image_size": drf.nullable(drf.big_integer),
    "worker_disk_size": _number,
    "max_worker_instance": _number,
    "min_worker_instance": _number,
    "desired_worker_instance": _number,
    "challenge_usage_type": drf.choice("paid", "internal"),
    "worker_python_version": drf.choice("3.7", "3.8", "3.9", blank=True),
    "cli_version": drf.nullable(drf.text(most=20, blank=True)),
    "worker_image_url": drf.nullable(drf.text(most=200, blank=True)),
    "worker_instance_type": drf.nullable(drf.text(most=256, blank=True)),
    "worker_ami_type": drf.nullable(drf.text(most=256, blank=True)),
    "job_cpu_cores": drf.nullable(drf.text(most=256, blank=True)),
    "job_memory": drf.nullable(drf.text(most=256, blank=True)),
    "vpc_cidr": drf.nullable(drf.text(most=200, blank=True)),
    "subnet_1_cidr": drf.nullable(drf.text(most=200, blank=True)),
    "subnet_2_cidr": drf.nullable(drf.text(most=200, blank=True)),
}


def find_problems(config: Mapping[str, Any], files: Archive) -> Iterator[Problem]:
    yield from _title(config)
    yield from _files(config, files)
    yield from windows.find_problems(config, ())
    for key, field in FIELDS.items():
        if key in config and key != "title" and (reason := field(config[key])):
            yield Code.EVALAI_VALUE, (key,), reason
    yield from _tags(config)
    yield from _domain(config)
    yield from _prizes(config)


def _title(config: Mapping[str, Any]) -> Iterator[Problem]:
    title = config.get("title")
    if not title:
        message = "expected some text, found nothing: this key is required"
        yield Code.EVALAI_KEY_MISSING, ("title",), message
    elif not isinstance(title, str):
        message = f"expected text, found {describe(title)}: put it in quotes"
        yield Code.EVALAI_VALUE, ("title",), message
    elif reason := FIELDS["title"](title):
        yield Code.EVALAI_VALUE, ("title",), reason


def _files(config: Mapping[str, Any], files: Archive) -> Iterator[Problem]:
    for key in PAGES:
        if not config.get(key):
            message = "expected the path of an .html file, found nothing: this key is required"
            yield Code.EVALAI_KEY_MISSING, (key,), message
        elif problem := archive.page_problem(files, config[key]):
            yield Code.EVALAI_FILE, (key,), problem
    script = config.get("evaluation_script")
    if not script:
        message = "expected the path of a .zip, found nothing: this key is required"
        message = f"{message}, even with remote_evaluation"
        yield Code.EVALAI_KEY_MISSING, ("evaluation_script",), message
    elif problem := archive.script_problem(files, script):
        yield Code.EVALAI_FILE, ("evaluation_script",), problem
    if config.get("image") is not None and (
        problem := archive.image_problem(files, config["image"])
    ):
        yield Code.EVALAI_FILE, ("image",), problem


def _tags(config: Mapping[str, Any]) -> Iterator[Problem]:
    if "tags" not in config:
        return
    tags = config["tags"]
    if not isinstance(tags, list | str | dict):
        message = f"expected a list, found {describe(tags)}: EvalAI breaks down over it"
        yield Code.EVALAI_VALUE, ("tags",), message
    elif len(tags) > _MOST_TAGS:
        message = f"expected at most {_MOST_TAGS} tags, found {len(tags)}"
        yield Code.EVALAI_VALUE, ("tags",), message


def _domain(config: Mapping[str, Any]) -> Iterator[Problem]:
    if "domain" in config and config["domain"] not in DOMAINS:
        found = describe(config["domain"])
        message = f"expected one of {', '.join(DOMAINS)}, found {found}"
        yield Code.EVALAI_VALUE, ("domain",), message


def _prizes(config: Mapping[str, Any]) -> Iterator[Problem]:
    if "prizes" not in config:
        return
    prizes = config["prizes"]
    if prizes == "" or prizes == {}:
        return
    if not isinstance(prizes, list):
        message = f"expected a list, found {describe(prizes)}: EvalAI breaks down over it"
        yield Code.EVALAI_VALUE, ("prizes",), message
        return
    ranks: list[object] = []
    for index, prize in enumerate(prizes):
        place = ("prizes", index)
        if not isinstance(prize, dict):
            message = f"expected rank, amount and description, found {describe(prize)}"
            yield Code.EVALAI_VALUE, place, message
            continue
        for key in ("rank", "amount"):
            if key not in prize:
                message = "expected a value, found nothing: EvalAI breaks down without it"
                yield Code.EVALAI_KEY_MISSING, (*place, key), message
        if "rank" in prize:
            yield from _rank(prize["rank"], ranks, (*place, "rank"))
            ranks.append(prize["rank"])
        amount = prize.get("amount", "1EUR")
        if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount):
            message = f"expected an amount such as 100.50USD, found {describe(amount)}"
            yield Code.EVALAI_VALUE, (*place, "amount"), message


def _rank(rank: object, ranks: list[object], place: tuple[str | int, ...]) -> Iterator[Problem]:
    if not isinstance(rank, int) or rank < 1:
        message = f"expected a whole number of at least 1, found {describe(rank)}"
        yield Code.EVALAI_VALUE, place, message
    elif rank in ranks:
        yield Code.EVALAI_GIVEN_TWICE, place, f"the rank {rank} is given twice"
