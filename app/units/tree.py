"""Arithmetic on paths. Pure: a path is a string such as `dpp.31.74.06.1001`."""

ROOT = "dpp"


def depth(path: str) -> int:
    """Number of labels: 1 for DPP, 2 for a DPD, 5 for a ranting."""
    return path.count(".") + 1


def parent_of(path: str) -> str | None:
    """The path one step up, or None at the root."""
    return path.rpartition(".")[0] or None


def ancestors(path: str) -> list[str]:
    """Every path above this one and the path itself, from the root down."""
    labels = path.split(".")
    return [".".join(labels[:n]) for n in range(1, len(labels) + 1)]


def within(path: str, scope: str) -> bool:
    """Whether `path` is `scope` itself or lies below it (the same as SQL's `path <@ scope`)."""
    return path == scope or path.startswith(scope + ".")


def common(one: str, other: str) -> str:
    """The deepest path that lies above both (or is one of them)."""
    shared: list[str] = []
    for left, right in zip(one.split("."), other.split("."), strict=False):
        if left != right:
            break
        shared.append(left)
    return ".".join(shared)
