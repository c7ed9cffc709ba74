"""Which addresses and names may be visited at all."""

import pytest

from app.providers.addresses import is_public, public_name

CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.254 127.0.0.1
127.1.2.3 127.255.255.255 168.63.129.16 169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.1
172.17.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1
192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1
::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::8.8.8.8 64:ff9b:1::a00:1 100::1 100:0:0:1::1
2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:3::1 2001:4:112::1
2001:10::1 2001:20::1 2001:30::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:c0a8:101::1
2620:4f:8000::1 3fff::1 3fff:fff:ffff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456::1
fe80::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 ff0e::1
""".split()
NONE_AT_ALL = ["", "localhost", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.1", "1.2.3.4.5"]
OPEN = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1
169.253.255.255 172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255 192.169.0.1 198.17.255.255
198.20.0.1 223.255.255.255 2001:4860:4860::8888 2400:cb00::1 2606:4700:4700::1111 2a00:1450::1
""".split()

NAMES = {
    "mastodon.social": "mastodon.social",
    "Mastodon.SOCIAL": "mastodon.social",
    "a.b.c.d.e.example": "a.b.c.d.e.example",
    "bücher.example": "xn--bcher-kva.example",
    "例え.example": "xn--r8jz45g.example",
    "xn--bcher-kva.example": "xn--bcher-kva.example",
    "siti.xn--p1ai": "siti.xn--p1ai",
    "1.example": "1.example",
    "x。example": "x.example",
}
NO_NAMES = [
    "",
    ".",
    "example",
    "localhost",
    "siti.localhost",
    "printer.local",
    "metadata.google.internal",
    "1.0.0.127.in-addr.arpa",
    "abc.onion",
    "x.alt",
    "127.0.0.1",
    "127.1",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "0x7f.1",
    "0x7f.0x1",
    "2130706433",
    "017700000001",
    "[::1]",
    "::1",
    "example.com.",
    ".example.com",
    "example..com",
    "-a.example",
    "a-.example",
    "a_b.example",
    "a b.example",
    "a%2eexample",
    "a/b.example",
    "a@b.example",
    "a\x00.example",
    "a.example\n",
    "x" * 64 + ".example",
    "x." * 200 + "example",
    "ä" * 300 + ".example",
    "\u202ea.example",
    "x.1",
    "x.0x1f",
]


@pytest.mark.parametrize("address", CLOSED + NONE_AT_ALL)
def test_what_is_not_the_open_internet_is_closed(address: str) -> None:
    assert not is_public(address)


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(set(CLOSED)) >= 60


@pytest.mark.parametrize("address", OPEN)
def test_the_open_internet_is_open_up_to_its_borders(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(("host", "name"), NAMES.items())
def test_a_public_name_is_written_as_dns_knows_it(host: str, name: str) -> None:
    assert public_name(host) == name


@pytest.mark.parametrize("host", NO_NAMES)
def test_addresses_inside_names_and_nonsense_are_no_names(host: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        public_name(host)
