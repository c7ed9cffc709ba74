"""Rules of the game that people set: in versions, by two of them, and never backwards.

Owns: what was proposed and confirmed, by whom, and from which day a version holds.
Does not know: what a rule is used for; its numbers mean something to whoever asks for them.
Invariants: whoever proposed a version never confirms it; a confirmed one holds from the next Monday
00.00 WIB on and never changes; before people set any, the rule laid down with the program holds.
Begin at `rules.py` (pure), then `versions.py`.
"""
