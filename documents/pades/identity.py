"""Whose signature it is: the site's PKCS#12, else in a demonstration the test certificate, else nobody's."""

from __future__ import annotations

from dataclasses import dataclass
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


def current() -> Identity | None:
    """Who signs here. Raises Conflict where a certificate is named that cannot be used."""
    if settings.SIGNING_PKCS12:
        trust = Path(settings.SIGNING_TRUST) if settings.SIGNING_TRUST else None
        return _identity(Path(settings.SIGNING_PKCS12), settings.SIGNING_PASSWORD, _remote(), trust)
    if settings.DEMO and demonstration.is_made():
        folder = demonstration.folder()
        return _identity(folder / demonstration.KEY, "", _local(folder), folder, is_demonstration=True)
    return None


def _identity(
    key: Path, password: str, timestamper: TimeStamper | None, trust: Path | None, *, is_demonstration: bool = False
) -> Identity:
    return Identity(
        signer=opened(key, password),
        timestamper=timestamper,
        roots=tuple(_certificate(path) for path in sorted(trust.glob("*.crt"))) if trust else (),
        revocations=tuple(path.read_bytes() for path in sorted(trust.glob("*.crl"))) if trust else (),
        is_demonstration=is_demonstration,
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


def _remote() -> TimeStamper | None:
    return HTTPTimeStamper(settings.SIGNING_TIMESTAMPS) if settings.SIGNING_TIMESTAMPS else None


def _local(folder: Path) -> TimeStamper:
    """The demonstration's own timestamps: they show the form, and prove nothing about the time."""
    authority = opened(folder / demonstration.TIMESTAMP_KEY, "")
    return DummyTimeStamper(authority.signing_cert, authority.signing_key, authority.cert_registry)
