"""The stories in which several nouns meet; each file is one story, told from top to bottom.

Owns: the order of events across nouns, and what belongs into one transaction.
Does not know: HTTP, the shell, the store's commands, rules (they are pure, in their nouns).
Invariants: a story settles all or nothing; no network while a transaction is open.
Begin at `verified_share.py`, which is the product.
"""
