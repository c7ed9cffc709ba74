"""Who leads a unit reads how many cases it had; from DPC up, what was proven of whom."""

from tests.cast import Cast
from tests.moderation.stage import Court


def test_a_ranting_reads_counts_a_dpc_results_and_nobody_what_is_only_suspected(
    as_, cast: Cast, court: Court
) -> None:
    court.case(court.verified())
    ratna = as_(cast.ratna)
    assert cast.siti.name not in ratna.get("/kejujuran/31.74").soup.find("main").get_text()
    court.convict(court.verified(), kind="no_points", days=3)
    told = ratna.get("/kejujuran/31.74").soup.find("main").get_text(" ", strip=True)
    assert cast.siti.name in told
    assert "Tanpa poin" in told
    counts = as_(cast.ani).get("/kejujuran/31.74.06.1002").soup.find("main").get_text(" ")
    assert cast.siti.name not in counts
    assert "<5" in counts
    assert cast.siti.name in as_(cast.arif).get("/kejujuran/dpp").text
    assert as_(cast.ani).get("/kejujuran").soup.find("a", href="/kejujuran/31.74.06.1002")


def test_nobody_reads_of_units_that_are_not_his(as_, cast: Cast) -> None:
    for who, code in ((cast.ani, "31.74"), (cast.ratna, "31"), (cast.siti, "31.74.06.1002")):
        as_(who).get(f"/kejujuran/{code}", 404)
    as_(cast.tika).get("/kejujuran/dpp", 404)
