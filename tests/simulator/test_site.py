"""The site by hand: choosing a person, writing, changing, deleting, copying a link."""

import pytest

from simulator.running import Simulator
from tests.simulator.client import Visitor, x_ask

PAGES = ["/", "/masuk", "/masuk?cari=ani", "/orang/siti_lebakbulus", "/kendali", x_ask()]


def test_writing_leads_to_a_page_with_the_link_to_copy(sim: Simulator, visitor: Visitor) -> None:
    sent = visitor.post("/tulis", platform="threads", text="Halo ‹dunia› <b>'tebal'</b> 🎉")
    page = visitor.get(sent.headers["Location"]).text
    post = sim.stage.posts.listing("threads")[0]
    assert post.text == "Halo ‹dunia› <b>'tebal'</b> 🎉"
    assert "Halo ‹dunia› &lt;b&gt;&#39;tebal&#39;&lt;/b&gt; 🎉" in page
    assert f'readonly value="{post.url}"' in page
    assert post.url == f"https://www.threads.com/@siti_lebakbulus/post/{post.code}"


def test_editing_hiding_and_deleting_ones_own_post(sim: Simulator, visitor: Visitor) -> None:
    post = sim.write("x", "siti_lebakbulus", "Satu")
    moved = visitor.post(f"/kiriman/x/{post.id}/ubah", text="Dua").headers["Location"]
    assert "Dua" in visitor.get(moved).text
    assert "Ini versi lama" in visitor.get(post.page).text
    rudi = Visitor(sim).sign_in("rudi_lebakbulus")
    visitor.post(f"/kiriman/x/{post.id}/sembunyikan")
    assert rudi.get(moved).status_code == 403
    assert "disembunyikan" in visitor.get(moved).text
    visitor.post(f"/kiriman/x/{post.id}/hapus")
    assert visitor.get(moved).status_code == 404
    rudi.http.close()


def test_nobody_changes_another_persons_post(sim: Simulator, visitor: Visitor) -> None:
    post = sim.write("x", "rudi_lebakbulus", "Milik Rudi")
    for act in ("ubah", "hapus", "sembunyikan"):
        assert visitor.post(f"/kiriman/x/{post.id}/{act}", text="Siti").status_code == 404
    assert sim.stage.posts.needed("x", post.id).text == "Milik Rudi"


def test_a_form_of_another_site_changes_nothing(sim: Simulator, visitor: Visitor) -> None:
    answer = visitor.http.post(
        sim.url + "/tulis", data={"platform": "x", "text": "Halo", "csrf": "tebakan"}, timeout=10
    )
    assert answer.status_code == 400
    assert sim.stage.posts.listing() == []


def test_a_text_too_long_stays_in_the_form(sim: Simulator, visitor: Visitor) -> None:
    answer = visitor.post("/tulis", platform="x", text="a" * 281)
    assert answer.status_code == 422
    assert "Paling panjang 280 huruf; ini 281." in answer.text
    assert "a" * 281 in answer.text


def test_a_line_end_counts_once(sim: Simulator, visitor: Visitor) -> None:
    visitor.post("/tulis", platform="x", text="a\r\n" * 139 + "ab")
    assert sim.stage.posts.listing("x")[0].text == "a\n" * 139 + "ab"


def test_a_new_person_is_made_and_a_taken_handle_refused(sim: Simulator) -> None:
    someone = Visitor(sim)
    assert someone.post("/daftar", handle="O'Neil", name="O'Neil").status_code == 422
    assert someone.post("/daftar", handle="SITI_LEBAKBULUS", name="Palsu").status_code == 422
    sent = someone.post("/daftar", handle="oneil", name="Ibu O'Neil", lanjut="//jahat.test")
    assert sent.headers["Location"] == "/"
    assert "Ibu O&#39;Neil" in someone.get("/orang/oneil").text
    someone.http.close()


def test_a_locked_account_is_closed_to_others(sim: Simulator, visitor: Visitor) -> None:
    post = sim.write("threads", "siti_lebakbulus", "Rahasia")
    visitor.post("/setelan/kunci", platform="threads")
    rudi = Visitor(sim).sign_in("rudi_lebakbulus")
    assert rudi.get(post.page).status_code == 403
    assert "Rahasia" not in rudi.get("/orang/siti_lebakbulus").text
    assert "Rahasia" not in rudi.get("/").text
    assert visitor.get(post.page).status_code == 200
    rudi.http.close()


def test_the_control_page_sets_and_clears_switches(sim: Simulator, visitor: Visitor) -> None:
    visitor.post("/kendali/formulir/sakelar", platform="x", down="503", slow_s="", twin404="on")
    assert sim.stage.board.get("x").down == "503"
    assert sim.stage.board.get("x").own["twin404"]
    visitor.post("/kendali/formulir/sehat")
    assert sim.stage.board.get("x").down == ""


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_a_stand_in(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    assert page.status_code == 200
    assert "Situs tiruan untuk demo dan uji; bukan platform aslinya." in page.text
    assert '<html lang="id">' in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert " style=" not in page.text
    assert "<script>" not in page.text
