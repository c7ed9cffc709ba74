"""Uploads and the files made of them as rows, for every table of pictures alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, CheckConstraint, Identity, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column, undefer

from app.db import Base, session, transaction
from app.errors import Refusal
from app.pictures import making

ALT_MAX = 200


class Upload(Base):
    """The columns of a picture's row, beside whose it is.

    `raw` is what was uploaded, until a worker has made files of it (`ready`) or said why not
    (`refused`, with the `reason`); it is never served.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    alt: Mapped[str] = mapped_column(String(ALT_MAX))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(String(200), default="")
    raw: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Made(Base):
    """The columns of a file made of a picture, beside which `image_id` that is.

    It never changes, so that whoever has it need not ask again.
    """

    __abstract__ = True

    image_id: Mapped[int]
    size: Mapped[str] = mapped_column(String(8), primary_key=True)
    format: Mapped[str] = mapped_column(String(4), primary_key=True)
    digest: Mapped[str] = mapped_column(String(16))
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


@dataclass(frozen=True)
class Copy:
    """One file of a picture: its address without the root, its sides in pixels, its bytes."""

    path: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class Picture:
    """A picture as pages show it: copies by size and format once it is ready."""

    public_id: str
    alt: str
    state: str
    reason: str
    copies: dict[tuple[str, str], Copy]

    def copy(self, size: str, format: str) -> Copy:
        """The copy of this size and format."""
        return self.copies[size, format]


def upload_checks() -> tuple[CheckConstraint, ...]:
    """What the database holds of every upload."""
    return (
        CheckConstraint("state IN ('waiting','ready','refused')", name="state"),
        CheckConstraint("(state = 'waiting') = (raw IS NOT NULL)", name="raw"),
        CheckConstraint("length(btrim(alt)) > 0", name="alt"),
    )


def made_checks() -> tuple[CheckConstraint, ...]:
    """What the database holds of every file."""
    return (
        CheckConstraint("size IN ('preview','full')", name="size"),
        CheckConstraint("format IN ('webp','avif','jpeg')", name="format"),
    )


def prepare(uploads: type[Upload], files: type[Made], image_id: int) -> str | None:
    """Make the files of a picture that waits; what cannot be one is refused with words.

    Returns the state it came to, None where nothing waited. Opens its own transactions, since
    decoding takes seconds.
    """
    with transaction():
        image = _waiting(uploads, image_id)
        raw = image.raw if image else None
    if raw is None:
        return None
    try:
        found, reason = making.prepared(raw), ""
    except Refusal as refusal:
        found, reason = [], refusal.words
    with transaction():
        image = _waiting(uploads, image_id)
        if image is None:
            return None
        image.raw, image.reason = None, reason
        image.state = "ready" if found else "refused"
        session().add_all(_row(files, image_id, one) for one in found)
        return image.state


def pictures(images: Iterable[Upload], files: Iterable[Made]) -> Sequence[Picture]:
    """Rows as pages show them, in their order."""
    rows = list(images)
    names = {image.id: image.public_id for image in rows}
    copies: dict[int, dict[tuple[str, str], Copy]] = {image.id: {} for image in rows}
    for one in files:
        path = f"{names[one.image_id]}/{one.digest}.{one.format}"
        copy = Copy(path, one.width, one.height, one.bytes)
        copies[one.image_id][one.size, one.format] = copy
    return [
        Picture(image.public_id, image.alt, image.state, image.reason, copies[image.id])
        for image in rows
    ]


def _waiting(uploads: type[Upload], image_id: int) -> Upload | None:
    asked = select(uploads).where(uploads.id == image_id, uploads.state == "waiting")
    return session().scalar(asked.options(undefer(uploads.raw)).with_for_update())


def _row(files: type[Made], image_id: int, one: making.File) -> Made:
    return files(
        image_id=image_id,
        size=one.size,
        format=one.format,
        digest=one.digest,
        width=one.width,
        height=one.height,
        bytes=len(one.body),
        body=one.body,
    )
