"""Tables that somebody takes away as a file: asked for, perhaps approved, made by a worker.

Owns: exports (who asked for which table of which unit, who approved it, how far it is, the file
while it is kept), how cells are written so that no spreadsheet runs them.
Does not know: HTTP, the queue.
Invariants: phone numbers leave only with two persons of that reach, who are not the same; whoever
asked alone takes the file, and only while the role still allows it; asking, approving and taking
are in the audit log; a file is forgotten after a day.
Begin at `asking.py`, then `making.py`, `tables.py` and `cells.py` (pure).
"""
