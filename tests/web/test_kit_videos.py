"""A video of a kit: uploaded by an officer, watched in parts by those it is for, taken away."""

from collections.abc import Callable
from io import BytesIO

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.campaigns.test_videos import PLACE, RAW
from tests.cast import Cast
from tests.conftest import Browser
from tests.flows.test_recalled import WRONG
from tests.web.test_manage import publish, written


def sent(officer: Browser, place: str, raw: bytes, words: str) -> TestResponse:
    file = FileStorage(BytesIO(raw), "film.mp4", content_type="video/mp4")
    form = {"csrf_token": officer.get("/saya").token(), "isi-video": words, "video": file}
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return officer.client.post(f"{place}/video", data=body, content_type=kind)


def test_a_video_is_watched_in_parts_within_reach_and_its_size_is_told(
    as_: Callable, cast: Cast
) -> None:
    tika, bima = as_(cast.tika), as_(cast.bima)
    place = written(tika)
    assert sent(tika, place, b"bukan video", "Warga menggali sumur").status_code == 422
    assert sent(tika, place, RAW, "").status_code == 422
    assert sent(tika, place, RAW, "Warga menggali sumur").status_code == 303
    tika.post(f"{place}/ajukan")
    publish(bima, place)
    siti, yohana = as_(cast.siti), as_(cast.yohana)
    page = siti.get(f"/tantangan/{place.rpartition('/')[2]}")
    video = page.soup.find("video")
    assert video["preload"] == "none"
    assert f"Unduh {-(-len(RAW) // 1024)} KB" in page.text
    path = str(video.source["src"])
    whole = siti.client.get(path)
    assert (whole.status_code, whole.mimetype, len(whole.data)) == (200, "video/mp4", len(RAW))
    assert PLACE not in whole.data
    part = siti.client.get(path, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, whole.data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(RAW)}"
    assert siti.client.get(path, headers={"Range": "bytes=-50"}).data == whole.data[-50:]
    assert siti.client.get(path, headers={"Range": "bytes=99999999-"}).status_code == 416
    yohana.get(path, status=404)
    tika.post(f"{place}/tutup")


def test_an_officer_takes_a_video_out(as_: Callable, cast: Cast) -> None:
    tika = as_(cast.tika)
    place = written(tika)
    sent(tika, place, RAW, "Warga menggali sumur")
    form = tika.get(place).soup.select_one("form[action*='/video/']")
    tika.post(str(form["action"]))
    assert not tika.get(place).soup.find("video")


def test_a_video_that_was_wrong_is_taken_back_alone_and_its_film_is_served_no_more(
    as_: Callable, cast: Cast
) -> None:
    tika, bima, siti = as_(cast.tika), as_(cast.bima), as_(cast.siti)
    place = written(tika)
    for words in ("Warga menggali sumur", "Warga menanam pohon"):
        sent(tika, place, RAW, words)
    tika.post(f"{place}/ajukan")
    publish(bima, place)
    page = siti.get(challenge := f"/tantangan/{place.rpartition('/')[2]}")
    wrong, right = (str(one["src"]) for one in page.soup.select("video source"))
    item = {"bagian": wrong.split("/")[2]}
    assert "Video: Warga menggali sumur" in bima.get(place).text
    bima.post(f"{place}/tarik", WRONG | item)
    assert siti.client.get(right).status_code == 200
    siti.get(wrong, status=404)
    assert bima.client.get(wrong).status_code == 200  # who answers for it sees what it was
    page = siti.get(challenge)
    assert [str(one["src"]) for one in page.soup.select("video source")] == [right]
    assert "Ditarik: Warga menggali sumur" in page.text
    assert WRONG["ralat"] in page.text
    assert "Ditarik: Warga menggali sumur" in siti.get("/daftar-tantangan").text
    assert "Video: Warga menggali sumur" not in bima.get(place).text
    refused = bima.post(f"{place}/tarik", WRONG | item, status=422)
    assert "Bahan itu sudah ditarik." in refused.text
    other = written(tika)
    sent(tika, other, RAW, "Warga menggali sumur")
    foreign = tika.get(other).soup.select_one("video source")["src"].split("/")[2]
    bima.post(f"{place}/tarik", WRONG | {"bagian": foreign}, status=404)
    tika.post(f"{place}/tutup")
