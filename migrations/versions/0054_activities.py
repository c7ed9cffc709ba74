"""Activities of units, with their photos and the files made of those."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "activities",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=32), nullable=False),
        sa.Column("declared", sa.Integer(), nullable=False),
        sa.Column("sent_key", sa.String(length=36), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("thanks", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=True),
        sa.Column("chosen_by", sa.BigInteger(), nullable=True),
        *_checks(),
        _points_to("activities", "cadre_id", "cadres"),
        _points_to("activities", "unit_id", "units"),
        _points_to("activities", "decided_by", "cadres"),
        _points_to("activities", "proposed_by", "cadres"),
        _points_to("activities", "chosen_by", "cadres"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("public_id", name=op.f("uq_activities_public_id")),
        sa.UniqueConstraint("cadre_id", "sent_key", name=op.f("uq_activities_cadre_id_sent_key")),
    )
    _index("ix_activities_unit_id_day", ["unit_id", "day"], None)
    _index("ix_activities_waiting", ["unit_id"], "state = 'waiting'")
    _index("ix_activities_calendar", ["day"], "calendar <> 'none'")
    _create_images()


def downgrade() -> None:
    """Drop."""
    op.drop_table("activity_files")
    op.drop_table("activity_images")
    op.drop_table("activities")


def _checks() -> list[sa.CheckConstraint]:
    rules = {
        "state": "state IN ('waiting','shown','held_back')",
        "decided": "(state = 'waiting') = (decided_by IS NULL)",
        "reason": "(state = 'held_back') = (reason <> '')",
        "second_person": "decided_by <> cadre_id",
        "people": "people BETWEEN 1 AND 1000000",
        "calendar": "calendar IN ('none','proposed','chosen')",
        "calendar_shown": "calendar = 'none' OR state = 'shown'",
        "second_choice": "proposed_by <> chosen_by",
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_activities_{name}")) for name, rule in rules.items()
    ]


def _create_images() -> None:
    op.create_table(
        "activity_images",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting','ready','refused')", name=op.f("ck_activity_images_state")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (raw IS NOT NULL)", name=op.f("ck_activity_images_raw")
        ),
        sa.CheckConstraint("length(btrim(alt)) > 0", name=op.f("ck_activity_images_alt")),
        _points_to("activity_images", "activity_id", "activities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_images")),
        sa.UniqueConstraint("public_id", name=op.f("uq_activity_images_public_id")),
    )
    op.create_index("ix_activity_images_activity_id", "activity_images", ["activity_id"])
    op.create_table(
        "activity_files",
        sa.Column("image_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.String(length=8), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size IN ('preview','full')", name=op.f("ck_activity_files_size")),
        sa.CheckConstraint(
            "format IN ('webp','avif','jpeg')", name=op.f("ck_activity_files_format")
        ),
        _points_to("activity_files", "image_id", "activity_images"),
        sa.PrimaryKeyConstraint("image_id", "size", "format", name=op.f("pk_activity_files")),
    )


def _index(name: str, columns: list[str], where: str | None) -> None:
    on = {"postgresql_where": sa.text(where)} if where else {}
    op.create_index(name, "activities", columns, **on)


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
