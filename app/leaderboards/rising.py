"""The "zona naik": a line on the weekly board of a ranting that is within everybody's reach. Pure.

A first place is for one; a line below the upper third gives whoever stands in the middle a next
aim, as leagues of some thirty people do elsewhere. It promises nothing and takes nothing: nobody
is moved down, and next week all begin anew.
"""

SHARE = 3  # one in so many
SMALLEST = 4  # below the podium, or there would be no line to draw
MOST = 10


def rising(total: int) -> int | None:
    """How many places of a board of `total` lie above the line; None where it is too short."""
    places = min(total // SHARE, MOST)
    return places if places >= SMALLEST else None
