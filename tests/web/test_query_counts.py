"""How many statements a page costs: a handful, and no more of them with more on the page."""

import secrets
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select

from app import clock
from app.activities.models import Activity, ActivityImage
from app.cadres import invitations, known
from app.cadres.models import Cadre
from app.campaigns.models import Challenge
from app.db import session
from app.leaderboards.rebuild import rebuild
from app.ledger import entries
from app.submissions.models import Submission
from app.units.models import Unit
from tests.conftest import Browser
from tests.content.party import Party
from tests.counting import counted, trips
from tests.shares import Shares

FEW, MORE = 3, 12
MOST = 10

PAGES = (
    ("siti", "/beranda"),
    ("siti", "/tantangan"),
    ("siti", "/kiriman"),
    ("siti", "/peringkat/31.74.06.1002"),
    ("siti", "/poin"),
    ("ratna", "/tim/31.74"),
    ("ratna", "/tim/31.74/apel"),
    ("ratna", "/tim/31.74/pindah"),
    ("ratna", "/tim/31.74/pindah/usulan"),
    ("ratna", "/tim/31.74/ketua"),
    ("ratna", "/tim/31.74/target"),
    ("ratna", "/tim/31.74/riwayat"),
    ("tika", "/kelola"),
    ("dewi", "/pemeriksaan"),
    ("ratna", "/undangan"),
    ("siti", "/kirim"),
    ("siti", "/akun"),
    ("dewi", "/beranda"),
    ("oka", "/operator/kesehatan"),
    ("oka", "/operator/platform"),
    ("oka", "/operator/platform/x"),
    ("siti", "/konten"),
    ("siti", "/konten/tautan"),
    ("oka", "/kelola/umpan"),
    ("tika", "/kelola/pesan"),
    ("tika", "/ruang-kendali/dpp"),
    ("ratna", "/ruang-kendali/31.74?adegan=tantangan"),
    ("arif", "/jejak"),
    ("tika", "/peran?orang=mega"),
    ("ratna", "/penonaktifan?orang=siti"),
    ("ratna", "/kejujuran/31.74"),
    ("siti", "/kegiatan"),
    ("siti", "/kegiatan/saya"),
    ("joko", "/kegiatan/periksa"),
    ("tika", "/kegiatan/usulan"),
)


def told(
    cadre_id: int, unit_id: int, now: datetime, state: str, leader_id: int, calendar: str = "none"
) -> None:
    """An activity with a photo."""
    activity = Activity(
        public_id=secrets.token_hex(6),
        cadre_id=cadre_id,
        unit_id=unit_id,
        title="Kerja bakti",
        words="Dua puluh warga datang.",
        began_at=now,
        day=clock.party_day(now),
        zone="Asia/Jakarta",
        declared=1,
        reported_at=now,
        state=state,
        calendar=calendar,
        decided_by=None if state == "waiting" else leader_id,
    )
    session().add(activity)
    session().flush()
    image = ActivityImage(public_id=secrets.token_hex(6), activity_id=activity.id, alt="Uji")
    image.state = "refused"
    session().add(image)


def grow(shares: Shares, account: int, number: int) -> None:
    """So many more challenges, hand-ins (half wait for a person), entries, cadres, invitations,
    feeds with an item and somebody who came to it."""
    siti = shares.cast.siti
    party = Party(shares.app, shares.cast)
    for at in range(number):
        public_id = shares.challenge(unit=("dpp", "31", "31.74", "31.74.06")[at % 4])
        now = clock.now() - timedelta(minutes=at)
        with shares.at_work():
            asked = select(Challenge.id).where(Challenge.public_id == public_id)
            rival = Cadre(
                public_id=secrets.token_hex(6),
                name=f"Kader {public_id}",
                unit_id=siti.unit_id,
                display="full",
                status="active",
                activated_at=now,
                attested_at=now,
            )
            handed_in = Submission(
                public_id=secrets.token_hex(6),
                cadre_id=siti.id,
                unit_id=siti.unit_id,
                challenge_id=session().scalars(asked).one(),
                account_id=account,
                provider="x",
                post_id=secrets.token_hex(6),
                url="https://x.com/siti/status/1",
                state="set_aside" if at % 2 else "pending",
                submitted_at=now,
                day=clock.party_day(now),
            )
            session().add_all((handed_in, rival))
            session().flush()
            entries.award(
                siti.id, siti.unit_id, 1, f"submission:{handed_in.id}", "A", "Tantangan: Uji", now
            )
            source = f"submission:{handed_in.id + 1_000_000}"
            entries.award(rival.id, siti.unit_id, 2, source, "A", "Tantangan: Uji", now)
            south = session().scalars(select(Unit).where(Unit.code.startswith("31.74"))).all()
            unit = south[at % len(south)]
            told(rival.id, siti.unit_id, now, "waiting" if at % 2 else "shown", shares.cast.ani.id)
            told(siti.id, siti.unit_id, now, "shown", shares.cast.ani.id, "proposed")
            invitations.invite(shares.cast.ratna.id, unit, "5", "5", "")
        party.tap(party.link(siti, party.item()))


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_costs_a_handful_of_statements_however_much_is_on_it(
    shares: Shares, as_, who: str, path: str
) -> None:
    reader = as_(getattr(shares.cast, who))
    account = shares.link(shares.cast.siti)
    costs: list[int] = []
    for number in (FEW, MORE - FEW):
        grow(shares, account, number)
        reader.get(path)  # what is read once a process or once a minute is not the page's
        with counted() as sent:
            reader.get(path)
        costs.append(len(sent))
    assert costs[1] <= costs[0] <= MOST, "\n".join(sent)


BOARDS = (
    "/peringkat/31.74.06.1002",
    "/peringkat/31.74.06.1002?periode=minggu",
    "/peringkat/31.74.06.1002/papan",
    "/peringkat/dpp",
    "/peringkat/31.74?jenis=unit",
    "/peringkat/31.74?jenis=unit&urut=jumlah",
)


@pytest.mark.parametrize("path", BOARDS)
def test_a_board_asks_twice_and_once_more_for_names_it_does_not_know(
    shares: Shares, as_, path: str
) -> None:
    reader = as_(shares.cast.siti)
    with shares.at_work():
        for who, points in ((shares.cast.siti, 5), (shares.cast.rudi, 20), (shares.cast.mega, 30)):
            entries.award(who.id, who.unit_id, points, f"uji:{who.id}", "A", "Uji", clock.now())
    shares.challenge()
    with shares.app.app_context():
        rebuild()
    reader.get(path)  # units above each other and what periods there are: known for a minute
    costs = []
    for names in (known.forget, lambda: None):
        names()
        with counted() as sent:
            board = reader.get(path)
        costs.append(len(sent))
    assert "Posisi saya" in board.html
    assert costs[0] <= 3 and costs[1] <= 2, "\n".join(sent)


@pytest.fixture
def reader(shares: Shares, as_) -> Browser:
    """Siti, who is on boards that the store holds, and what is known for a minute known."""
    with shares.at_work():
        for who, points in ((shares.cast.siti, 5), (shares.cast.rudi, 20)):
            entries.award(who.id, who.unit_id, points, f"uji:{who.id}", "A", "Uji", clock.now())
    with shares.app.app_context():
        rebuild()
    return as_(shares.cast.siti)


def test_the_first_screen_asks_the_database_twice_and_the_store_once(reader: Browser) -> None:
    reader.get("/beranda")
    with counted() as sent, trips() as made:
        reader.get("/beranda")
    assert (len(sent), len(made)) == (2, 1), "\n".join((*sent, *made))


@pytest.mark.parametrize("path", ["/beranda", "/peringkat/31.74.06.1002"])
def test_a_poll_that_finds_nothing_new_asks_each_once_and_renders_nothing(
    reader: Browser, path: str
) -> None:
    part = reader.get(path).soup.find(id="my-rank" if path == "/beranda" else "board")
    assert part is not None
    with counted() as sent, trips() as made, patch("flask.templating._render") as rendered:
        reader.get(str(part["hx-get"]), 204)
    assert (len(sent), len(made), rendered.called) == (1, 1, False), "\n".join((*sent, *made))
