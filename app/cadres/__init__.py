"""People and their place in the tree.

Owns: cadres, memberships, roles, invitations, consents, sessions, throttles of sign-in.
Does not know: platforms, challenges, points.
Invariants: an account exists only once the person activated it; one phone, one cadre; exactly
one open membership each; what one may do is the pure table in `roles.py`.
Begin at `roles.py` (may), then `activation.py`, then `sessions.py`.
"""
