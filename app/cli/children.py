"""Child processes that never outlive us, and the account and folders they may use.

Linux keeps the promise: the kernel itself sends a signal to each child when the thread that started
it ends, however it ends. So start children from the main thread only, which `spawn` insists on.
"""

import ctypes
import fcntl
import hashlib
import os
import pwd
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
NOBODY = 65534
LOCK_WAIT_S = 10.0

_libc = ctypes.CDLL(None, use_errno=True)


class ServersError(Exception):
    """A child cannot be started; the message says what to do about it."""


@dataclass(frozen=True)
class Account:
    """An existing account without rights, which root hands its children to."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """The account for children of root; None for an ordinary user, whose children are his own."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(NOBODY, NOBODY)
    return Account(nobody.pw_uid, nobody.pw_gid)


def can_enter(account: Account | None, folder: Path) -> bool:
    """Whether the account may pass through the folder and all above it (by their mode bits)."""
    if account is None:
        return True
    for each in (folder, *folder.parents):
        found = each.stat()
        if found.st_uid == account.uid:
            needed = stat.S_IXUSR
        else:
            needed = stat.S_IXGRP if found.st_gid == account.gid else stat.S_IXOTH
        if not found.st_mode & needed:
            return False
    return True


def private_folder(folder: Path, account: Account | None) -> Path:
    """Make the folder if need be; only the account (or ourselves) may look inside."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    return folder


def spare_folder(base: Path, key: Path) -> Path:
    """A folder of ours under a shared one such as /var/tmp, always the same for the same key.

    Its name can be guessed, so one that somebody else put there is refused (ServersError).
    """
    digest = hashlib.sha256(str(key.resolve()).encode()).hexdigest()[:12]
    folder = base / f"gelanggang-{os.geteuid()}-{digest}"
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ServersError(f"{folder} belongs to somebody else: remove it, or set TMPDIR.")
    folder.chmod(0o711)
    return folder


class FolderLock:
    """Says that a folder is in use; servers inherit it, so it lasts as long as the last of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._note = folder / "running.pid"
        self.fd = -1

    def take(self) -> None:
        """Wait for servers of a crashed run to end; ServersError when another run lives."""
        self.fd = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        deadline = time.monotonic() + LOCK_WAIT_S
        while True:
            try:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if self._holder_lives() or time.monotonic() > deadline:
                    self.release()
                    raise ServersError(
                        f"Another copy already runs with the data in {self._folder}: "
                        "end it first, or give this one its own DATA_DIR and PORT."
                    ) from None
                time.sleep(0.05)
        self._note.write_text(str(os.getpid()))

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def _holder_lives(self) -> bool:
        try:
            return Path(f"/proc/{int(self._note.read_text())}").exists()
        except (OSError, ValueError):
            return False


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    account: Account | None = None,
    at_our_death: signal.Signals = signal.SIGTERM,
    log: Path | None = None,
    cwd: Path = Path("/"),
    keep_fds: Iterable[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches us alone and we end in order.

    `at_our_death` is what the kernel sends it should we end without saying so. With `log` its
    output goes there; the previous run's log is kept beside it as `.old`.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children end with the thread that starts them: use the main thread")
    output = _fresh_log(log).open("wb") if log else None
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            pass_fds=tuple(keep_fds),
            start_new_session=True,
            umask=0o022,
            # Runs after the change of account, which would have cleared the wish again.
            preexec_fn=_die_with_us(at_our_death),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=() if account else None,
        )
    finally:
        if output:
            output.close()


def sweep(child: subprocess.Popen[bytes] | None) -> None:
    """End whatever is left of the session of a child that has ended."""
    if child is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def end(child: subprocess.Popen[bytes] | None, *steps: tuple[signal.Signals, float]) -> None:
    """Ask a child to end, step by step more firmly: each step is a signal and seconds to wait."""
    for wish, patience_s in (*steps, (signal.SIGKILL, 5.0)):
        if child is None or child.poll() is not None:
            return
        child.send_signal(wish)
        try:
            child.wait(patience_s)
        except subprocess.TimeoutExpired:
            continue


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for a sentence about what went wrong."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def _fresh_log(log: Path) -> Path:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".old"))
    log.touch(mode=0o600)
    return log


def _die_with_us(at_our_death: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def before_exec() -> None:
        if _libc.prctl(PR_SET_PDEATHSIG, int(at_our_death), 0, 0, 0) != 0:
            os._exit(127)
        if os.getppid() != parent:  # we died between the fork and the wish
            os._exit(127)
        for each in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])

    return before_exec
