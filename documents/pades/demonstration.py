"""The demonstration's certificates, made on this machine and worth nothing: a root, a signer, a timestamp authority."""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from core import clock

KEY, TIMESTAMP_KEY, ROOT, REVOCATIONS = "signer.p12", "timestamps.p12", "root.crt", "root.crl"
VALID = datetime.timedelta(days=3650)


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def folder() -> Path:
    return Path(settings.DEMONSTRATION_KEYS)


def is_made() -> bool:
    return all((folder() / name).is_file() for name in (KEY, TIMESTAMP_KEY, ROOT, REVOCATIONS))


def make() -> bool:
    """Makes the certificates, all of them or none; False when they are there. The root's key is not kept."""
    if is_made():
        return False
    start = clock.real_now() - datetime.timedelta(days=1)
    root = _root(start)
    signer = _issued("统筹演示签名（测试证书，无法律效力）", root, start)
    authority = _issued("统筹演示时间戳（测试证书）", root, start, ExtendedKeyUsageOID.TIME_STAMPING)
    folder().parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder().parent, prefix="signing."))  # readable by its owner alone
    for name, written in {
        KEY: _pkcs12(signer, root),
        TIMESTAMP_KEY: _pkcs12(authority, root),
        ROOT: root.certificate.public_bytes(Encoding.PEM),
        REVOCATIONS: _revocations(root, start).public_bytes(Encoding.DER),
    }.items():
        _write_privately(fresh / name, written)
    shutil.rmtree(folder(), ignore_errors=True)
    fresh.rename(folder())
    return True


def _write_privately(path: Path, written: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(written)


def _pkcs12(holder: Holder, root: Holder) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        None, holder.key, holder.certificate, [root.certificate], NoEncryption()
    )


def _name(common: str) -> x509.Name:
    parts = {NameOID.COUNTRY_NAME: "CN", NameOID.ORGANIZATION_NAME: "统筹演示", NameOID.COMMON_NAME: common}
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts.items()])


def _root(start: datetime.datetime) -> Holder:
    key, name = _key(), _name("统筹演示根证书（测试，无法律效力）")
    builder = _builder(key, start).subject_name(name).issuer_name(name)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(is_authority=True), critical=True)
    return Holder(key, builder.sign(key, hashes.SHA256()))


def _issued(
    common: str, root: Holder, start: datetime.datetime, purpose: x509.ObjectIdentifier | None = None
) -> Holder:
    key = _key()
    builder = _builder(key, start).subject_name(_name(common)).issuer_name(root.certificate.subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(is_authority=False), critical=True)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    builder = builder.add_extension(issuer, critical=False)
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return Holder(key, builder.sign(root.key, hashes.SHA256()))


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _builder(key: rsa.RSAPrivateKey, start: datetime.datetime) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + VALID)
        .add_extension(identifier, critical=False)
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_cert_sign=is_authority,
        crl_sign=is_authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _revocations(root: Holder, start: datetime.datetime) -> x509.CertificateRevocationList:
    """The empty list of revoked certificates, valid as long as the root: a demonstration revokes nothing."""
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(start)
        .next_update(start + VALID)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(issuer, critical=False)
        .sign(root.key, hashes.SHA256())
    )
