"""The loop that keeps boards live: a round whenever there is work, a wait when there is none.

Whether the store has lost the boards is asked before the wait, so that nobody waits for the answer.

Awards wake it by a hint; looking again every `WAIT_S` is the safety net for hints that were lost.
Any number of these processes may run; any of them may be killed at any moment.
"""

import logging
import random
import threading

from sqlalchemy.exc import DBAPIError

from app.leaderboards import projection, rebuild
from app.store import Unavailable, store

WAIT_S = 0.3  # below the store's read time-out
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 1.0  # to ask in vain costs little, and boards stand still as long as nobody asks

dice = random.SystemRandom()
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Project until told to stop; while store or database are gone, look again every second."""
    pause = FIRST_PAUSE_S
    more = True  # left by whoever was here before
    while not stop.is_set():
        try:
            rebuild.if_lost()
            if not (more and projection.work_waits()):
                projection.wait_for_work(WAIT_S)
            more = projection.carry() > 0
            pause = FIRST_PAUSE_S
        except (Unavailable, DBAPIError) as error:
            log.warning("boards wait %.2f s at most: %s", pause, _words(error))
            stop.wait(dice.uniform(pause / 2, pause))  # several projectors do not ask as one
            pause = min(pause * 2, LONGEST_PAUSE_S)
            store.reset()
            more = True


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
