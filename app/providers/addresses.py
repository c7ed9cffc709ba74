"""Which names and addresses belong to the open internet. Pure; assumes ill will of whoever asks.

A name proves nothing: its owner decides where it leads, so every address behind it is judged.
"""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address

import idna

NAME_MAX = 253
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A last label with a digit in front is how browsers tell an IPv4 address, in any notation.
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
# Ends of names that never lead out of a house, a machine or another network than the internet.
_INSIDE = frozenset({"localhost", "local", "internal", "arpa", "onion", "alt"})

# The special ranges of the IANA registries, and the one address of Azure's inside.
_CLOSED_4 = [
    IPv4Network(one)
    for one in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 "
        "172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 "
        "192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
        "224.0.0.0/4 240.0.0.0/4"
    ).split()
]
# All that is handed out in IPv6; mapped, translated and local addresses stand outside of it.
_OPEN_6 = IPv6Network("2000::/3")
# Teredo and its like, examples, 6to4: they carry another address, or nobody's.
_CLOSED_6 = [
    IPv6Network(one)
    for one in "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split()
]


def is_public(address: str) -> bool:
    """Whether an address is some machine on the open internet, and no other notation of ours."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if found.version == 4:
        return not any(found in one for one in _CLOSED_4)
    return found in _OPEN_6 and not any(found in one for one in _CLOSED_6)


def public_name(host: str) -> str:
    """The name as DNS knows it. Raises ValueError for addresses, inside names and nonsense."""
    name = host.lower()
    if len(host) <= NAME_MAX and not host.isascii():
        name = idna.encode(host, uts46=True).decode()
    if len(name) > NAME_MAX or not _NAME.fullmatch(name):
        raise ValueError("not a name of the open internet")
    if name.rpartition(".")[2] in _INSIDE:
        raise ValueError("a name of the inside")
    return name
