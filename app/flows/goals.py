"""Goals of units are counted by the clock, and everybody of a unit hears when one is reached."""

from datetime import datetime, timedelta

from app.db import transaction
from app.notifications.outbox import announce
from app.teams import goals

HEARD = timedelta(days=7)


def count_goals(now: datetime) -> int:
    """Count all of them; tell units of those that were reached just now, and return how many."""
    with transaction():
        reached = goals.count(now)
        for goal in reached:
            words = goals.aim_words(goal.measure, goal.target)
            announce(goal.unit_id, "goal_reached", goal.public_id, words, now, now + HEARD)
    return len(reached)
