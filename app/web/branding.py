"""The party's own colours: from three of them to every token that carries them, and their contrast.

Pure. The sheet `css/tokens.css` holds the colours that are used where a party has none of its own;
what is worked out here replaces some of them, and all pairs that meet on a page are checked at
start, whoever chose them. Contrast is WCAG 2.2's (1.4.3, 1.4.11): 4.5:1 for words, 3:1 for what
only has to be seen.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

NAMED = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")
NIGHT = "prefers-color-scheme: dark"
WORDS, SHAPES = 4.5, 3.0
PAIRS = (
    # what stands on what, by day and by night
    ("white", "deep", WORDS),
    ("white", "royal", WORDS),
    ("white", "press", WORDS),
    ("pale", "deep", WORDS),
    ("pale", "royal", WORDS),
    ("navy", "paper", WORDS),
    ("navy", "mist", WORDS),
    ("navy", "sky", WORDS),
    ("on-navy", "navy", WORDS),
    ("ink", "sky", WORDS),
    ("slate", "sky", WORDS),
    ("white", "blue", SHAPES),
    ("blue", "paper", SHAPES),
    ("gold", "deep", SHAPES),
)


class BrandingError(Exception):
    """Colours that cannot be read; the message says which, by how much, and what to do."""


@dataclass(frozen=True)
class Brand:
    """What a party chose: colours as #rrggbb, each empty where it is ours, deep a darker main."""

    main: str = ""
    deep: str = ""
    gold: str = ""
    logo: bytes = b""  # a picture of its own, beside its name


class Mark(NamedTuple):
    """The colours of the mark that stands for the app on a home screen and in a tab."""

    ground: str
    gold: str
    near: str  # the lower steps
    far: str  # the ring, and whoever stands behind


OUR_MARK = Mark("#1c3fae", "#f0b429", "#dbe5ff", "#8fb0ff")  # as icons/favicon.svg is drawn


@dataclass(frozen=True)
class Palette:
    """Every colour by the name of its token."""

    day: dict[str, str]
    night: dict[str, str]


def sheet_with(tokens: str, brand: Brand) -> str:
    """Rules that replace the sheet's colours by the party's; empty where it has none.

    Raises BrandingError when words could not be read in them.
    """
    ours = _palette(tokens)
    day, night = _day(brand), _night(brand, ours)
    palette = Palette({**ours.day, **day}, {**ours.night, **day, **night})
    if found := list(failures(palette)):
        raise BrandingError(
            "These colours cannot be read by everybody; BRAND_MAIN and BRAND_DEEP carry white "
            "words and have to be dark, BRAND_GOLD has to stand out from BRAND_DEEP:\n"
            + "\n".join(found)
        )
    if not day:
        return ""
    return f"@layer tokens {{ {_rule(day)} @media ({NIGHT}) {{ {_rule(night)} }} }}"


def mark_of(brand: Brand) -> Mark:
    """The mark in a party's colours; what it has not chosen is ours."""
    mark = OUR_MARK
    if brand.main:
        near, far = (mix(brand.main, "#ffffff", share) for share in (0.86, 0.52))
        mark = mark._replace(ground=brand.main, near=near, far=far)
    return mark._replace(gold=brand.gold) if brand.gold else mark


def recoloured(picture: str, mark: Mark) -> str:
    """A drawing of our mark in the colours of another."""
    for ours, theirs in zip(OUR_MARK, mark, strict=True):
        picture = picture.replace(ours, theirs)
    return picture


def head_colour(tokens: str, sheet: str) -> str:
    """The colour at the head of pages, for the bar of the browser above it."""
    return (_palette(tokens).day | _palette(sheet).day)["deep"]


def failures(palette: Palette) -> Iterator[str]:
    """Every pair that is too alike, in words."""
    for when, colours in (("day", palette.day), ("night", palette.night)):
        for front, back, least in PAIRS:
            found = contrast(colours[front], colours[back])
            if found < least:
                yield (
                    f"{front} {colours[front]} on {back} {colours[back]} by {when}: "
                    f"{found:.2f}:1, at least {least}:1 is needed."
                )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """The first colour with `share` (0 to 1) of the other in it."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _day(brand: Brand) -> dict[str, str]:
    found = {}
    if brand.main:
        found = dict.fromkeys(("navy", "blue", "royal", "press"), brand.main)
        found["sky"] = mix(brand.main, "#ffffff", 0.9)
    if deep := brand.deep or (brand.main and mix(brand.main, "#000000", 0.3)):
        found |= {"deep": deep, "pale": mix(deep, "#ffffff", 0.85)}
    if brand.gold:
        found["gold"] = brand.gold
    return found


def _night(brand: Brand, ours: Palette) -> dict[str, str]:
    if not brand.main:
        return {}
    paper = ours.night["paper"]
    return {
        "navy": _until(brand.main, paper, 7.0),
        "blue": _until(brand.main, paper, SHAPES),
        "sky": mix(brand.main, paper, 0.75),
    }


def _until(colour: str, back: str, least: float) -> str:
    """The colour, lightened until it stands out from the dark behind it."""
    steps = (mix(colour, "#ffffff", step / 20) for step in range(21))
    return next(each for each in steps if contrast(each, back) >= least)


def _palette(tokens: str) -> Palette:
    day, _, night = tokens.partition(NIGHT)
    named = dict(NAMED.findall(day))
    return Palette(named, named | dict(NAMED.findall(night)))


def _rule(colours: Mapping[str, str]) -> str:
    inside = " ".join(f"--{name}: {value};" for name, value in colours.items())
    return f":root {{ {inside} }}"


def _rgb(colour: str) -> tuple[int, ...]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, from sRGB."""
    parts = [each / 255 for each in _rgb(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
