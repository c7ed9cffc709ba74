"""Parts of pages that many people see alike, rendered once: rows of boards, chips.

A macro that is given the same values writes the same words. What it is given is all it may show:
one that looks at the request or at the clock must not be remembered.
"""

from functools import lru_cache

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro

MOST = 10_000  # of 0.5 to 10 KB


@lru_cache(MOST)
def remembered(macro: Macro, *values: object) -> str:
    """What the macro writes for these values, which must be hashable."""
    return macro(*values)


class OfMacros(Template):
    """A template whose macros are made once, whoever imports them.

    Jinja compares all global names at every import, since a page might be given some of its own;
    none of ours is.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def register(app: Flask) -> None:
    """Let templates remember."""
    app.jinja_env.template_class = OfMacros
    app.add_template_global(remembered)
