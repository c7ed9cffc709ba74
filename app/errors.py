"""The two ways things go wrong: a *refusal* a person can read, a *fault* of the world outside.

Neither is a bug. A bug is any other exception and ends in the error page without details.
"""

from datetime import datetime


class Refusal(Exception):
    """A "no" that a person can read; web doors turn it into a 422 beside the field it concerns.

    `code` is stable and used by tests and metrics, `words` is the Indonesian sentence shown,
    `field` names the form field, or None when the whole request is refused.
    """

    status = 422

    def __init__(self, code: str, words: str, field: str | None = None):
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words
        self.field = field


class Refusals(Refusal):
    """Several refusals at once, so that a form names every wrong field in one answer."""

    def __init__(self, parts: list[Refusal]):
        super().__init__(parts[0].code, parts[0].words, parts[0].field)
        self.parts = parts


class TooOften(Refusal):
    """Refused for its rate: says how many seconds to wait."""

    status = 429

    def __init__(self, words: str, wait_s: int):
        super().__init__("too_often", words)
        self.wait_s = wait_s


class NotFound(Exception):
    """Not there, or outside the actor's reach: deliberately the same answer (404)."""


class Fault(Exception):
    """The world outside failed. `permanent` says that trying again cannot help.

    `retry_at` is the moment the other side named for the next try (UTC), when it named one;
    `everywhere` says that nobody needs to ask before then, whoever was refused.
    """

    def __init__(
        self,
        kind: str,
        words: str,
        permanent: bool = False,
        retry_at: datetime | None = None,
        everywhere: bool = False,
    ):
        super().__init__(f"{kind}: {words}")
        self.kind = kind
        self.words = words
        self.permanent = permanent
        self.retry_at = retry_at
        self.everywhere = everywhere
