"""Recognition: a streak of days, and badges for work that is done well.

Owns: the rules of badges, the awards, every cadre's streak. Does not know: points, boards, HTTP.
Invariants: a badge is given once and kept for good, but for one whose ground was taken back within
seven days of the award; nothing is given for attacking anybody, nor for volume alone; nobody is
reminded of a streak. What is given follows from hand-ins that count now, so to award again changes
nothing.
Begin at `rules.py` and `streaks.py` (pure), then `awarding.py`.
"""
