"""Pictures of a challenge's kit, and the files made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "kit_images",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting','ready','refused')", name=op.f("ck_kit_images_state")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (raw IS NOT NULL)", name=op.f("ck_kit_images_raw")
        ),
        sa.CheckConstraint("length(btrim(alt)) > 0", name=op.f("ck_kit_images_alt")),
        _points_to("kit_images", "challenge_id", "challenges"),
        _points_to("kit_images", "added_by", "cadres"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_images")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kit_images_public_id")),
    )
    op.create_index("ix_kit_images_challenge_id", "kit_images", ["challenge_id"])
    op.create_table(
        "kit_files",
        sa.Column("image_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.String(length=8), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size IN ('preview','full')", name=op.f("ck_kit_files_size")),
        sa.CheckConstraint("format IN ('webp','avif','jpeg')", name=op.f("ck_kit_files_format")),
        _points_to("kit_files", "image_id", "kit_images"),
        sa.PrimaryKeyConstraint("image_id", "size", "format", name=op.f("pk_kit_files")),
    )


def downgrade() -> None:
    """Drop."""
    op.drop_table("kit_files")
    op.drop_table("kit_images")


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
