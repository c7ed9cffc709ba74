"""In an emergency an operator ends any challenge at once, and can do nothing else to it."""

from app.auditing.models import AuditEvent
from app.db import session
from tests.cast import Cast
from tests.shares import Shares


def test_an_operator_stops_a_challenge_at_once_and_officers_hear_why(
    shares: Shares, as_, cast: Cast
) -> None:
    challenge = shares.challenge(title="Pasar murah")
    shares.link(cast.siti)
    oka, at = as_(cast.oka), f"/operator/tantangan/{challenge}"
    assert "Pasar murah" in oka.get("/operator/tantangan").text
    assert "Wajib diisi" in oka.post(at, {"alasan": " "}, 422).text
    as_(cast.siti).get(f"/tantangan/{challenge}")
    oka.post(at, {"alasan": "Tautannya dibajak"})
    assert "Pasar murah" not in oka.get("/operator/tantangan").soup.find("main").get_text()
    for officer in (cast.tika, cast.bima):
        assert "Tantangan dihentikan operator" in as_(officer).get("/kabar-saya").text
    assert "Tautannya dibajak" in as_(cast.tika).get(f"/kelola/{challenge}").text
    sent = {"tautan": shares.post(cast.siti, "Selokan bersih").url}
    refused = as_(cast.siti).post(f"/tantangan/{challenge}/kiriman", sent, 422)
    assert "Ditutup" in refused.text
    assert "sudah terbit" in oka.post(at, {"alasan": "Sekali lagi"}, 422).text
    with oka.app.app_context():
        act, details = session().query(AuditEvent.act, AuditEvent.details).one()
        assert (act, details["reason"]) == ("challenge_stopped", "Tautannya dibajak")


def test_nobody_else_stops_one_that_way(shares: Shares, as_, cast: Cast) -> None:
    at = f"/operator/tantangan/{shares.challenge()}"
    for who in (cast.tika, cast.arif, cast.dewi, cast.yos):
        as_(who).post(at, {"alasan": "Uji"}, 404)
