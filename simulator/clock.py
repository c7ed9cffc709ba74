"""The simulator's only door to time, so that tests can travel without waiting."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset that only tests and the control page move."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The simulator's present, in UTC."""
        return datetime.now(UTC) + self._offset

    def seconds(self) -> float:
        """The same as unix seconds: token and code lifetimes are kept in these."""
        return self.now().timestamp()

    def moment(self, seconds: float) -> datetime:
        """The moment of a unix second."""
        return datetime.fromtimestamp(seconds, UTC)

    def advance(self, seconds: float) -> None:
        """Move the present; a negative number moves it back."""
        with self._lock:
            self._offset += timedelta(seconds=seconds)

    def reset(self) -> None:
        """Return to real time."""
        with self._lock:
            self._offset = timedelta()
