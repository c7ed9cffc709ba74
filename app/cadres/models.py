"""Rows of people, their memberships, roles, invitations, consents and sessions."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.units.models import Unit

NAME_MAX = 80
DAYS_OF_ROLE = "daterange(starts_on, ends_on, '[]')"


class Cadre(Base):
    """A real person who signs in. Names are kept as typed; only control characters are refused."""

    __tablename__ = "cadres"
    __table_args__ = (
        CheckConstraint("status IN ('active','disabled','left')", name="status"),
        CheckConstraint("display IN ('full','initials','unit','hidden')", name="display"),
        CheckConstraint("length(btrim(name)) > 0", name="name"),
        CheckConstraint("language IN ('id','en')", name="language"),
        Index(
            "ix_cadres_renamed_by",
            "renamed_by",
            postgresql_where=text("renamed_by IS NOT NULL"),
        ),
        Index(
            "ix_cadres_name_shown",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
            postgresql_where=text("display = 'full' AND status = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    phone: Mapped[str | None] = mapped_column(String(16), unique=True)
    birth_date: Mapped[date | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    display: Mapped[str] = mapped_column(String(10), default="full")
    status: Mapped[str] = mapped_column(String(10), default="active")
    activated_at: Mapped[datetime]
    attested_at: Mapped[datetime]
    # She has only what is hers by right until then; the sanction tells why.
    suspended_until: Mapped[datetime | None] = mapped_column(default=None)
    # The transaction that last changed how she is shown; written by a trigger, see `known.py`.
    renamed_by: Mapped[int | None] = mapped_column(BigInteger, default=None)

    language: Mapped[str | None] = mapped_column(String(2), default=None)  # None: never chosen

    unit: Mapped[Unit] = relationship()


class Membership(Base):
    """Where a cadre belonged, from day to day; the open row is the present one."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_open",
            "cadre_id",
            unique=True,
            postgresql_where=text("ends_on IS NULL"),
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Role(Base):
    """What a cadre may do beyond being one, where, and from when to when (both days included).

    `acting` is a leader in somebody's stead, always with a last day.
    """

    __tablename__ = "roles"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('leader','officer','verifier','auditor','operator')", name="kind"
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        CheckConstraint("NOT acting OR (kind = 'leader' AND ends_on IS NOT NULL)", name="acting"),
        ExcludeConstraint(
            ("cadre_id", "="),
            (text("(kind = 'auditor')::int"), "<>"),
            (text(DAYS_OF_ROLE), "&&"),
            name="ex_roles_auditor_alone",
        ),
        ExcludeConstraint(
            ("cadre_id", "="),
            ("kind", "<>"),
            (text(DAYS_OF_ROLE), "&&"),
            where=text("kind IN ('verifier','leader')"),
            name="ex_roles_no_judge_leads",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    acting: Mapped[bool] = mapped_column(default=False, server_default=false())

    unit: Mapped[Unit] = relationship()


class Appointment(Base):
    """A proposal that a cadre holds a role of the whole party for some days (both included).

    Made as an officer of DPP or as an operator, and confirmed by somebody who is the other.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("kind IN ('officer','verifier','auditor','operator')", name="kind"),
        CheckConstraint("ends_on BETWEEN starts_on AND starts_on + 366", name="days"),
        CheckConstraint("proposed_as IN ('officer','operator')", name="proposed_as"),
        CheckConstraint("decided_by <> proposed_by", name="second_person"),
        CheckConstraint(
            "cadre_id <> proposed_by AND (decided_by IS NULL OR cadre_id <> decided_by)",
            name="not_oneself",
        ),
        CheckConstraint(
            "state IN ('proposed','withdrawn') AND decided_by IS NULL"
            " OR state IN ('confirmed','declined') AND decided_by IS NOT NULL",
            name="state",
        ),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        Index(
            "uq_appointments_open",
            "cadre_id",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    proposed_as: Mapped[str] = mapped_column(String(10))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]

    cadre: Mapped[Cadre] = relationship(foreign_keys=[cadre_id])
    proposer: Mapped[Cadre] = relationship(foreign_keys=[proposed_by])
    decider: Mapped[Cadre | None] = relationship(foreign_keys=[decided_by])
    unit: Mapped[Unit] = relationship()


class Transfer(Base):
    """A leader's proposal that a cadre moves to another unit: she agrees, the other side accepts.

    `open` until both have, somebody refused, the proposer took it back, or `expires_at` passed.
    """

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint("state IN ('open','done','refused','withdrawn','expired')", name="state"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("from_unit_id <> to_unit_id", name="elsewhere"),
        CheckConstraint(
            "state <> 'done' OR (agreed_at IS NOT NULL AND accepted_at IS NOT NULL)", name="consent"
        ),
        Index(
            "uq_transfers_open", "cadre_id", unique=True, postgresql_where=text("state = 'open'")
        ),
        Index("ix_transfers_expires_at", "expires_at", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    from_unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="RESTRICT"), index=True
    )
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    agreed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column(String(120), default="")

    cadre: Mapped[Cadre] = relationship(foreign_keys=[cadre_id])
    from_unit: Mapped[Unit] = relationship(foreign_keys=[from_unit_id])
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])


class Invitation(Base):
    """A leader's counted invitation into his unit. The link's secret part is never stored."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("uses BETWEEN 0 AND uses_allowed", name="uses"),
        CheckConstraint("uses_allowed BETWEEN 1 AND 500", name="uses_allowed"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    created_by: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), index=True
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    uses_allowed: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(80), default="")

    unit: Mapped[Unit] = relationship()


class InvitationUse(Base):
    """Who came in through which invitation."""

    __tablename__ = "invitation_uses"

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitations.id", ondelete="RESTRICT"), primary_key=True
    )
    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    at: Mapped[datetime]


class Consent(Base):
    """Proof that a cadre agreed to one text: its version, the hash of its words, and when."""

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Session(Base):
    """One signed-in device. The cookie holds the token, the row only its hash.

    `strong` says that she showed two proofs of who she is, or a passkey, which is both at once.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    strong: Mapped[bool] = mapped_column(default=False, server_default=false())


class Slip(Base):
    """What a browser was handed and may give back once, within minutes; only its hash is kept."""

    __tablename__ = "slips"
    __table_args__ = (CheckConstraint("purpose IN ('enter','enrol','second')", name="purpose"),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    cadre_id: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Passkey(Base):
    """The public half of a key that a cadre's own device keeps and opens by finger, face or PIN."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class TotpSecret(Base):
    """What a cadre's authenticator app reckons its codes from; in force once confirmed.

    `last_step` is the half minute of the newest code that was taken: no code works twice.
    """

    __tablename__ = "totp_secrets"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """One way in for when the phone with the app is lost; good once, only its hash is kept."""

    __tablename__ = "recovery_codes"

    cadre_id: Mapped[int] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT"), primary_key=True
    )
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something was tried under one key since the window began."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_start: Mapped[datetime]
    count: Mapped[int]
