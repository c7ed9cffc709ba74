"""What a leader does for a unit as a whole: whom he spoke to, whom he thanks, what it aims at.

Owns: contacts (that, why and when, never the words), goals of a unit and how far it has come, the
rule by whom thanks are due. Does not know: boards, notices, HTTP.
Invariants: a contact is only added to; a goal is the unit's, it names nobody and blames nobody; the
same person is never proposed for thanks twice running.
Begin at `thanking.py` (pure), then `goals.py`.
"""
