"""Secrets made once on this machine and kept in the data folder, readable by their owner alone."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from app.cli.children import ServersError

FILE_NAME = "secrets.json"


def kept_secrets(data_dir: Path, makers: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """The named secrets, each made by its maker the first time and the same ever after."""
    path = data_dir / FILE_NAME
    try:
        kept = json.loads(path.read_text())
    except FileNotFoundError:
        kept = {}
    except PermissionError:
        raise ServersError(
            f"{path} belongs to another account: start as that account, or set DATA_DIR."
        ) from None
    except ValueError:
        raise ServersError(
            f"{path} is damaged: put a copy back, or start afresh with `bin/dev --reset`."
        ) from None
    missing = {name: make() for name, make in makers.items() if name not in kept}
    if missing:
        kept |= missing
        _write(path, kept)
    return {name: kept[name] for name in makers}


def _write(path: Path, kept: Mapping[str, str]) -> None:
    """Whole or not at all: a crash leaves the old file."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(kept, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
