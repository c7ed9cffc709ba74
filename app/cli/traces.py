"""What operators do from the shell, kept in the audit log like everybody's acts."""

import getpass
from collections.abc import Collection

from app.auditing.recording import Detail, record
from app.units.tree import ROOT


class Shell:
    """Whoever sits at the server: no cadre, but the account of the machine is kept."""

    id = None

    def role_for(self, act: str, path: str) -> tuple[str, str]:
        """By being there, over everything."""
        return "shell", ROOT


def trace(
    act: str,
    subject_kind: str,
    subject: str,
    unit_path: str = ROOT,
    about: Collection[int] = (),
    **details: Detail,
) -> None:
    """Keep an act of the shell, within the caller's transaction."""
    login = getpass.getuser()
    record(Shell(), act, unit_path, subject_kind, subject, about, login=login, **details)
