"""The client behind REDIS_URL: of one server, of a cluster, or of whom Sentinels name.

Its forms are told in `config`. All of them are patient for the same short time and never try again
by themselves: what is gone is answered from SQL, and the breaker of `store` decides when to ask.
"""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, ClusterPipeline, NodesManager, RedisCluster
from redis.connection import parse_url
from redis.exceptions import ClusterError, RedisClusterException, TryAgainError
from redis.retry import Retry
from redis.sentinel import Sentinel

CONNECT_S = 0.2
READ_S = 0.5
LEARN_AGAIN_S = 2.0
ASKED_AT_ONCE = 2  # nodes that one caller waits for, at the most
UNANSWERED = (redis.ConnectionError, redis.TimeoutError)
# What says that servers are gone or between two states, not that a command was wrong.
GONE = (*UNANSWERED, OSError, ClusterError, RedisClusterException, TryAgainError)
PATIENCE: Mapping[str, Any] = {"socket_connect_timeout": CONNECT_S, "socket_timeout": READ_S}
# As COMMAND tells it of commands whose key always stands in one place. Our scripts have one key;
# unless told so, redis-py asks the cluster, twice a script, where in the command the keys are.
SCRIPT_WITH_ONE_KEY = {
    "name": "eval_ro",
    "flags": ["readonly"],
    "first_key_pos": 3,
    "last_key_pos": 3,
    "step_count": 1,
}


class _Address(NamedTuple):
    """REDIS_URL taken apart; `options` are what every connection needs: password, TLS."""

    servers: list[tuple[str, int]]
    options: dict[str, Any]
    path: list[str]


def client_at(url: str) -> redis.Redis:
    """The client for an address. Only a cluster's connects at once, to learn who holds what."""
    kind = url.partition("://")[0].partition("+")[2]
    if kind == "cluster":
        # Not a subclass of Redis, but it understands all that we say to one.
        return cast(redis.Redis, _Cluster(_taken_apart(url)))
    if kind == "sentinel":
        return _named_by_sentinels(_taken_apart(url))
    return redis.Redis.from_url(url, retry=_never_again(), decode_responses=True, **PATIENCE)


def primaries(client: redis.Redis) -> list[dict[str, Any]]:
    """What every server that takes our writes says of its replication."""
    if not isinstance(client, RedisCluster):
        return [client.info("replication")]
    return [client.info("replication", target_nodes=node) for node in client.get_primaries()]


def _taken_apart(url: str) -> _Address:
    parts = urlsplit(url)
    scheme = parts.scheme.partition("+")[0]
    login, at, hosts = parts.netloc.rpartition("@")
    each = [parse_url(f"{scheme}://{login}{at}{host}?{parts.query}") for host in hosts.split(",")]
    servers = [(one.pop("host"), one.pop("port")) for one in each]
    if each[0].pop("connection_class", None):
        each[0]["ssl"] = True
    return _Address(servers, each[0], [part for part in parts.path.split("/") if part])


def _named_by_sentinels(address: _Address) -> redis.Redis:
    """Sentinels are asked at every new connection, and have a password of their own or none."""
    service, database = [*address.path, "0"][:2]
    options = dict(address.options)
    password = options.pop("sentinel_password", None)
    tls = {name: value for name, value in options.items() if name.startswith("ssl")}
    patience = {**PATIENCE, "retry": _never_again()}
    sentinels = Sentinel(
        address.servers,
        sentinel_kwargs={"password": password, **tls, **patience},
        decode_responses=True,
        db=int(database),
        **options,
        **patience,
    )
    return sentinels.master_for(service)


class _Nodes(NodesManager):
    """Which node holds which slot, learned without keeping anybody waiting.

    By itself it would walk all nodes, and again for each caller in turn. While none of them
    answers, the hundredth caller would so wait a hundred times as long as the first.
    """

    _not_before = 0.0

    def initialize(self, *args: Any, **options: Any) -> None:
        """Ask a few of the nodes anew, unless another caller just did; other few the next time."""
        known = self._epoch
        with self._initialization_lock:
            if known != self._epoch:
                return
            if time.monotonic() < self._not_before:
                raise redis.ConnectionError("nobody could tell the cluster's nodes a moment ago")
            everybody = self.startup_nodes
            few = random.sample(list(everybody), min(ASKED_AT_ONCE, len(everybody)))
            self.startup_nodes = {name: everybody[name] for name in few}
            try:
                super().initialize(*args, **options)
            except Exception:
                self.startup_nodes = everybody
                self._not_before = time.monotonic() + LEARN_AGAIN_S
                raise

    def get_node(
        self, host: str | None = None, port: int | None = None, node_name: str | None = None
    ) -> ClusterNode | None:
        """A node; one that an ASK named is taken at its word, for it may not hold a slot yet."""
        found = super().get_node(host, port, node_name)
        if found is None and node_name:
            host, _, its_port = node_name.rpartition(":")
            return ClusterNode(host, int(its_port))
        return found


class _Cluster(RedisCluster):
    """Follows MOVED, ASK and fail-overs as redis-py does, only never for long."""

    def __init__(self, address: _Address) -> None:
        super().__init__(
            startup_nodes=[ClusterNode(host, port) for host, port in address.servers],
            retry=_never_again(),
            decode_responses=True,
            **address.options,
            **PATIENCE,
        )
        self.nodes_manager.__class__ = _Nodes  # it cannot be given one
        self.commands_parser.commands["eval_ro"] = SCRIPT_WITH_ONE_KEY

    def pipeline(
        self, transaction: bool | None = None, shard_hint: str | None = None
    ) -> ClusterPipeline:
        """One trip to each node; after it only redirections are followed, command by command."""
        pipe = super().pipeline(transaction, shard_hint)
        pipe.parent_execute_command = _unless_unanswered(pipe)
        return pipe


def _unless_unanswered(pipe: ClusterPipeline) -> Callable[..., Any]:
    """How a pipeline executes a command once more, which redis-py does after a failure too.

    A silent node would then be waited for once a command. Instead the failure is everybody's.
    """
    execute = pipe.parent_execute_command
    failure: Exception | None = None

    def once_more(*args: Any, **options: Any) -> Any:
        nonlocal failure
        if failure is None:
            results = (each.result for each in pipe._execution_strategy.command_queue)
            failure = next((each for each in results if isinstance(each, UNANSWERED)), None)
            if failure is not None:
                pipe.nodes_manager.initialize()  # for who comes next
        if failure is not None:
            raise failure
        try:
            return execute(*args, **options)
        except GONE as error:
            failure = error
            raise

    return once_more


def _never_again() -> Retry:
    return Retry(NoBackoff(), 0)
