"""A Valkey cluster on this machine: three primaries, a replica each, from the same wheel.

Made anew at every start, since it holds only a view of the database and its addresses change. It
has to listen on TCP, on the loopback alone and behind the password; ports are whatever is free.
"""

import shutil
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import redis

from app.cli.children import Account, ServersError
from app.cli.embedded_valkey import EmbeddedValkey

PRIMARIES = 3
SLOTS = 16_384
NODE_TIMEOUT_MS = 2_000  # silent for so long, a primary is replaced
FORM_S = 30.0


@dataclass
class EmbeddedCluster:
    """Its nodes: at first the primaries, then in the same order the replicas.

    `quick` keeps nothing on disk: a primary that is back before its replica took over is empty.
    """

    folder: Path
    sockets: Path
    logs: Path
    password: str
    programs: Path
    account: Account | None = None
    quick: bool = False
    nodes: list[EmbeddedValkey] = field(default_factory=list, init=False)
    ports: list[int] = field(default_factory=list, init=False)

    @property
    def url(self) -> str:
        """Address with password, as REDIS_URL has it; clients learn the rest of the nodes."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports[:PRIMARIES])
        return f"redis+cluster://:{self.password}@{hosts}"

    def start(self, keep_fds: tuple[int, ...] = ()) -> str:
        """Start all, join them, wait until every slot is served. Raises ServersError."""
        shutil.rmtree(self.folder, ignore_errors=True)
        free = free_ports(4 * PRIMARIES)
        self.ports, for_each_other = free[: 2 * PRIMARIES], free[2 * PRIMARIES :]
        pairs = zip(self.ports, for_each_other, strict=True)
        self.nodes = [self._node(number, *pair) for number, pair in enumerate(pairs, 1)]
        for node in self.nodes:
            node.start(keep_fds)
        with ExitStack() as stack:
            clients = [
                stack.enter_context(redis.Redis.from_url(node.url, decode_responses=True))
                for node in self.nodes
            ]
            _join(clients, list(zip(self.ports, for_each_other, strict=True)))
        return self.url

    def stop(self) -> None:
        """End all, at once: the next start makes them anew."""
        for node in self.nodes:
            node.kill()

    def _node(self, number: int, port: int, for_each_other: int) -> EmbeddedValkey:
        return EmbeddedValkey(
            folder=self.folder / str(number) / "valkey",
            sockets=self.sockets / str(number),
            log=self.logs / f"valkey-{number}.log",
            password=self.password,
            programs=self.programs,
            account=self.account,
            quick=self.quick,
            more={
                "bind": "127.0.0.1",
                "port": str(port),
                "masterauth": self.password,
                "repl-diskless-sync-delay": "0",
                "cluster-enabled": "yes",
                "cluster-port": str(for_each_other),
                "cluster-node-timeout": str(NODE_TIMEOUT_MS),
            },
        )


def free_ports(count: int) -> list[int]:
    """Ports of the loopback on which nobody listens."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _join(nodes: list[redis.Redis], ports: list[tuple[int, int]]) -> None:
    """Give out the slots, introduce all to the first, and set the replicas to follow."""
    primaries, replicas = nodes[:PRIMARIES], nodes[PRIMARIES:]
    for number, primary in enumerate(primaries):
        first, end = (SLOTS * at // PRIMARIES for at in (number, number + 1))
        primary.cluster("ADDSLOTSRANGE", first, end - 1)
        primary.cluster("SET-CONFIG-EPOCH", number + 1)  # as long as they do not know each other
    for port, for_each_other in ports[1:]:
        nodes[0].cluster("MEET", "127.0.0.1", port, for_each_other)
    _wait("its nodes do not meet", lambda: all(len(_known(node)) == len(nodes) for node in nodes))
    for primary, replica in zip(primaries, replicas, strict=True):
        replica.cluster("REPLICATE", primary.cluster("MYID"))
    _wait("its nodes do not agree", lambda: all(_whole(node) for node in nodes))
    _wait("its replicas do not follow", lambda: all(_follows(node) for node in replicas))


def _known(node: redis.Redis) -> list[str]:
    """What every node that this one has met is to it, itself included."""
    flags = [each["flags"] for each in node.cluster("NODES").values()]
    return [each for each in flags if "handshake" not in each]


def _whole(node: redis.Redis) -> bool:
    serves = node.cluster("INFO")["cluster_state"] == "ok"
    return serves and sum("slave" in each for each in _known(node)) == PRIMARIES


def _follows(replica: redis.Redis) -> bool:
    return replica.info("replication").get("master_link_status") == "up"


def _wait(trouble: str, so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + FORM_S
    while not so():
        if time.monotonic() > deadline:
            raise ServersError(f"The Valkey cluster did not form: {trouble}.")
        time.sleep(0.05)
