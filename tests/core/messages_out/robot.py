"""A robot that listens on this machine with a certificate of its own."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core import clock


@dataclass
class Robot:
    """What it was asked, and what it answers."""

    port: int = 0
    ca: str = ""
    answer: tuple[int, bytes] = (200, b'{"errcode": 0, "errmsg": "ok"}')
    drips: float = 0
    """Seconds between one byte of the answer and the next."""
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listening(folder: Path) -> Iterator[Robot]:
    robot = Robot()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    robot.ca = str(_certificate(folder))
    context.load_cert_chain(robot.ca)
    server = HTTPServer(("127.0.0.1", 0), _hearing(robot))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    robot.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield robot
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _hearing(robot: Robot) -> type[BaseHTTPRequestHandler]:
    class Hearing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            robot.asked.append((self.path, dict(self.headers), body))
            status, said = robot.answer
            self.send_response(status)
            self.send_header("Location", "https://127.0.0.1/elsewhere")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            for byte in said if robot.drips else ():
                time.sleep(robot.drips)
                self.wfile.write(bytes([byte]))
            if not robot.drips:
                self.wfile.write(said)

        def log_message(self, *_told: object) -> None:
            """Nothing."""

    return Hearing


def _certificate(folder: Path) -> Path:
    """A key and a certificate for localhost and 127.0.0.1, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = clock.real_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=4000))
        .not_valid_after(now + datetime.timedelta(days=4000))
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "robot.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
