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

Server = Literal["500", "502", "503", "timeout", "reset"]
Refusal = Literal["secondary_limit", "primary_limit", "stale_sha", "not_fast_forward"]
Kind = Literal[Server, Refusal]
Hook = Callable[[Request], object]
HTML = "text/html; charset=utf-8"


@dataclass(slots=True)
class _Waiting:
    """For the next ``times`` requests whose path holds the regular expression."""

    method: str
    path: re.Pattern[str]
    times: int

    def meets(self, request: Request) -> bool:
        return self.method in (request.method, "*") and bool(self.path.search(request.path))


@dataclass(slots=True)
class Fault(_Waiting):
    kind: Kind
    is_applied: bool
    seconds: float


@dataclass(slots=True)
class _Moment(_Waiting):
    hook: Hook


@dataclass(slots=True)
class Faults:
    """Faults and hooks that wait for their request; each serves ``times`` of them."""

    clock: Clock
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _faults: list[Fault] = field(default_factory=list)
    _moments: list[_Moment] = field(default_factory=list)

    def fail_next(
        self,
        method: str,
        path: str,
        kind: Kind,
        *,
        times: int = 1,
        applied: bool = False,
        seconds: float = 1,
    ) -> None:
        """The next ``times`` requests whose path holds the regular expression fail.

        ``applied`` does what was asked and loses the answer. ``seconds`` is how long a timeout
        lasts before the connection is dropped, and how long a limit asks to wait.
        """
        if kind not in get_args(Kind):
            raise ValueError(f"no such fault: {kind}")
        fault = Fault(method.upper(), re.compile(path), times, kind, applied, seconds)
        with self._lock:
            self._faults.append(fault)

    def before(self, method: str, path: str, hook: Hook, *, times: int = 1) -> None:
        """Calls ``hook(request)`` just before such a request is served, in its thread."""
        with self._lock:
            self._moments.append(_Moment(method.upper(), re.compile(path), times, hook))

    @property
    def waiting(self) -> int:
        """How many faults and hooks no request has met yet."""
        with self._lock:
            return sum(one.times for one in (*self._moments, *self._faults))

    def run_hooks(self, request: Request) -> None:
        """Calls every hook that waits for this request, oldest first."""
        with self._lock:
            due = [one for one in self._moments if one.meets(request)]
            for one in due:
                one.times -= 1
            self._moments = [one for one in self._moments if one.times > 0]
        for one in due:
            one.hook(request)

    def take(self, request: Request) -> Fault | None:
        with self._lock:
            due = next((one for one in self._faults if one.meets(request)), None)
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
