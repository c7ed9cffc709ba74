"""What a cadre is told: that her post was looked at, that a challenge opened for her unit.

Owns: notices, and up to where each reader has seen them. Does not know: points, boards, HTTP.
Invariants: a notice is written in the transaction of what it tells; one for a unit is one row,
however many cadres read it; what is over, was taken back, or is kept shut by the election calendar
is told to nobody; after 90 days a
notice is gone.
Begin at `words.py`, then `outbox.py` (writing) and `inbox.py` (reading).
"""
