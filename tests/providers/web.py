"""A small web of the test's own on loopback: a server that says what it is told, and its names."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass
class Asked:
    """What the server heard."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    name: str | None = None  # by SNI


@dataclass
class Web:
    """Pages by path; a page is its bytes, or a function that writes to the connection itself."""

    url: str = ""
    port: int = 0
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    raw: dict[str, Callable[[socket.socket], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def page(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Say this at `path`; `_` in the name of a header is `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, body)

    def drip(self, path: str, first: bytes, drop: bytes) -> None:
        """Begin an answer at `path`, then let it drip until nobody listens."""

        def write(connection: socket.socket) -> None:
            connection.sendall(first)
            while not self.over.wait(0.02):
                connection.sendall(drop)

        self.raw[path] = write


@contextlib.contextmanager
def served(tls: ssl.SSLContext | None = None) -> Generator[Web]:
    """A running server; with `tls`, by https."""
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            name = getattr(self.connection, "asked_name", None)
            web.asked.append(Asked(self.command, self.path, dict(self.headers), body, name))
            if self.path in web.raw:
                with contextlib.suppress(OSError):
                    web.raw[self.path](self.connection)
                self.close_connection = True
                return
            status, headers, body = web.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for one, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(one, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name is the library's

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def get_request(self) -> tuple[socket.socket, object]:
            connection, peer = super().get_request()
            if tls:
                connection = tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
            return connection, peer

        def handle_error(self, *args: object) -> None:
            pass  # whoever asked went away, which some tests are about

    with Server(("127.0.0.1", 0), Handler) as server:
        web.port = server.server_address[1]
        web.url = f"http://127.0.0.1:{web.port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield web
        finally:
            web.over.set()
            server.shutdown()
            thread.join()


@dataclass
class Names:
    """A name server: records by (name, kind); `silent` names are never answered."""

    address: str = ""
    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes | None:
        """The answer to a question in the format of the wire."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = str(question.name).rstrip("."), question.rdtype.name
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        response = dns.message.make_response(query)
        found = self.records.get((name, kind))
        if found:
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


@contextlib.contextmanager
def names_served() -> Generator[Names]:
    """A running name server."""
    names = Names()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        names.address = f"127.0.0.1:{listening.getsockname()[1]}"

        def serve() -> None:
            while True:
                wire, peer = listening.recvfrom(4096)
                if wire == b"over":
                    return
                if answer := names.answer(wire):
                    listening.sendto(answer, peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield names
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
                ending.sendto(b"over", listening.getsockname())
            thread.join()


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's context, for a certificate that says `name`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain = folder / f"{name}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.write_bytes(secret + made.public_bytes(Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain)
    server.sni_callback = lambda found, asked, _: setattr(found, "asked_name", asked)
    return server, ssl.create_default_context(cafile=str(chain))
