"""What every API door of a platform passes through: misbehaviour by switch, and the call log."""

import json

from flask import Flask, Response, g, jsonify, request

from simulator import threads_api, threads_oauth, x_api, x_oauth
from simulator.stage import stage
from simulator.switches import apply_outage
from simulator.threads_shapes import GraphError

PREFIXES = {"/x/api/": "x", "/threads/graph/": "threads"}


def platform_of(path: str) -> str | None:
    """Which platform's API a path belongs to; None for the site itself."""
    return next((name for prefix, name in PREFIXES.items() if path.startswith(prefix)), None)


def register_platforms(app: Flask) -> None:
    """Mount both APIs and the guards before and after them."""
    # Sign-in first: its paths must win over the graph's `/<object_id>`.
    app.register_blueprint(x_oauth.doors, url_prefix="/x/api")
    app.register_blueprint(x_api.doors, url_prefix="/x/api")
    app.register_blueprint(threads_oauth.doors, url_prefix="/threads/graph")
    app.register_blueprint(threads_api.doors, url_prefix="/threads/graph")
    app.before_request(_misbehave)
    app.after_request(_log_call)
    app.register_error_handler(GraphError, _graph_error)


def _misbehave() -> Response | None:
    platform = platform_of(request.path)
    if platform is None:
        return None
    switches = stage().board.get(platform)
    trouble = apply_outage(switches)
    if trouble is None and stage().board.limited(platform):
        trouble = _limited(platform, switches.rate_limited_until, switches.rate_code)
    return trouble


def _limited(platform: str, until: float, code: int) -> Response:
    if platform == "x":
        g.rate = (900, 0, int(until))
        return x_api.too_many()
    answer = _graph_error(threads_api.too_many(code))
    usage = {
        "type": "threads",
        "call_count": 100,
        "total_cputime": 25,
        "total_time": 25,
        "estimated_time_to_regain_access": threads_api.regain_minutes(until),
    }
    answer.headers["X-Business-Use-Case-Usage"] = json.dumps({"0": [usage]})
    return answer


def _graph_error(raised: GraphError) -> Response:
    answer = jsonify(raised.body)
    answer.status_code = raised.status
    return answer


def _log_call(answer: Response) -> Response:
    platform = platform_of(request.path)
    if platform:
        # Path only: queries of Threads carry secrets and tokens.
        call = (platform, request.method, request.path, answer.status_code)
        stage().calls.append(call)
    return answer
