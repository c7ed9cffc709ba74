"""From a pasted link to a verdict.

Owns: submissions, their states, verdicts, the daily count per challenge, what counts as evidence.
Does not know: points, boards, HTTP.
Invariants: one post is one submission, ever (a unique index; a hand-in of another's post holds
nothing once it is rejected); states move only along `states.py`; every verdict is kept; a platform
that does not answer decides nothing.
Begin at `states.py`, then `intake.py`, `cases.py`, `evidence.py` (pure), `verification.py`.
"""
