"""Points, only ever added to, and their running totals.

Owns: entries (append-only) and their keys, totals per period, cadre and unit, the points a cadre
may earn a day, and how all of it is divided (entries by month, totals by season).
Does not know: submissions, boards, platforms.
Invariants: an entry never changes (role and trigger forbid it); one entry per source and kind;
an entry is reversed at most once; totals are raised in the same transaction and marked dirty;
every number shown is the sum of entries one can open.
Begin at `scoring.py` (pure), then `entries.py` (the only writers), `statement.py`, `partitions.py`.
"""
