"""What goes wrong on request, and what happens in the middle of a request."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, get_args

from github_server.clock import Clock
from github_server.errors import ApiError
from github_server.rate_limits import SECONDARY
from github_server.wire import ConnectionLost, Request, Response

Kind = Literal[
    "500",
    "502",
    "503",
    "timeout",
    "reset",
    "secondary_limit",
    "primary_limit",
    "stale_sha",
    "not_fast_forward",
]
Hook = Callable[[Request], object]
HTML = "text/html; charset=utf-8"


@dataclass(slots=True)
class Fault:
    method: str
    path: re.Pattern[str]
    kind: Kind
    times: int
    is_applied: bool
    seconds: float


@dataclass(slots=True)
class _Moment:
    method: str
    path: re.Pattern[str]
    hook: Hook
    times: int


@dataclass(slots=True)
class Faults:
    """Faults and hooks that wait for their request; each serves ``times`` of them."""

    clock: Clock
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _faults: list[Fault] = field(default_factory=list)
    _moments: list[_Moment] = field(default_factory=list)

    def fail_next(
        self, method: str, path: str, kind: Kind, *, times: int, applied: bool, seconds: float
    ) -> None:
        if kind not in get_args(Kind):
            raise ValueError(f"no such fault: {kind}")
        fault = Fault(method.upper(), re.compile(path), kind, times, applied, seconds)
        with self._lock:
            self._faults.append(fault)

    def before(self, method: str, path: str, hook: Hook, *, times: int) -> None:
        with self._lock:
            self._moments.append(_Moment(method.upper(), re.compile(path), hook, times))

    @property
    def waiting(self) -> int:
        """How many faults and hooks no request has met yet."""
        with self._lock:
            hooks = sum(moment.times for moment in self._moments)
            return hooks + sum(fault.times for fault in self._faults)

    def run_hooks(self, request: Request) -> None:
        """Calls every hook that waits for this request, oldest first."""
        with self._lock:
            due = [one for one in self._moments if _meets(one, request)]
            for one in due:
                one.times -= 1
            self._moments = [one for one in self._moments if one.times > 0]
        for one in due:
            one.hook(request)

    def take(self, request: Request) -> Fault | None:
        with self._lock:
            due = next((one for one in self._faults if _meets(one, request)), None)
            if due is not None:
                due.times -= 1
                if due.times <= 0:
                    self._faults.remove(due)
            return due

    def strike(self, fault: Fault) -> Response:
        """What the client gets instead."""
        match fault.kind:
            case "500" | "502" | "503":
                page = f"<html><body><h1>{fault.kind}</h1></body></html>".encode()
                return Response(int(fault.kind), None, {"Content-Type": HTML}, page)
            case "timeout":
                self.closing.wait(fault.seconds)
                raise ConnectionLost
            case "reset":
                raise ConnectionLost
            case "secondary_limit":
                wait = {"Retry-After": str(round(fault.seconds))}
                return ApiError(403, SECONDARY, headers=wait).response()
            case "primary_limit":
                return self._primary_limit(fault.seconds)
            case "stale_sha":
                return ApiError(409, "is at 0000000 but expected 1111111").response()
            case "not_fast_forward":
                return ApiError(422, "Update is not a fast forward").response()

    def _primary_limit(self, seconds: float) -> Response:
        reset = int(self.clock.now.timestamp() + seconds)
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
        return ApiError(403, "API rate limit exceeded.", headers=headers).response()


def _meets(one: Fault | _Moment, request: Request) -> bool:
    return one.method in (request.method, "*") and bool(one.path.search(request.path))
