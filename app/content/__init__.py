"""The party's own stream of content, and bringing people to it.

Owns: sources (feeds of the party's sites and channel), their items, tracked links, arrivals,
notes of officers.
Does not know: points, boards, HTTP.
Invariants: an item is known by its source and key and never twice; a tracked link belongs to one
cadre and one thing; nobody's address is kept, only a hash under a salt that dies with its day.
Begin at `models.py`, then `feeds.py` and `tracking.py`.
"""
