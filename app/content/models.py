"""Rows of sources, items, tracked links and arrivals."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.units.models import Unit


class Source(Base):
    """A feed of the party: its site, or its channel; asked again at `next_at`, conditionally."""

    __tablename__ = "content_sources"
    __table_args__ = (CheckConstraint("kind IN ('site','youtube')", name="kind"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(500), unique=True)
    etag: Mapped[str] = mapped_column(String(300), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    next_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(200), default="")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    added_at: Mapped[datetime]


class Item(Base):
    """One thing the party published; `key` is the feed's own (its guid, else its link)."""

    __tablename__ = "content_items"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        Index("ix_content_items_published_at", "published_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("content_sources.id", ondelete="RESTRICT"))
    key: Mapped[str] = mapped_column(String(500))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(600), default="")
    url: Mapped[str] = mapped_column(String(2000))
    published_at: Mapped[datetime]
    found_at: Mapped[datetime]

    source: Mapped[Source] = relationship()


class TrackedLink(Base):
    """One cadre's own short link to one thing: an item, or the page a challenge asks to share."""

    __tablename__ = "tracked_links"
    __table_args__ = (
        CheckConstraint("(item_id IS NULL) <> (challenge_id IS NULL)", name="one_thing"),
        Index(
            "uq_tracked_links_item",
            "cadre_id",
            "item_id",
            unique=True,
            postgresql_where=text("item_id IS NOT NULL"),
        ),
        Index(
            "uq_tracked_links_challenge",
            "cadre_id",
            "challenge_id",
            unique=True,
            postgresql_where=text("challenge_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("content_items.id", ondelete="RESTRICT"), index=True
    )
    challenge_id: Mapped[int | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    made_at: Mapped[datetime]

    item: Mapped[Item | None] = relationship()


class Note(Base):
    """A line of an officer for a unit and all below it, shown from `starts_at` until `ends_at`.

    It is said in the name of the unit that the officer serves (`from_unit_id`). Taken away early,
    it ends then.
    """

    __tablename__ = "notes"
    __table_args__ = (
        CheckConstraint("length(btrim(words)) > 0", name="words"),
        Index("ix_notes_ends_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    words: Mapped[str] = mapped_column(String(160))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])


class Arrival(Base):
    """One visitor of one day through a tracked link; who it was is a hash that nobody can undo.

    `kind` says what came: a human, who counts; or a link preview, another bot, the cadre herself,
    or one of a burst from a single network, who do not.
    """

    __tablename__ = "arrivals"
    __table_args__ = (
        UniqueConstraint("link_id", "day", "visitor"),
        CheckConstraint("kind IN ('human','preview','bot','own','burst')", name="kind"),
        Index("ix_arrivals_link_id_day_network", "link_id", "day", "network"),
        Index("ix_arrivals_day", "day"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("tracked_links.id", ondelete="RESTRICT"))
    day: Mapped[date]
    visitor: Mapped[str] = mapped_column(String(32))
    network: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    hits: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]


class DaySalt(Base):
    """The salt of one day's hashes; deleted when the day is over, and they mean nothing then."""

    __tablename__ = "day_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
