"""What somebody sees who may know sums but not people: one to four become `FEW`. Pure.

Counts of people are hidden so everywhere, and those of units right below; in a PAC or a ranting
counts of posts as well, since there a post is as good as a name.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.warroom.shapes import FEW, Appeals, Child, Count, Effort, Figures, People, Queue

LEAST = 5


def hidden(n: int | None) -> int | None:
    """The count, or that it is too small to be told."""
    return FEW if n is not None and 0 < n < LEAST else n


def masked(figures: Figures, small: bool) -> Figures:
    """The figures without cells of fewer than five; `small` for a PAC and below."""
    figures = replace(
        figures,
        people=_people(figures.people),
        children=tuple(_child(one) for one in figures.children),
    )
    return _of_posts(figures) if small else figures


def _people(people: People | None) -> People | None:
    if people is None:
        return None
    return replace(
        people,
        active=hidden(people.active),
        today=hidden(people.today),
        people=hidden(people.people),
        words=hidden(people.words),
        by_child={},
    )


def _child(child: Child) -> Child:
    return replace(child, active=hidden(child.active), verified=hidden(child.verified))


def _of_posts(figures: Figures) -> Figures:
    comparable = figures.so_far >= LEAST and figures.before >= LEAST
    return replace(
        figures,
        verified=hidden(figures.verified),
        rejected=hidden(figures.rejected),
        before=figures.before if comparable else 0,
        so_far=figures.so_far if comparable else 0,
        reasons=_counts(figures.reasons),
        platforms=_counts(figures.platforms),
        hours=tuple(hidden(n) for n in figures.hours),
        queue=_queue(figures.queue),
        appeals=appeals_seen(figures.appeals),
        efforts=tuple(_effort(one) for one in figures.efforts),
        news=(),
    )


def _counts(counts: Sequence[Count]) -> tuple[Count, ...]:
    return tuple(replace(one, n=hidden(one.n)) for one in counts)


def _queue(queue: Queue) -> Queue:
    few = 0 < queue.waiting < LEAST
    return replace(
        queue,
        pending=FEW if few else queue.pending,
        set_aside=0 if few else queue.set_aside,
        median_s=None if few else queue.median_s,
        oldest_s=None if few else queue.oldest_s,
        platforms=_counts(queue.platforms),
    )


def appeals_seen(appeals: Appeals) -> Appeals:
    """Open appeals; of fewer than five not since when either."""
    n = hidden(appeals.n)
    return Appeals(n, None if n == FEW else appeals.oldest_s)


def _effort(one: Effort) -> Effort:
    return replace(
        one, today=hidden(one.today), week=hidden(one.week), rejected=hidden(one.rejected)
    )
