"""The watch over the whole suite sees an act that leaves no trace."""

import pytest

from app.auditing import recording
from tests.cast import Cast


def test_an_act_that_records_nothing_fails(
    as_, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ani = as_(cast.ani)
    form = {"unit": "31.74.06.1002", "jumlah": "5", "hari": "7"}
    ani.post("/undangan", form)
    monkeypatch.setattr("app.web.invitations.record", lambda *_, **__: None)
    with pytest.raises(AssertionError, match=r"invitations\.create changed .* recorded nothing"):
        ani.post("/undangan", form)
    monkeypatch.setattr("app.web.invitations.record", recording.record)
    ani.post("/undangan", form)
