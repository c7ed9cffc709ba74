"""Background work: what the worker runs, when, and the projector's loop.

Owns: the queue and its tasks, the schedule, the loops of worker and projector.
Does not know: rules; each task is a door to one flow and opens no rule of its own.
Invariants: a job is queued in the transaction that needs it; a job run twice, late or never
changes no outcome, only when it comes; the schedule finds what was lost.
Begin at `handing_in.py`, then `tasks.py`, then `schedule.py`.
"""
