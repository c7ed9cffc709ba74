"""Videos of a challenge's kit."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    """Create; bodies lie uncompressed, so that a part is read without the rest."""
    op.create_table(
        "kit_videos",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(btrim(alt)) > 0", name=op.f("ck_kit_videos_alt")),
        _points_to("challenge_id", "challenges"),
        _points_to("added_by", "cadres"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_videos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kit_videos_public_id")),
    )
    op.create_index("ix_kit_videos_challenge_id", "kit_videos", ["challenge_id"])
    op.execute("ALTER TABLE kit_videos ALTER COLUMN body SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Drop."""
    op.drop_table("kit_videos")


def _points_to(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_kit_videos_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
