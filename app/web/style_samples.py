"""What the style page shows its components with: nobody's pictures, films and challenges."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from app.activities.calendar import Row
from app.campaigns.models import KitVideo
from app.campaigns.policy import MODES, Policies, Standing
from app.campaigns.terms import TERMS
from app.pictures.kept import Copy, Picture

AT = datetime(2026, 11, 22, 12, 42, tzinfo=UTC)
SHOWN = "gaya/contoh.webp"  # stands for every file that the database holds
POLICIES = Policies(
    {
        key: Standing(key, mode, TERMS[key], None)
        for key, mode in zip(("instagram", "x", "whatsapp", "tiktok"), MODES, strict=True)
    }
)
CHALLENGE = SimpleNamespace(public_id="contoh", steps=2, points=20, providers=("instagram", "x"))
UNPAID = SimpleNamespace(public_id="contoh", points=20, providers=("x",))
VIDEO = KitVideo(
    public_id="contoh",
    digest="contoh",
    alt="Ember turun ke sumur dan naik lagi",
    width=480,
    height=848,
    seconds=6,
    bytes=54_188,
)
ACTIVITY = Row(
    id=1,
    public_id="contoh",
    title="Kerja bakti saluran air RW 05",
    day=date(2026, 11, 22),
    began_at=AT,
    zone="Asia/Jakarta",
    state="shown",
    reason="",
    calendar="",
    people=26,
    reported_at=AT,
    name="Lebak Bulus",
    level="RANTING",
)


def picture(root: str) -> Picture:
    """One that is ready; components put the root of its kind before its address."""
    copy = Copy("../" * root.count("/") + SHOWN, 640, 400, 32_000)
    sizes = (("preview", "avif"), ("preview", "webp"), ("full", "jpeg"), ("full", "webp"))
    words = "Papan sebuah ranting di layar lebar"
    return Picture("contoh", words, "ready", "", dict.fromkeys(sizes, copy))
