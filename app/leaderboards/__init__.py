"""Boards: sorted sets in the store, a view of the ledger and never the truth.

Owns: names of boards, their projection, standings, rebuild, audit, the same answers from SQL.
Does not know: HTTP, submissions, why points were earned.
Invariants: live board = rebuilt board = SQL over the ledger; writes are absolute, never
increments; equal points share the rank (1-1-3); a hidden person appears nowhere, yet counts for
the unit; a store that is gone never makes a page fail or hang.
Begin at `boards.py`, then `projection.py`, then `standings.py`.
"""
