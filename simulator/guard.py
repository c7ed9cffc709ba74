"""What every call of a platform's API passes through: misbehaviour by switch, and the call log."""

from math import ceil

from flask import Response, request

from simulator import garbage
from simulator.stage import Call, stage
from simulator.switches import Switches, apply_outage


def owner_of(path: str) -> str | None:
    """Whose switches a path is under: a platform's, or a part of the web's; None for the site."""
    if path.startswith("/host/"):
        host = path.split("/")[2]
        return next((one.key for one in stage().hosts if one.has(host)), None)
    for platform in stage().platforms.values():
        for option, start in platform.paths.items():
            if option != "authorize_url" and path.startswith(start):
                return platform.key
    return None


def misbehave() -> Response | None:
    """Before a call: the answer the platform's switches demand instead of the real one."""
    key = owner_of(request.path)
    if key is None:
        return None
    switches = stage().board.get(key)
    trouble = apply_outage(switches)
    if trouble is None and stage().board.limited(key):
        platform = stage().platforms.get(key)
        trouble = platform.limited(switches) if platform else _limited(switches)
    return trouble


def _limited(switches: Switches) -> Response:
    wait = max(1, ceil(switches.rate_limited_until - stage().clock.seconds()))
    return Response("Too Many Requests", 429, {"Retry-After": str(wait)})


def spoil(answer: Response) -> Response:
    """After a call: the true answer spoiled, where the platform's switches demand that."""
    key = owner_of(request.path)
    return garbage.spoiled(stage().board.get(key).garbage, answer) if key else answer


def log_call(answer: Response) -> Response:
    """After a call: remember it."""
    key = owner_of(request.path)
    if key:
        # Path only: queries carry secrets and tokens.
        at = stage().clock.seconds()
        stage().calls.append(Call(key, request.method, request.path, answer.status_code, at))
    return answer
