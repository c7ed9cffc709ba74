"""A video of a kit can be taken back by itself, as a picture can."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"

ONE_ITEM = "num_nonnulls(image_id, video_id) <= 1"


def upgrade() -> None:
    """Add what a recall is of."""
    op.add_column("recalls", sa.Column("video_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_recalls_video_id_kit_videos"),
        "recalls",
        "kit_videos",
        ["video_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_unique_constraint(op.f("uq_recalls_video_id"), "recalls", ["video_id"])
    op.create_check_constraint(op.f("ck_recalls_one_item"), "recalls", ONE_ITEM)


def downgrade() -> None:
    """Drop. What was said of a video stays told, as of its challenge: `item` keeps its words."""
    op.drop_constraint(op.f("ck_recalls_one_item"), "recalls")
    op.drop_column("recalls", "video_id")
