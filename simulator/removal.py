"""A person removes a program: its tokens die, and where the platform does that, it is told.

Where programs are told is an address of their own (`program_url`), as they would have registered
it; without one nobody is told.
"""

import json
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from simulator.people import Person
from simulator.stage import stage

TOLD_WITHIN_S = 10
REMOVED = "/panggilan/{platform}/cabut-izin"
DELETED = "/panggilan/{platform}/hapus-data"


def remove(platform: str, person: Person, delete: bool = False) -> list[str]:
    """The person takes back every permission, and may want her data deleted there as well.

    What the programs answered, in words for her.
    """
    programs = stage().grants.holders(platform, person)
    stage().grants.revoke_person(platform, person)
    home, sign = stage().program_url, stage().platforms[platform].signs
    if not home or sign is None:
        return []
    paths = [REMOVED, DELETED] if delete else [REMOVED]
    return [
        _tell(home + path.format(platform=platform), sign(program, person))
        for program in programs
        for path in paths
    ]


def _tell(url: str, signed: str) -> str:
    """Post one signed request; whatever happens is told in words."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=TOLD_WITHIN_S)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", parts.path, urlencode({"signed_request": signed}), form)
        answer = connection.getresponse()
        body = answer.read(4096)
    except (OSError, HTTPException) as error:
        return f"Aplikasi tidak terjangkau: {error}."
    finally:
        connection.close()
    return _in_words(answer.status, body)


def _in_words(status: int, body: bytes) -> str:
    try:
        told = json.loads(body)
        proof = f" Lihat {told['url']} dengan kode {told['confirmation_code']}."
    except (ValueError, KeyError, TypeError):
        proof = ""
    return f"Aplikasi sudah dikabari dan menjawab {status}.{proof}"
