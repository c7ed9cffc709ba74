"""Blind opinions of people, and posts found by looking for them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Create."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("reviewer_id", sa.BigInteger(), nullable=False),
        sa.Column("accept", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("accept OR reason IS NOT NULL", name=op.f("ck_reviews_reason")),
        _points_to("reviews", "submission_id", "submissions"),
        _points_to("reviews", "reviewer_id", "cadres"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("submission_id", "reviewer_id"),
    )
    op.create_table(
        "found_posts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.CheckConstraint("state IN ('new','dismissed')", name=op.f("ck_found_posts_state")),
        _points_to("found_posts", "account_id", "linked_accounts"),
        _points_to("found_posts", "challenge_id", "challenges"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_found_posts")),
        sa.UniqueConstraint(
            "account_id",
            "challenge_id",
            "post_id",
            name=op.f("uq_found_posts_account_id_challenge_id_post_id"),
        ),
    )
    op.create_index(op.f("ix_found_posts_challenge_id"), "found_posts", ["challenge_id"])


def downgrade() -> None:
    """Drop."""
    op.drop_table("found_posts")
    op.drop_table("reviews")


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
