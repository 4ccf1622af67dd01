"""Whose signature it is: the site's PKCS#12, else in a demonstration the test certificate, else nobody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import cast

from asn1crypto import pem, x509
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator import ValidationContext

from core.errors import Conflict
from documents.pades import demonstration


@dataclass(frozen=True)
class Identity:
    """A key with its certificate, and what a reader needs to trust it."""

    signer: SimpleSigner
    timestamper: TimeStamper | None
    roots: tuple[x509.Certificate, ...]
    revocations: tuple[bytes, ...]
    is_demonstration: bool

    @property
    def certificate(self) -> x509.Certificate:
        return cast(x509.Certificate, self.signer.signing_cert)

    @property
    def name(self) -> str:
        """The certificate's holder, as a reader's program names him."""
        return str(self.certificate.subject.native["common_name"])

    @property
    def is_verifiable_offline(self) -> bool:
        return bool(self.timestamper and self.roots and self.revocations)

    def validation(self) -> ValidationContext:
        """Trusts the authority's certificates and revocation lists at hand, and asks no network."""
        return ValidationContext(
            trust_roots=list(self.roots),
            crls=list(self.revocations),
            other_certs=list(self.signer.cert_registry),
            allow_fetching=False,
            revocation_mode="hard-fail",
        )


@dataclass(frozen=True)
class _Named:
    """Where an identity lies; `timestamps` is the address of a service, or the file of the demonstration's authority."""

    key: Path
    password: str = field(default="", repr=False)
    timestamps: str | Path = ""
    trust: Path | None = None
    is_demonstration: bool = False

    def trusted(self, suffix: str) -> list[Path]:
        return sorted(self.trust.glob(f"*.{suffix}")) if self.trust else []

    def state(self) -> tuple[tuple[int, int], ...]:
        """When each of its files was last written, and who may read it: it is read again once that changes."""
        files = [self.key, *self.trusted("crt"), *self.trusted("crl")]
        return tuple((found.st_mtime_ns, found.st_mode) for found in (file.stat() for file in files if file.is_file()))


def current() -> Identity | None:
    """Who signs here; its files are opened once and again when they change. Raises Conflict where a certificate is named
    that cannot be used."""
    named = _named()
    return _read(named, named.state()) if named else None


def _named() -> _Named | None:
    if settings.SIGNING_PKCS12:
        trust = Path(settings.SIGNING_TRUST) if settings.SIGNING_TRUST else None
        return _Named(Path(settings.SIGNING_PKCS12), settings.SIGNING_PASSWORD, settings.SIGNING_TIMESTAMPS, trust)
    if settings.DEMO and demonstration.is_made():
        folder = demonstration.folder()
        timestamps = folder / demonstration.TIMESTAMP_KEY
        return _Named(folder / demonstration.KEY, "", timestamps, folder, is_demonstration=True)
    return None


@lru_cache(maxsize=2)
def _read(named: _Named, _state: tuple[tuple[int, int], ...]) -> Identity:
    return Identity(
        signer=opened(named.key, named.password),
        timestamper=_timestamper(named.timestamps),
        roots=tuple(_certificate(path) for path in named.trusted("crt")),
        revocations=tuple(path.read_bytes() for path in named.trusted("crl")),
        is_demonstration=named.is_demonstration,
    )


def opened(path: Path, password: str) -> SimpleSigner:
    """The key in a PKCS#12 file that nobody else may read."""
    if not path.is_file():
        raise Conflict(_("签名证书文件不存在：%(path)s（见 SIGNING_PKCS12）") % {"path": path})
    if path.stat().st_mode & 0o077:
        raise Conflict(_("签名证书文件他人可读，请执行 chmod 600 %(path)s") % {"path": path})
    try:
        signer: SimpleSigner = SimpleSigner.load_pkcs12_data(path.read_bytes(), [], password.encode() or None)
    except ValueError as failure:
        raise Conflict(_("签名证书文件打不开，请核对 SIGNING_PASSWORD：%(path)s") % {"path": path}) from failure
    return signer


def _certificate(path: Path) -> x509.Certificate:
    written = path.read_bytes()
    return x509.Certificate.load(pem.unarmor(written)[2] if pem.detect(written) else written)


def _timestamper(named: str | Path) -> TimeStamper | None:
    """The site's service; or the demonstration's own timestamps, which show the form and prove nothing about the time."""
    if isinstance(named, str):
        return HTTPTimeStamper(named) if named else None
    authority = opened(named, "")
    return DummyTimeStamper(authority.signing_cert, authority.signing_key, authority.cert_registry)
