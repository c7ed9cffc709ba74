"""Each cadre's own short links, and who arrived through them, without keeping who it was."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "tracked_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("challenge_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(item_id IS NULL) <> (challenge_id IS NULL)", name=op.f("ck_tracked_links_one_thing")
        ),
        _points_to("cadre_id", "cadres"),
        _points_to("item_id", "content_items"),
        _points_to("challenge_id", "challenges"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_links")),
    )
    for thing in ("item", "challenge"):
        op.create_index(
            f"uq_tracked_links_{thing}",
            "tracked_links",
            ["cadre_id", f"{thing}_id"],
            unique=True,
            postgresql_where=sa.text(f"{thing}_id IS NOT NULL"),
        )
        op.create_index(op.f(f"ix_tracked_links_{thing}_id"), "tracked_links", [f"{thing}_id"])
    op.create_table(
        "arrivals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visitor", sa.String(length=32), nullable=False),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('human','preview','bot','own','burst')", name=op.f("ck_arrivals_kind")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["tracked_links.id"],
            name=op.f("fk_arrivals_link_id_tracked_links"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("link_id", "day", "visitor"),
    )
    op.create_index("ix_arrivals_link_id_day_network", "arrivals", ["link_id", "day", "network"])
    op.create_table(
        "day_salts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_salts")),
    )


def downgrade() -> None:
    """Drop."""
    for table in ("day_salts", "arrivals", "tracked_links"):
        op.drop_table(table)


def _points_to(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_tracked_links_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
