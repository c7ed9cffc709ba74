"""What DPP asks for.

Owns: campaigns and challenges, their publication by two persons, whom they are for.
Does not know: submissions, points already earned, platforms' APIs.
Invariants: whoever drafted a challenge never publishes it; a published challenge's rules never
change; it is live exactly between its opening and its closing, by the clock; no verbatim text.
Begin at `states.py`, then `publishing.py`, then `targeting.py`.
"""
