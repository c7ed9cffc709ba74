"""What people may decide about an activity: two small tables."""

from app.activities.models import Activity
from app.errors import Refusal
from app.words import said

MOVES: dict[str, frozenset[str]] = {
    "waiting": frozenset({"shown", "held_back"}),
    "shown": frozenset({"held_back"}),
    "held_back": frozenset({"shown"}),
}
CALENDAR: dict[str, frozenset[str]] = {
    "none": frozenset({"proposed"}),
    "proposed": frozenset({"chosen", "none"}),
    "chosen": frozenset({"none"}),
}
ALREADY = said("Laporan ini sudah diputuskan. Muat ulang halaman untuk melihat keadaannya.")


def move(activity: Activity, state: str) -> None:
    """Bring the activity into `state`. Raises Refusal where the table knows no such move."""
    if state not in MOVES[activity.state]:
        raise Refusal("activity_state", ALREADY)
    activity.state = state


def pick(activity: Activity, calendar: str) -> None:
    """Bring it nearer to the calendar's pictures, or away. Raises Refusal as `move` does."""
    if activity.state != "shown" or calendar not in CALENDAR[activity.calendar]:
        raise Refusal("activity_state", ALREADY)
    activity.calendar = calendar
