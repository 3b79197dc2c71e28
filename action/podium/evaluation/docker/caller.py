"""Calls a Grand Challenge evaluator that is a server: ``GET /health`` until 200, then one
``POST /invoke``, without a body, as their own test script does (since July 2026).

It runs alone, in a container beside the evaluator's, and says on stdout what it was answered.
"""

import http.client
import sys
import time
from typing import Optional

PORT = 4743
HEALTHY, INVOKED = "health 200", "invoke "
_PAUSE = 0.05  # seconds between two questions, at first
_LONGEST_PAUSE = 1.0
_HEALTH_SECONDS = 10.0


def main() -> None:
    last, pause = "", _PAUSE
    while last != HEALTHY:
        if last:
            time.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 1.2)
        now = "health " + ask("GET", "/health", _HEALTH_SECONDS)
        if now != last:
            say(now)
        last = now
    say(INVOKED + ask("POST", "/invoke", None))


def ask(method: str, path: str, seconds: Optional[float]) -> str:  # noqa: UP045  (Python 3.8)
    """The answer's status, or why there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=seconds)
    try:
        connection.request(method, path)
        return str(connection.getresponse().status)
    except ConnectionRefusedError:
        return "refused"
    except (OSError, http.client.HTTPException):
        return "broken"
    finally:
        connection.close()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
