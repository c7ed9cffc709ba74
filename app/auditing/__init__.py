"""Who did what, where and by which role: a log that is only ever added to.

Owns: the acts worth keeping and their words (`acts.py`), the events themselves, and the chain of
hashes over them, which shows whether one of them was changed afterwards.
Does not know: what an act does, nor who may do it; whoever acts records it in the same transaction.
Invariants: an event never changes (role and triggers forbid it); no secret, no phone number and no
name stands in one, people are named by their ids; what is sealed hashes to the next.
Begin at `recording.py` (`record`, the only writer), then `acts.py`, `chain.py`, `searching.py`.
"""
