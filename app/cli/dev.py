"""`bin/dev`: a whole Gelanggang on one machine, from nothing to the list of who can sign in.

The story is `run()`: servers, migrations, the tree, a demo party, four processes; then it watches
them until Ctrl-C, SIGTERM or a closed terminal, and ends all in order. Killed outright, the kernel
ends every child for it (see `children`).
"""

import argparse
import compileall
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from subprocess import Popen
from types import FrameType

import psycopg

from app.cli.children import Account, ServersError, end, private_folder, spawn, sweep, tail
from app.cli.dev_environment import Surroundings, base_env, read_surroundings, web_env
from app.cli.processes import Keeper, Process, check_port, stop_all, wait_until_answers
from app.cli.servers import EmbeddedServers

ROOT = Path(__file__).resolve().parents[2]
LOOK_S = 0.3
# What we keep in the data folders, and so what --reset deletes.
SERVERS_KEEP = (
    *("postgres", "postgres.new", "pg_hba.conf", "run"),
    *("valkey", "valkey.conf", "cluster"),
)
WE_KEEP = ("home", "logs", "programs", "secrets.json", "seeding", "simulator")


class Asked(BaseException):
    """Somebody asked us to end: Ctrl-C, SIGTERM, or the terminal was closed."""


def main() -> int:
    """Run until asked to end; 1 and a sentence when something is in the way."""
    parser = argparse.ArgumentParser(prog="bin/dev", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reset", action="store_true", help="delete the data first; asks")
    parser.add_argument("--yes", action="store_true", help="with --reset: do not ask")
    parser.add_argument("--cluster", action="store_true", help="six Valkeys that form a cluster")
    arguments = parser.parse_args()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _asked)
    try:
        around = read_surroundings(ROOT)
        with ExitStack() as stack:
            try:
                run(around, stack, arguments)
            finally:
                _ignore_signals()
    except ServersError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Asked:
        print("\nEnded.")
    return 0


def run(around: Surroundings, stack: ExitStack, asked: argparse.Namespace) -> None:
    """The whole story; what it starts is ended by `stack`, the newest first."""
    check_port(around.port, "PORT")
    check_port(around.port_simulator, "PORT_SIMULATOR")
    if asked.cluster and around.redis_url:
        raise ServersError("REDIS_URL names a store of yours: unset it, or leave out --cluster.")
    servers = EmbeddedServers(
        around.data_dir,
        with_postgres=not around.database_url,
        with_valkey=not around.redis_url,
        clustered=asked.cluster,
    )
    stack.callback(servers.stop)
    servers.claim()
    if asked.reset:
        delete_data(servers, asked.yes)
    if servers.with_postgres or servers.with_valkey:
        _say("Starting PostgreSQL and Valkey …")
    addresses = servers.start()
    around = around.with_servers(addresses)
    account = _account_for_python(servers)
    for note in servers.notes:
        _say(note)
    env = web_env(around, base_env(private_folder(servers.place / "home", account)))
    processes = _processes(around, env, account, servers.place)
    simulator, web, *behind = processes
    stack.callback(stop_all, processes)
    simulator.start()
    mark = servers.place / "seeding"
    if _prepare(around, env, account, mark):
        wait_until_answers(simulator, around.port_simulator, "/")  # the seed writes posts there
        _seed(env, account, mark)
    web.start()
    people = _people(around, env, account)  # while the web server is still loading
    wait_until_answers(simulator, around.port_simulator, "/")
    wait_until_answers(web, around.port, "/healthz")
    for process in behind:
        process.start()
    _say(
        f"{people}\nGelanggang: {around.public_url}\n"
        f"Stand-in platforms: http://127.0.0.1:{around.port_simulator}\n"
        f"Logs: {around.data_dir / 'logs'}\nCtrl-C ends all of it."
    )
    _watch(_keepers(servers, processes))


def _prepare(
    around: Surroundings, env: dict[str, str], account: Account | None, mark: Path
) -> bool:
    """Bring the database up to date, tables and the party's tree; whether a party is missing."""
    owner = env | {"DATABASE_OWNER_URL": around.owner_url or around.database_url}
    head = (ROOT / "migrations" / "HEAD").read_text().strip()
    with _connect(around.owner_url or around.database_url) as database:
        found = _one(database, "SELECT version_num FROM alembic_version")
        if found is not None and str(found) > head:
            raise ServersError(
                f"The database was made by a newer version ({found}; this one knows {head}): "
                "update the checkout, or start afresh with `bin/dev --reset`."
            )
        if found != head:
            _say("Migrating the database …")
            _flask("db upgrade", owner, account)
        if not _one(database, "SELECT 1 FROM units LIMIT 1"):
            _say("Importing the party's tree …")
            _flask("units import", env, account)
        somebody = _one(database, "SELECT 1 FROM cadres LIMIT 1")
    if somebody and mark.exists():
        raise ServersError(
            "The demo party was left half made: start afresh with `bin/dev --reset`."
        )
    return around.demo and not somebody


def _seed(env: dict[str, str], account: Account | None, mark: Path) -> None:
    """Make the demo party; the mark tells one that was cut short from a whole one."""
    _say("Seeding the demo party, up to a minute …")
    mark.touch()
    _flask("seed demo", env, account)
    mark.unlink()


def _processes(
    around: Surroundings, env: dict[str, str], account: Account | None, place: Path
) -> list[Process]:
    """In the order in which they start."""
    python, logs = sys.executable, around.data_dir / "logs"
    simulator_env = base_env(place / "home") | {
        "PORT_SIMULATOR": str(around.port_simulator),
        "SIMULATOR_PROGRAM_URL": f"http://127.0.0.1:{around.port}",
        "SIMULATOR_DATA": str(private_folder(place / "simulator", account)),
        **around.clients,
    }
    web = f"gunicorn -k gevent --no-control-socket --graceful-timeout 3 -b 127.0.0.1:{around.port}"
    commands = {
        "simulator": ("simulator", simulator_env),
        "web": (f"{web} wsgi:application", env),
        "worker": ("flask jobs work", env),
        "projector": ("flask boards project", env),
    }
    return [
        Process(
            name=name,
            command=[python, "-m", *words.split()],
            env=its_env,
            log=logs / f"{name}.log",
            cwd=ROOT,
            account=account,
            # The web server must itself end its workers; the others have none.
            at_our_death=signal.SIGTERM if name == "web" else signal.SIGKILL,
        )
        for name, (words, its_env) in commands.items()
    ]


def _keepers(servers: EmbeddedServers, processes: list[Process]) -> list[Keeper]:
    keepers = [Keeper(each.name, each.ended, _restarting(each), each.log) for each in processes]
    if servers.postgres is not None:
        keepers.append(
            Keeper(
                "PostgreSQL", servers.postgres.ended, servers.restart_postgres, servers.postgres.log
            )
        )
    for valkey in servers.valkeys:
        again = partial(servers.restart_valkey, valkey)
        keepers.append(Keeper("Valkey", valkey.ended, again, valkey.log))
    return keepers


def _restarting(process: Process) -> Callable[[], None]:
    def restart() -> None:
        sweep(process.child)  # what it left behind may still hold the port
        process.start()

    return restart


def _watch(keepers: list[Keeper]) -> None:
    """For ever; only `Asked` ends it."""
    while True:
        for keeper in keepers:
            if words := keeper.look():
                _say(words)
        time.sleep(LOOK_S)


def _people(around: Surroundings, env: dict[str, str], account: Account | None) -> str:
    """Who can sign in, in the words of the command that knows."""
    if not around.demo:
        return ""
    log = around.data_dir / "logs" / "people.log"
    _flask("seed people", env, account, log)
    return log.read_text()


def _flask(
    words: str, env: dict[str, str], account: Account | None, log: Path | None = None
) -> None:
    """One command of ours, to its end. ServersError when it fails; it has said why."""
    command = [sys.executable, "-m", "flask", *words.split()]
    child: Popen[bytes] | None = None
    try:
        child = spawn(command, env=env, account=account, cwd=ROOT, log=log)
        if child.wait() != 0:
            said = tail(log) if log else "what it said stands above."
            raise ServersError(f"`flask {words}` failed: {said}")
    finally:
        end(child, (signal.SIGTERM, 5.0))


def _account_for_python(servers: EmbeddedServers) -> Account | None:
    """Root's processes too run without his rights, if that account can read all they need."""
    if servers.account is None:
        return None
    log = servers.data_dir / "logs" / "account.log"
    needed = (ROOT / "wsgi.py", Path(psycopg.__file__))
    try:
        child = spawn(
            [
                sys.executable,
                "-IS",
                "-c",
                "import sys; [open(each) for each in sys.argv[1:]]",
                *needed,
            ],
            env=base_env(Path("/")),
            account=servers.account,
            log=log,
        )
        if child.wait() == 0:
            _compile()
            return servers.account
        why = tail(log, 1)
    except PermissionError as error:
        why = str(error)
    servers.notes.append(
        "Web, worker, projector and simulator run as root, since no lesser account can read "
        f"{ROOT} and its Python ({why})."
    )
    return None


def _compile() -> None:
    """What that account imports, since it may not write compiled files into the checkout."""
    for folder in ("app", "migrations", "simulator"):
        compileall.compile_dir(ROOT / folder, quiet=2)


def delete_data(servers: EmbeddedServers, sure: bool) -> None:
    """Delete what we ourselves keep in the data folders, and nothing else there."""
    if not sure:
        if not sys.stdin.isatty():
            raise ServersError(
                "--reset deletes all data: say --yes as well when nobody can be asked."
            )
        if input(f"Delete all data in {servers.data_dir}? [y/N] ").strip().lower() not in (
            "y",
            "yes",
        ):
            raise ServersError("Nothing was deleted.")
    for folder in {servers.data_dir, servers.place}:
        for name in SERVERS_KEEP + WE_KEEP:
            path = folder / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    (servers.data_dir / "logs").mkdir(exist_ok=True)
    if not servers.with_postgres:
        _say("DATABASE_URL names a database of yours: its data were left alone.")


def _connect(url: str) -> psycopg.Connection:
    try:
        plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
        return psycopg.connect(plain, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise ServersError(f"The database of DATABASE_URL does not answer: {error}") from None


def _one(database: psycopg.Connection, query: str) -> object:
    """The first value, None when there is none or no such table yet."""
    try:
        row = database.execute(query.encode()).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    return row[0] if row else None


def _say(words: str) -> None:
    print(words, flush=True)


def _asked(_number: int, _frame: FrameType | None) -> None:
    raise Asked


def _ignore_signals() -> None:
    """The end has an order, which a second Ctrl-C must not cut short."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
