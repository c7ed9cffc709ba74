"""The cast of the demonstration: who can be signed in as with one tap, and what each is for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Player:
    """One person of the cast: a number nobody has, a unit's code, and a role somewhere."""

    phone: str
    name: str
    unit: str
    part: str
    role: str | None = None
    role_unit: str | None = None


CAST = (
    Player("+6281200000001", "Siti Rahmawati", "31.74.06.1002", "kader Ranting Lebak Bulus"),
    Player("+6281200000002", "Rudi Hartono", "31.74.06.1002", "kader Ranting Lebak Bulus"),
    Player(
        "+6281200000003",
        "Ani Suryani",
        "31.74.06.1002",
        "ketua Ranting Lebak Bulus",
        "leader",
        "31.74.06.1002",
    ),
    Player(
        "+6281200000004",
        "Joko Widagdo",
        "31.74.06.1001",
        "ketua PAC Cilandak",
        "leader",
        "31.74.06",
    ),
    Player(
        "+6281200000005",
        "Ratna Dewanti",
        "31.74.06.1003",
        "ketua DPC Jakarta Selatan",
        "leader",
        "31.74",
    ),
    Player(
        "+6281200000006", "Yos Tambunan", "31.71.01.1001", "ketua DPD DKI Jakarta", "leader", "31"
    ),
    Player("+6281200000007", "Tika Maharani", "dpp", "petugas kampanye DPP", "officer", "dpp"),
    Player("+6281200000008", "Bima Prakoso", "dpp", "petugas kampanye DPP", "officer", "dpp"),
    Player("+6281200000009", "Dewi Lestari", "32.73.02.1001", "pemeriksa", "verifier", "dpp"),
    Player("+6281200000010", "Arif Nugroho", "34.71.01.1001", "auditor", "auditor", "dpp"),
    Player("+6281200000011", "Oka Pratama", "dpp", "operator", "operator", "dpp"),
    Player("+6281200000012", "Gita Kusuma", "32.73.06.1001", "pemeriksa", "verifier", "dpp"),
    Player("+6281200000013", "Fajar Rumbiak", "91.71.01.1001", "pemeriksa", "verifier", "dpp"),
)
DEMO_PHONES = tuple(player.phone for player in CAST)
