"""Pictures of strangers: looked at, decoded under limits, made anew, kept as small files.

Owns: what may be a picture, how one is made harmless and light, the columns of uploads and files.
Does not know: whose a picture is, who may see it, HTTP.
Invariants: what was uploaded is never served; a file never changes, and its digest is part of its
address; decoding happens in a worker, one picture at a time.
Begin at `making.py` (pure), then `kept.py`.
"""
