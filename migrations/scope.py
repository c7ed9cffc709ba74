"""Which tables models speak of; the others are made by the job queue or as parts of ours."""

import re

OTHERS = re.compile(r"procrastinate_\w+|(entries|totals)_(\d{4}_\d{2}|s\d+|all|rest)|scale_record")


def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """Whether a comparison of models and migrations looks at this."""
    return not (kind == "table" and OTHERS.fullmatch(name or ""))
