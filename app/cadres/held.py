"""On which days a role is held: from its first day to its last, both included; some have no last.

Asked in many statements, and decided here alone.
"""

from datetime import date
from typing import LiteralString

from sqlalchemy import ColumnElement, or_

from app.cadres.models import Role


def held(role: LiteralString, day: LiteralString) -> LiteralString:
    """SQL: whether the role under this alias is held on a day, both as SQL."""
    return f"({role}.starts_on <= {day} AND ({role}.ends_on IS NULL OR {role}.ends_on >= {day}))"


def held_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """The same of `Role`, for what is asked by SQLAlchemy."""
    return Role.starts_on <= day, or_(Role.ends_on.is_(None), Role.ends_on >= day)
