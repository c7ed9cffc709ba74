"""The platforms' own clients talk to our stand-ins: where one cannot, the stand-in is wrong.

Each reads who it is, its own posts, one post, and an error, as that client's own types.
"""
