"""What `bin/dev` settles before and around its processes."""

import io
import signal
import socket
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.cli import processes
from app.cli.children import ServersError
from app.cli.dev import delete_data, run
from app.cli.dev_environment import base_env, read_surroundings, web_env
from app.cli.kept_secrets import kept_secrets
from app.cli.processes import Keeper, Process, check_port, wait_until_answers
from app.cli.servers import Addresses, EmbeddedServers
from config import Settings

STARTED = Addresses("postgresql://app@/db", "postgresql://owner@/db", "", "unix:///v.sock")


def wait_for(what: Callable[[], object], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"PORT": "web"}, "PORT must be a number"),
        ({"PORT": "70000"}, "PORT must be a number"),
        ({"PORT": "8000", "PORT_SIMULATOR": "8000"}, "must differ"),
        ({"DATABASE_OWNER_URL": "postgresql://owner@/db"}, "set both"),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(env: dict[str, str], words: str) -> None:
    with pytest.raises(ServersError, match=words):
        read_surroundings(Path("/srv"), env)


def test_a_taken_port_is_named_with_a_way_out(taken: int) -> None:
    with pytest.raises(ServersError, match=f"Port {taken} is taken.*PORT={taken + 10} bin/dev"):
        check_port(taken, "PORT")


def test_two_copies_differ_by_port_and_folder_alone() -> None:
    found = read_surroundings(Path("/srv"), {"PORT": "9000", "DATA_DIR": "/srv/two"})
    assert (found.port, found.port_simulator) == (9000, 9001)
    assert found.data_dir == Path("/srv/two")
    assert read_surroundings(Path("/srv"), {}).data_dir == Path("/srv/.data")


def test_the_application_gets_settings_it_accepts_and_no_right_to_change_tables(
    tmp_path: Path,
) -> None:
    env = {"PATH": "/bin", "AWS_SECRET": "the person's own", "PARTY_NAME": "Partai Uji"}
    around = read_surroundings(tmp_path, env | {"DATA_DIR": str(tmp_path)}).with_servers(STARTED)
    given = web_env(around, base_env(tmp_path, env), env)
    settings = Settings.from_env(given)
    assert settings.demo
    assert settings.party_name == "Partai Uji"
    assert set(settings.providers) >= {"x", "threads"}
    assert settings.providers["x"].options["api_url"] == "http://127.0.0.1:8001/x/api"
    assert "DATABASE_OWNER_URL" not in given
    assert "AWS_SECRET" not in given


def test_own_servers_and_own_registrations_replace_ours() -> None:
    env = {
        "DATABASE_URL": "postgresql://mine@db/party",
        "REDIS_URL": "redis://cache",
        "X_CLIENT_ID": "real",
        "X_CLIENT_SECRET": "secret",
    }
    around = read_surroundings(Path("/srv"), env).with_servers(Addresses("", "", "", ""))
    assert around.database_url == around.owner_url == "postgresql://mine@db/party"
    assert around.redis_url == "redis://cache"
    assert around.clients["X_CLIENT_ID"] == "real"
    assert "X_API_URL" not in around.clients
    assert around.clients["THREADS_API_URL"].startswith("http://127.0.0.1:8001")


def test_a_cluster_beside_a_store_of_ones_own_is_refused(tmp_path: Path) -> None:
    env = {"REDIS_URL": "redis://cache", "DATA_DIR": str(tmp_path), "PORT": "8790"}
    asked = Namespace(cluster=True, reset=False, yes=False)
    with ExitStack() as stack, pytest.raises(ServersError, match="leave out --cluster"):
        run(read_surroundings(tmp_path, env), stack, asked)


def test_secrets_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    makers = {"one": lambda: "first", "two": lambda: "second"}
    assert kept_secrets(tmp_path, makers) == {"one": "first", "two": "second"}
    assert kept_secrets(tmp_path, {"one": lambda: "again"}) == {"one": "first"}
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def a_process(tmp_path: Path, code: str) -> Process:
    return Process(
        name="worker",
        command=[sys.executable, "-c", code],
        env={},
        log=tmp_path / "worker.log",
        cwd=tmp_path,
    )


def test_a_crashed_process_is_started_again_ever_more_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "DELAY_MIN_S", 0.01)
    process = a_process(tmp_path, "print('out of breath', flush=True); raise SystemExit(3)")
    process.start()
    keeper = Keeper("worker", process.ended, process.start, process.log)
    said: list[str] = []

    def look() -> bool:
        if words := keeper.look():
            said.append(words)
        return len(said) >= 4

    assert wait_for(look)
    assert "ended unasked" in said[0]
    assert "out of breath" in said[0]
    assert said[1] == said[3] == "worker runs again."
    process.stop()


def test_stopping_a_process_ends_what_it_started_too(tmp_path: Path) -> None:
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit())\n"
        "child = subprocess.Popen(['sleep', '600']); print(child.pid, flush=True); time.sleep(600)"
    )
    process = a_process(tmp_path, code)
    process.start()
    assert wait_for(lambda: process.log.read_text().endswith("\n"))
    grandchild = Path(f"/proc/{process.log.read_text().strip()}/cmdline")
    assert wait_for(lambda: grandchild.read_bytes().startswith(b"sleep"))
    process.stop()
    assert wait_for(lambda: not grandchild.exists() or not grandchild.read_bytes())


def test_a_process_that_never_comes_up_is_named_with_its_last_words(
    tmp_path: Path, taken: int
) -> None:
    process = a_process(tmp_path, "raise SystemExit('no settings')")
    process.start()
    with pytest.raises(ServersError, match=r"worker did not come up[\s\S]*no settings"):
        wait_until_answers(process, 1, "/healthz")


def test_a_reset_asks_and_deletes_only_what_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.servers.can_enter", lambda *_: True)
    servers = EmbeddedServers(tmp_path)
    servers.claim()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "holiday.jpg").touch()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(ServersError, match="--yes"):
        delete_data(servers, sure=False)
    assert (tmp_path / "postgres").exists()
    delete_data(servers, sure=True)
    assert not (tmp_path / "postgres").exists()
    assert (tmp_path / "holiday.jpg").exists()
    servers.stop()


def test_children_take_signals_afresh(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    process = a_process(tmp_path, "import time; print('up', flush=True); time.sleep(600)")
    try:
        process.start()
        assert wait_for(lambda: process.log.read_text() == "up\n")
        assert process.child is not None
        process.child.terminate()
        assert process.child.wait(20) == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGTERM, before)
        process.stop()
