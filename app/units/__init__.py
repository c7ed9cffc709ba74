"""The party tree from DPP to anak ranting.

Owns: units, their path (`ltree`, the official region code under `dpp`), their history of names
and closures, the import of the official regions, and search by name.
Does not know: people, points, platforms.
Invariants: a unit's path starts with its parent's path; codes and paths never change meaning;
a unit is closed, never deleted.
Begin at `tree.py` (pure path arithmetic), then `wilayah.py` (the import).
"""
