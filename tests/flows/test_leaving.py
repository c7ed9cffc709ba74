"""Who leaves is erased everywhere; what her units earned with her stays, down to every entry."""

import re
from datetime import date

import pytest
from psycopg import sql
from sqlalchemy import select

from app import clock
from app.accounts import linking
from app.accounts.models import LinkedAccount
from app.accounts.refusals import TakenByAnother
from app.cadres import consents, entering, invitations, known, passkeys, sessions, slips, totp
from app.cadres.leaving import GONE
from app.cadres.models import Cadre, Invitation, Membership, Role
from app.cadres.sessions import Device
from app.db import db, session, transaction
from app.errors import Refusal
from app.flows import ways_changed
from app.flows.leaving import leave
from app.jobs.due import run_due_jobs
from app.leaderboards.projection import project_once
from app.ledger.models import Entry, Total
from app.providers.base import Identity
from app.submissions.models import Submission
from app.units.models import Unit
from tests import servers
from tests.authenticator import Phone
from tests.cast import PASSWORD, Cast
from tests.shares import Shares, handle_of, soon

HERE = Device("Peramban milik Siti", "10.77.0.1")


def work(shares: Shares) -> None:
    with shares.app.app_context():
        run_due_jobs(shares.app)
        while project_once():
            pass
        db.session.remove()


@pytest.fixture
def busy(shares: Shares, cast: Cast) -> Shares:
    """Siti has linked, sent, earned, agreed, and signed in by every way there is."""
    challenge = shares.challenge(points=10)
    for who in (cast.siti, cast.rudi):
        shares.link(who)
        shares.submit(who, challenge, shares.post(who).url)
    work(shares)
    with shares.at_work():
        consents.give(cast.siti.id, consents.current("ranking"))
        totp.start(cast.siti.id)
    with shares.app.app_context():
        with transaction():
            slip = slips.hand_out("enrol", cast.siti.id)
            options = passkeys.to_enrol(session().get_one(Cadre, cast.siti.id), slip)
        ways_changed.new_passkey(cast.siti.id, slip, Phone().make(options), HERE)
        db.session.remove()
    return shares


def gone(shares: Shares, who: int) -> None:
    with shares.app.app_context():
        leave(who)
        db.session.remove()
    work(shares)


def test_no_row_of_any_table_knows_her_any_more(busy: Shares, cast: Cast, superuser) -> None:
    traces = (cast.siti.name, cast.siti.phone[3:], handle_of(cast.siti), "milik Siti", "10.77.0.1")
    traces += ("1990-05-17",)
    born = Cadre.birth_date
    with busy.at_work():
        others = session().query(Cadre).where(Cadre.id != cast.siti.id)
        others.update({born: date(1980, 1, 1)})
    find = sql.SQL("SELECT count(*) FROM {} row WHERE row::text ~ %(trace)s")

    def known_in(trace: str) -> set[str]:
        full = servers.tables_with_rows(superuser)
        asked = {"trace": re.escape(trace)}
        return {
            name
            for name in full
            if superuser.execute(find.format(sql.Identifier(name)), asked).fetchone()[0]
        }

    assert all(known_in(trace) for trace in traces), "before, she is known"
    gone(busy, cast.siti.id)
    assert {trace: known_in(trace) for trace in traces} == {one: set() for one in traces}


def test_points_of_units_and_every_entry_stay(busy: Shares, cast: Cast) -> None:
    with busy.app.app_context():
        before = session().execute(select(Entry.id, Entry.points, Entry.unit_id)).all()
        totals = session().execute(select(Total.period, Total.cadre_id, Total.points)).all()
        db.session.remove()
    gone(busy, cast.siti.id)
    with busy.app.app_context():
        assert session().execute(select(Entry.id, Entry.points, Entry.unit_id)).all() == before
        after = session().execute(select(Total.period, Total.cadre_id, Total.points)).all()
        assert sorted(after) == sorted(totals)
        assert busy.entries(cast.siti) == [("share", 10)]


def test_boards_show_her_no_more_and_her_ranting_keeps_its_points(
    busy: Shares, cast: Cast, as_
) -> None:
    rudi = as_(cast.rudi)
    assert cast.siti.name in rudi.get("/peringkat/31.74.06.1002").text
    gone(busy, cast.siti.id)
    page = rudi.get("/peringkat/31.74.06.1002")
    assert cast.siti.name not in page.text and GONE not in page.text
    with busy.app.app_context():
        assert known.cadres({cast.siti.id})[cast.siti.id].hidden
        units = session().execute(
            select(Total.points).where(Total.unit_id == cast.siti.unit_id, Total.period == "all")
        )
        assert sum(row.points for row in units) == 10


def test_her_post_is_never_looked_at_again_nor_taken_back(busy: Shares, cast: Cast) -> None:
    gone(busy, cast.siti.id)
    with busy.app.app_context():
        run_due_jobs(busy.app, soon(days=8))
        db.session.remove()
        row = session().scalars(select(Submission).where(Submission.cadre_id == cast.siti.id)).one()
        assert (row.state, row.url, row.words, row.next_try_at) == ("verified", "", None, None)


def test_what_waits_for_an_answer_is_over(shares: Shares, cast: Cast) -> None:
    shares.link(cast.siti)
    one = shares.submit(cast.siti, shares.challenge(), shares.post(cast.siti).url)
    gone(shares, cast.siti.id)
    row = shares.row(one)
    assert (row.state, row.reason) == ("rejected", "unreachable")
    assert shares.entries(cast.siti) == []


def test_the_platform_is_told_and_the_account_serves_nobody_else(
    busy: Shares, cast: Cast, platforms
) -> None:
    gone(busy, cast.siti.id)
    with busy.app.app_context():
        account = (
            session()
            .scalars(select(LinkedAccount).where(LinkedAccount.cadre_id == cast.siti.id))
            .one()
        )
        assert account.status == "unlinked" and account.token is None and account.purged_at
    subject = platforms.person(handle_of(cast.siti)).account_id("x")
    with pytest.raises(TakenByAnother), busy.at_work():
        linking.adopt(cast.mega.id, "x", Identity(subject, handle_of(cast.siti), ""))


def test_a_platform_that_is_down_keeps_nobody(busy: Shares, cast: Cast, platforms) -> None:
    platforms.switch("x", down=True)
    gone(busy, cast.siti.id)
    with busy.app.app_context():
        assert session().get_one(Cadre, cast.siti.id).status == "left"


def test_every_way_in_is_closed_and_her_phone_is_free(busy: Shares, cast: Cast) -> None:
    with busy.app.app_context():
        with transaction():
            token = sessions.begin(cast.siti.id, "", "")
        gone(busy, cast.siti.id)
        assert sessions.actor_for(token) is None
        with pytest.raises(Refusal, match="sign_in"):
            entering.by_password(cast.siti.phone, PASSWORD, HERE)
        assert passkeys.listed(cast.siti.id) == [] and not totp.on(cast.siti.id)
        assert consents.given(cast.siti.id, "ranking") is False
        with transaction():
            session().get_one(Cadre, cast.mega.id).phone = cast.siti.phone


def test_roles_and_membership_end_and_open_invitations_close(shares: Shares, cast: Cast) -> None:
    with shares.at_work():
        unit = session().scalars(select(Unit).where(Unit.id == cast.ani.unit_id)).one()
        invitations.invite(cast.ani.id, unit, "5", "3", "Rapat di rumah Ani")
    gone(shares, cast.ani.id)
    with shares.app.app_context():
        today = clock.party_day(clock.now())
        role = session().scalars(select(Role).where(Role.cadre_id == cast.ani.id)).one()
        assert role.ends_on < today
        stay = session().scalars(select(Membership).where(Membership.cadre_id == cast.ani.id)).one()
        assert stay.ends_on is not None
        made = session().scalars(select(Invitation)).one()
        assert made.revoked_at is not None and made.note == ""


def test_she_is_counted_in_no_team(busy: Shares, cast: Cast, as_) -> None:
    ani = as_(cast.ani)
    assert "dari 3 kader" in ani.get("/tim/31.74.06.1002").text
    gone(busy, cast.siti.id)
    assert "dari 2 kader" in ani.get("/tim/31.74.06.1002").text
