"""Activities of units: reported by a cadre with photos, looked at by a leader, kept in a calendar.

Owns: activities, their photos, who may see them, what a leader may decide, the picture of a month.
Does not know: points (a claim proves nothing), notices, HTTP.
Invariants: a form makes one activity however often it is sent; nobody but her and the leaders of
its unit sees it before it is shown; nobody shows her own; photos are served as files of ours alone.
Begin at `models.py`, then `reporting.py`, `showing.py` and `sight.py`.
"""
