"""Rows of campaigns and challenges."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.pictures.kept import Made, Upload, made_checks, upload_checks
from app.units.models import Unit


class Campaign(Base):
    """DPP's (or a unit's) effort, to which challenges belong; targets are what it should reach."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    title: Mapped[str] = mapped_column(String(80), unique=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    target_posts: Mapped[int | None]
    target_people: Mapped[int | None]
    target_districts: Mapped[int | None]


class Challenge(Base):
    """One thing to do in a campaign: post about something in one's own words.

    `state` is what people decided (draft, proposed, published, closed); whether it is upcoming,
    live or over follows from `opens_at` and `closes_at` by the clock. `campaigning` says that it
    holds an appeal to vote, which the election calendar allows in its time only. Of three steps of
    writing the first so many `steps` were gone; what stands in the others is only the usual.

    A local challenge has the unit that issues it, and once it is published the version of DPP's
    rules it keeps to, with their cap on what all local ones bring a cadre in a week. `returned` is
    why a second person sent a draft back.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft','proposed','published','closed','recalled')", name="state"
        ),
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("points BETWEEN 1 AND 100", name="points"),
        CheckConstraint("daily_limit BETWEEN 1 AND 20", name="daily_limit"),
        CheckConstraint("cardinality(providers) > 0", name="providers"),
        CheckConstraint("steps BETWEEN 1 AND 3", name="steps"),
        CheckConstraint("required_tag <> '' OR required_link <> ''", name="requirement"),
        CheckConstraint(
            "state IN ('draft','proposed') OR published_by IS NOT NULL", name="published"
        ),
        CheckConstraint("published_by <> drafted_by", name="second_person"),
        CheckConstraint(
            "CASE WHEN issuer_id IS NULL THEN local_version IS NULL AND weekly_cap IS NULL"
            " ELSE state IN ('draft','proposed')"
            " OR local_version IS NOT NULL AND weekly_cap IS NOT NULL END",
            name="local_rules",
        ),
        Index("ix_challenges_state_closes_at", "state", "closes_at"),
        Index(
            "ix_challenges_issuer_id", "issuer_id", postgresql_where=text("issuer_id IS NOT NULL")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id", ondelete="RESTRICT"), index=True
    )
    title: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(600))
    talking_points: Mapped[str] = mapped_column(String(2000))
    sources: Mapped[list[str]] = mapped_column(
        ARRAY(String(300)), default=list, server_default="{}"
    )
    required_tag: Mapped[str] = mapped_column(String(50), default="")
    required_link: Mapped[str] = mapped_column(String(300), default="")
    disclosure: Mapped[str] = mapped_column(String(80))
    providers: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    points: Mapped[int]
    daily_limit: Mapped[int]
    campaigning: Mapped[bool] = mapped_column(default=False, server_default="false")
    steps: Mapped[int] = mapped_column(SmallInteger, default=3, server_default="3")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    drafted_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    drafted_at: Mapped[datetime]
    proposed_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    published_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    closed_at: Mapped[datetime | None]
    # Said by an operator who ended it in an emergency; empty where officers closed it.
    stop_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"))
    local_version: Mapped[int | None]
    weekly_cap: Mapped[int | None]
    returned: Mapped[str] = mapped_column(String(300), default="", server_default="")

    campaign: Mapped[Campaign] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    issuer: Mapped[Unit | None] = relationship(foreign_keys=[issuer_id])


class KitImage(Upload):
    """A picture of a challenge's kit, for cadres to use with words of their own."""

    __tablename__ = "kit_images"
    __table_args__ = upload_checks()

    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    added_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    added_at: Mapped[datetime]


class KitFile(Made):
    """A file made of a kit's picture."""

    __tablename__ = "kit_files"
    __table_args__ = made_checks()

    image_id: Mapped[int] = mapped_column(
        ForeignKey("kit_images.id", ondelete="RESTRICT"), primary_key=True
    )


class Recall(Base):
    """What was published and taken back: the whole challenge, or one item of its kit, a picture or
    a video (`item` is what it showed). The correction is what everyone who shared it is asked to
    post."""

    __tablename__ = "recalls"
    __table_args__ = (
        CheckConstraint("length(btrim(reason)) > 0", name="reason"),
        CheckConstraint("length(btrim(correction)) > 0", name="correction"),
        CheckConstraint("num_nonnulls(image_id, video_id) <= 1", name="one_item"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    image_id: Mapped[int | None] = mapped_column(
        ForeignKey("kit_images.id", ondelete="RESTRICT"), unique=True
    )
    video_id: Mapped[int | None] = mapped_column(
        ForeignKey("kit_videos.id", ondelete="RESTRICT"), unique=True
    )
    item: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(300))
    correction: Mapped[str] = mapped_column(String(1000))
    source: Mapped[str] = mapped_column(String(300))
    recalled_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    recalled_at: Mapped[datetime]

    @property
    def whole(self) -> bool:
        """Whether all of the challenge was taken back."""
        return self.image_id is None and self.video_id is None


class ElectionPhase(Base):
    """What holds in a unit and below it from `starts_on` to the end of `ends_on`, on the calendar
    of each unit's own zone. Rows are added and withdrawn, never changed nor deleted."""

    __tablename__ = "election_phases"
    __table_args__ = (
        CheckConstraint("phase IN ('none','internal','campaign','quiet')", name="phase"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("length(btrim(source)) > 0", name="source"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    election: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="RESTRICT"), index=True)
    phase: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    source_date: Mapped[date]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()


class KitVideo(Base):
    """A video of a challenge's kit, cleaned of what tells of whoever made it; it never changes."""

    __tablename__ = "kit_videos"
    __table_args__ = (CheckConstraint("length(btrim(alt)) > 0", name="alt"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id", ondelete="RESTRICT"), index=True
    )
    alt: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(16))
    width: Mapped[int]
    height: Mapped[int]
    seconds: Mapped[int]
    bytes: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by: Mapped[int] = mapped_column(ForeignKey("cadres.id", ondelete="RESTRICT"))
    added_at: Mapped[datetime]


class Brief(NamedTuple):
    """Of a challenge, what a post has to answer and what that brings; its row without the rest."""

    campaign_id: int
    title: str
    why: str
    talking_points: str
    required_tag: str
    required_link: str
    disclosure: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    points: int
    campaigning: bool
    issuer_id: int | None
    weekly_cap: int | None
    corrects: bool


class ProviderPolicy(Base):
    """How posts on one platform count from `valid_from` on; rows are only ever added.

    `term` is the platform's rule that was read, with `source` and `source_date`; whoever chose the
    mode acknowledged it. After `valid_until` the mode falls back to the default.
    """

    __tablename__ = "provider_policies"
    __table_args__ = (
        CheckConstraint("mode IN ('score','record','link_only','off')", name="mode"),
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="validity"),
        Index("ix_provider_policies_provider_valid_from", "provider", "valid_from"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(10))
    term: Mapped[str] = mapped_column(String(1000))
    source: Mapped[str] = mapped_column(String(300))
    source_date: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(
        ForeignKey("cadres.id", ondelete="RESTRICT")
    )
    acknowledged_at: Mapped[datetime]
