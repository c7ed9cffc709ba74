"""How units are called: the bare name on boards, with the level where it stands alone. Pure."""

from typing import Protocol

from app.words import said

LEVEL_WORDS = {
    "DPP": "DPP",
    "DPD": "DPD",
    "DPLN": "DPLN",
    "DPC": "DPC",
    "PAC": "PAC",
    "RANTING": said("Ranting"),
    "ANAK_RANTING": said("Anak Ranting"),
}
# "Kota" and "Kabupaten" stay, since Bandung has one of each; what Jakarta's government calls its
# parts adds nothing.
NEEDLESS = ("Kota Administrasi ", "Kabupaten Administrasi ")


class Named(Protocol):
    """Anything that knows its level and name, such as a unit."""

    @property
    def level(self) -> str: ...
    @property
    def name(self) -> str: ...


def short(name: str) -> str:
    """`Kota Administrasi Jakarta Selatan` → `Jakarta Selatan`; any other name as it is."""
    for words in NEEDLESS:
        if name.startswith(words):
            return name.removeprefix(words)
    return name


def title(unit: Named) -> str:
    """The unit with its level: `Ranting Lebak Bulus`, `DPC Jakarta Selatan`, `DPP`."""
    if unit.level == "DPP":
        return "DPP"
    return f"{LEVEL_WORDS[unit.level]} {short(unit.name)}"
