"""Submissions without an account, the mode they were handed in under, and how they are proven."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

PROVEN = "(state <> 'rejected' OR reason NOT IN ('not_yours','unreachable','already_sent'))"


def upgrade() -> None:
    """Add; the hash of a text outlives the text, which platforms want forgotten."""
    op.alter_column("submissions", "account_id", nullable=True)
    op.alter_column("submissions", "post_id", type_=sa.String(length=300))
    op.alter_column("submissions", "url", type_=sa.String(length=2000))
    for column in (
        sa.Column("canonical_id", sa.String(length=300)),
        sa.Column("mode", sa.String(length=10), server_default="score", nullable=False),
        sa.Column("proof_code", sa.String(length=12)),
        sa.Column("reviewers", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("words_hash", sa.String(length=32)),
    ):
        op.add_column("submissions", column)
    op.execute("UPDATE submissions SET words_hash = md5(words) WHERE words IS NOT NULL")
    for name, rule in (
        ("mode", "mode IN ('score','record')"),
        ("reviewers", "reviewers IN (1, 2)"),
        ("proof", "account_id IS NOT NULL OR proof_code IS NOT NULL"),
    ):
        op.create_check_constraint(op.f(f"ck_submissions_{name}"), "submissions", rule)
    op.create_index(
        "uq_submissions_canonical",
        "submissions",
        ["provider", "canonical_id"],
        unique=True,
        postgresql_where=sa.text(f"canonical_id IS NOT NULL AND {PROVEN}"),
    )
    op.drop_index("ix_submissions_words", "submissions")
    op.create_index(
        "ix_submissions_words_hash",
        "submissions",
        ["challenge_id", "words_hash"],
        postgresql_where=sa.text("words_hash IS NOT NULL"),
    )


def downgrade() -> None:
    """Take away; refuses, by the constraint, while submissions without an account are there."""
    op.drop_index("ix_submissions_words_hash", "submissions")
    op.create_index(
        "ix_submissions_words",
        "submissions",
        ["challenge_id", sa.text("md5(words)")],
        postgresql_where=sa.text("words IS NOT NULL"),
    )
    op.drop_index("uq_submissions_canonical", "submissions")
    for name in ("mode", "reviewers", "proof"):
        op.drop_constraint(op.f(f"ck_submissions_{name}"), "submissions")
    for name in ("canonical_id", "mode", "proof_code", "reviewers", "words_hash"):
        op.drop_column("submissions", name)
    op.alter_column("submissions", "url", type_=sa.String(length=300))
    op.alter_column("submissions", "post_id", type_=sa.String(length=80))
    op.alter_column("submissions", "account_id", nullable=False)
