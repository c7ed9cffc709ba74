"""What leaders do: contacts, goals, transfers with consent, leaders in somebody's stead.

Hand-ins of a unit are found by day, for its weeks and goals; the index serves the key too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Create."""
    acting = sa.Column("acting", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("roles", acting)
    op.create_check_constraint(
        op.f("ck_roles_acting"), "roles", "NOT acting OR (kind = 'leader' AND ends_on IS NOT NULL)"
    )
    _contacts()
    _goals()
    _transfers()
    op.create_index("ix_submissions_unit_id_day", "submissions", ["unit_id", "day"])
    op.drop_index("ix_submissions_unit_id", "submissions")


def downgrade() -> None:
    """Drop."""
    op.create_index("ix_submissions_unit_id", "submissions", ["unit_id"])
    op.drop_index("ix_submissions_unit_id_day", "submissions")
    for table in ("transfers", "goals", "contacts"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_roles_acting"), "roles")
    op.drop_column("roles", "acting")


def _contacts() -> None:
    op.create_table(
        "contacts",
        _id(),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        _moment("at", False),
        sa.CheckConstraint(
            "purpose IN ('recall','welcome','thank','lead','group')",
            name=op.f("ck_contacts_purpose"),
        ),
        sa.CheckConstraint(
            "(cadre_id IS NULL) = (purpose = 'group')", name=op.f("ck_contacts_whom")
        ),
        *_keys("contacts", by="cadres", cadre_id="cadres", unit_id="units"),
    )
    op.create_index("ix_contacts_by", "contacts", ["by"])
    op.create_index("ix_contacts_cadre_id", "contacts", ["cadre_id"])
    op.create_index("ix_contacts_unit_id_purpose_at", "contacts", ["unit_id", "purpose", "at"])
    op.create_index("ix_contacts_at", "contacts", ["at"])


def _goals() -> None:
    op.create_table(
        "goals",
        _id(),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=6), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        _moment("set_at", False),
        sa.Column("done", sa.Integer(), nullable=False),
        *(_moment(name) for name in ("counted_at", "reached_at", "withdrawn_at")),
        sa.CheckConstraint("measure IN ('posts','active')", name=op.f("ck_goals_measure")),
        sa.CheckConstraint("target BETWEEN 1 AND 1000000", name=op.f("ck_goals_target")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_goals_order")),
        *_keys("goals", unit_id="units", set_by="cadres"),
        sa.UniqueConstraint("public_id", name=op.f("uq_goals_public_id")),
    )
    op.create_index("ix_goals_unit_id_ends_on", "goals", ["unit_id", "ends_on"])
    op.create_index("ix_goals_ends_on", "goals", ["ends_on"])


def _transfers() -> None:
    op.create_table(
        "transfers",
        _id(),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("cadre_id", sa.BigInteger(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        _moment("proposed_at", False),
        _moment("expires_at", False),
        sa.Column("remark", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        _moment("agreed_at"),
        _moment("accepted_at"),
        sa.Column("accepted_by", sa.BigInteger(), nullable=True),
        _moment("ended_at"),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_transfers_{name}"))
            for name, rule in RULES.items()
        ),
        *_keys(
            "transfers",
            cadre_id="cadres",
            from_unit_id="units",
            to_unit_id="units",
            proposed_by="cadres",
            accepted_by="cadres",
            ended_by="cadres",
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_transfers_public_id")),
    )
    for column in ("cadre_id", "from_unit_id", "to_unit_id"):
        op.create_index(f"ix_transfers_{column}", "transfers", [column])
    still = sa.text("state = 'open'")
    op.create_index(
        "uq_transfers_open", "transfers", ["cadre_id"], unique=True, postgresql_where=still
    )
    op.create_index("ix_transfers_expires_at", "transfers", ["expires_at"], postgresql_where=still)


RULES = {
    "state": "state IN ('open','done','refused','withdrawn','expired')",
    "ended": "(state = 'open') = (ended_at IS NULL)",
    "elsewhere": "from_unit_id <> to_unit_id",
    "consent": "state <> 'done' OR (agreed_at IS NOT NULL AND accepted_at IS NOT NULL)",
}


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _moment(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _keys(table: str, **pointing: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{other}.id"],
                name=op.f(f"fk_{table}_{column}_{other}"),
                ondelete="RESTRICT",
            )
            for column, other in pointing.items()
        ),
    ]
