"""Many at once: what may happen once happens once."""

from concurrent.futures import ThreadPoolExecutor

from simulator.running import Simulator
from tests.simulator.client import Visitor, x_code, x_refresh, x_trade


def test_of_twenty_racers_one_gets_the_codes_tokens(sim: Simulator, visitor: Visitor) -> None:
    code = x_code(visitor)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: x_trade(sim, code).status_code, range(20)))
    assert sorted(answers) == [200] + [400] * 19


def test_of_ten_racers_one_refreshes(sim: Simulator) -> None:
    token = sim.grant("x", "siti_lebakbulus")["refresh_token"]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: x_refresh(sim, token).status_code, range(10)))
    assert sorted(answers) == [200] + [400] * 9


def test_forty_writers_make_forty_posts(sim: Simulator) -> None:
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda n: sim.write("x", "siti_lebakbulus", f"Ke-{n}").id, range(40)))
    assert len(set(made)) == 40
    assert len(sim.stage.posts.listing("x")) == 40
