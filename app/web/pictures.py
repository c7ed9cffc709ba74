"""Pictures that are drawn on the spot."""

import io

import segno
from markupsafe import Markup


def qr(words: str, title: str) -> Markup:
    """Words as an inline QR code: shapes only, no style, as large as its box."""
    picture = io.BytesIO()
    segno.make(words, error="m", micro=False).save(
        picture,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=4,
        light="#fff",
        svgclass="qr",
        lineclass=None,
        title=title,
    )
    return Markup(picture.getvalue().decode())  # noqa: S704 - drawn by us; the words are shapes
