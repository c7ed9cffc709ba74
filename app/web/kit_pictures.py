"""What the page of a challenge shows of its pictures to officers; its own live part, too."""

from app.campaigns import kit_items, kits
from app.campaigns.models import Challenge
from app.pictures.kept import ALT_MAX
from app.web.pace import again

ASK_S = 2.0  # while a worker is at it


def pictures(challenge: Challenge) -> dict[str, object]:
    """What the part with the pictures of a challenge needs."""
    found = kits.listed(challenge.id)
    version = "-".join(f"{each.public_id}.{each.state}" for each in found)
    return {
        "kit": kit_items.published(challenge.id),
        "pictures": found,
        "pictures_waiting": any(each.state == "waiting" for each in found),
        "pictures_version": version,
        "pictures_ask": again(ASK_S),
        "pictures_most": kits.MOST,
        "alt_max": ALT_MAX,
    }
