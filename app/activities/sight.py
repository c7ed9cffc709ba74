"""Who may see an activity: one condition in SQL, which every question about activities carries.

Shown ones are seen in the own unit and above it, below the units one leads, by officers and
auditors everywhere, and by the whole party where it is a picture of the calendar. What is not
shown is seen by whoever reported it and by those who may decide about it.
"""

from app.cadres.roles import Actor, roots
from app.units.tree import ancestors

# Of the tables `activities` and `units`. The units are found first, so that a month of the own line
# is read by index however much the rest of the party does.
SHOWN = """(
    activities.calendar = 'chosen' OR activities.unit_id = ANY(ARRAY(
        SELECT seen.id FROM units seen WHERE seen.path = ANY(CAST(%(line)s AS ltree[]))
            OR seen.path <@ ANY(CAST(%(below)s AS ltree[]))))
)"""
SEEN = f"""(
    activities.cadre_id = %(me)s
    OR units.path <@ ANY(CAST(%(deciding)s AS ltree[]))
    OR activities.state = 'shown' AND {SHOWN}
)"""


def of(actor: Actor) -> dict[str, object]:
    """What the condition has to be told of whoever asks."""
    own = (actor.unit_path, *(grant.path for grant in actor.grants if grant.kind == "leader"))
    return {
        "me": actor.id,
        "deciding": list(roots(actor, "show_activity")),
        "line": sorted({each for path in own for each in ancestors(path)}),
        "below": list(roots(actor, "see_activities")),
    }
