"""Parts of pages that many people see alike, rendered once: rows of boards, chips.

A macro that is given the same values writes the same words. What it is given is all it may show:
one that looks at the request or at the clock must not be remembered.
"""

from functools import lru_cache

from flask import Flask
from jinja2.runtime import Macro

MOST = 20_000


@lru_cache(MOST)
def remembered(macro: Macro, *values: object) -> str:
    """What the macro writes for these values, which must be hashable."""
    return macro(*values)


def register(app: Flask) -> None:
    """Let templates remember."""
    app.add_template_global(remembered)
