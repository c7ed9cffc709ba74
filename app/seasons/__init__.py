"""When counting starts and stops.

Owns: seasons and the names of periods (`w2026-48`, `s1`, `c7` for a campaign, `all`).
Does not know: points, people, boards.
Invariants: seasons never overlap; weeks are ISO weeks of Asia/Jakarta days; a period's name
never changes, since the ledger stores it.
Begin at `calendar.py`; `opening.py` begins a season.
"""
