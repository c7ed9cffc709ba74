"""Keeping it honest: people look, doubt, decide and are answered; no machine ever sanctions.

Owns: turns of reviewers, cases that signals open, reversals by people, sanctions, appeals.
Does not know: platforms, HTTP; how a post is judged (submissions) or points are counted (ledger).
Invariants: nobody judges in the own line, nor twice in one matter; a signal opens a case and
nothing else; what weighs more than a week, or takes points, needs a second person; every decision
is told with the way to appeal.
Begin at `turns.py`, then `appeals.py`, `sanctions.py`, `signals/` (pure) and `detecting.py`.
"""
