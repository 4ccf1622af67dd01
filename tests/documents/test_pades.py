"""Signed files: what other tools make of them, and that any changed byte is noticed."""

from __future__ import annotations

import datetime
import hashlib
import io
import os
import stat
import subprocess
import zlib
from pathlib import Path

import pytest
import time_machine
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.db import IntegrityError, transaction
from django.test import override_settings
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from core.errors import Conflict
from core.models import Organisation, User
from documents import archive, finishing, pades, rendering
from documents.enums import RenderState
from documents.jobs import render_owed
from documents.models import IssuedDocument
from documents.pades import demonstration
from documents.services import issue
from tests.conftest import BEGINNING
from tests.factories.documents import Letter, with_issue


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's certificates, which take seconds to make."""
    folder = tmp_path_factory.mktemp("site") / "signing"
    with override_settings(DEMONSTRATION_KEYS=folder), time_machine.travel(BEGINNING):
        assert demonstration.make()
        assert not demonstration.make()
    return folder


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return rendering.render(with_issue(Letter()))


@pytest.fixture
def identity(made: Path, settings: Settings) -> pades.Identity:
    """The demonstration's."""
    settings.DEMO, settings.DEMONSTRATION_KEYS = True, made
    found = pades.current()
    assert found is not None
    return found


@pytest.fixture
def file(pdf: bytes, identity: pades.Identity) -> bytes:
    return pades.sign(pdf, identity)


def judged(file: bytes, identity: pades.Identity) -> PdfSignatureStatus:
    """What pyHanko says of the signature, trusting only the demonstration's root."""
    signature = PdfFileReader(io.BytesIO(file)).embedded_signatures[0]
    trust = ValidationContext(trust_roots=list(identity.roots), crls=list(identity.revocations))
    return validate_pdf_signature(signature, signer_validation_context=trust)


def is_untouched(file: bytes, identity: pades.Identity) -> bool:
    try:
        status = judged(file, identity)
        return status.bottom_line and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    except (PdfError, SignatureValidationError, zlib.error, LookupError, TypeError, ValueError):  # no longer a PDF
        return False


def test_the_printed_bytes_come_first_and_stay(file: bytes, pdf: bytes) -> None:
    assert file.startswith(pdf)


def test_pyhanko_trusts_it(file: bytes, identity: pades.Identity) -> None:
    status = judged(file, identity)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted


def test_what_is_needed_without_a_network_lies_inside(file: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(file))
    store = reader.root["/DSS"]
    assert len(store["/Certs"]) >= 3
    assert len(store["/CRLs"]) == 1
    attributes = {entry["type"].native for entry in signed_part(reader)["unsigned_attrs"]}
    assert "signature_time_stamp_token" in attributes


def signed_part(reader: PdfFileReader) -> cms.SignerInfo:
    signature: cms.SignerInfo = reader.embedded_signatures[0].signer_info
    return signature


def test_pdfsig_agrees(file: bytes, tmp_path: Path) -> None:
    said = pdfsig(file, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "测试证书，无法律效力" in said


def pdfsig(file: bytes, folder: Path) -> str:
    """The report of poppler's tool."""
    path = folder / "signed.pdf"
    path.write_bytes(file)
    done = subprocess.run(["pdfsig", str(path)], capture_output=True, check=False, text=True)
    return done.stdout + done.stderr


def test_a_changed_byte_is_detected_wherever_it_is(file: bytes, identity: pades.Identity) -> None:
    """Sampled over the whole file but the signature's own place, whose padding says nothing."""
    _, before, after, _ = PdfFileReader(io.BytesIO(file)).embedded_signatures[0].byte_range
    places = [place for place in range(97, len(file), len(file) // 60) if not before <= place < after]
    assert len(places) > 40
    assert [place for place in places if is_untouched(changed(file, place), identity)] == []


def changed(file: bytes, place: int) -> bytes:
    return file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]


def test_pdfsig_detects_it_too(file: bytes, tmp_path: Path) -> None:
    assert "Signature is Valid." not in pdfsig(changed(file, 5000), tmp_path)


def test_what_is_added_afterwards_is_detected(file: bytes, identity: pades.Identity) -> None:
    assert not is_untouched(file + b"\n% more", identity)


def test_only_the_owner_can_read_the_keys(made: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.iterdir()} == {0o600}
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_no_demonstration_no_test_certificate(made: Path, settings: Settings) -> None:
    settings.DEMO, settings.DEMONSTRATION_KEYS = False, made
    assert pades.current() is None


def site_key(made: Path, folder: Path, password: bytes) -> Path:
    """The demonstration's key as a site would keep its own: under a password."""
    key, certificate, others = pkcs12.load_key_and_certificates((made / demonstration.KEY).read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    path = folder / "site.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(None, key, certificate, others, BestAvailableEncryption(password))
    )
    path.chmod(0o600)
    return path


def test_a_site_signs_with_its_own(made: Path, pdf: bytes, settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_PKCS12, settings.SIGNING_PASSWORD = str(site_key(made, tmp_path, b"secret")), "secret"
    identity = pades.current()
    assert identity is not None
    assert not identity.is_verifiable_offline
    assert "Signature is Valid." in pdfsig(pades.sign(pdf, identity), tmp_path)


def test_a_key_is_opened_once_and_again_when_its_file_changes(made: Path, settings: Settings, tmp_path: Path) -> None:
    path = site_key(made, tmp_path, b"secret")
    settings.SIGNING_PKCS12, settings.SIGNING_PASSWORD = str(path), "secret"
    first = pades.current()
    assert first is not None
    assert pades.current() is first
    path.write_bytes(path.read_bytes())
    os.utime(path, (1, 1))
    assert pades.current() is not first
    path.chmod(0o640)
    with pytest.raises(Conflict, match="chmod 600"):
        pades.current()


def test_a_wrong_password_says_what_to_do(made: Path, settings: Settings, tmp_path: Path) -> None:
    settings.SIGNING_PKCS12, settings.SIGNING_PASSWORD = str(site_key(made, tmp_path, b"secret")), "guess"
    with pytest.raises(Conflict, match="SIGNING_PASSWORD"):
        pades.current()


def test_a_key_others_may_read_is_refused(made: Path, settings: Settings, tmp_path: Path) -> None:
    path = site_key(made, tmp_path, b"secret")
    path.chmod(0o640)
    settings.SIGNING_PKCS12, settings.SIGNING_PASSWORD = str(path), "secret"
    with pytest.raises(Conflict, match="chmod 600"):
        pades.current()


def test_a_missing_key_is_named(settings: Settings) -> None:
    settings.SIGNING_PKCS12 = "/nowhere/site.p12"
    with pytest.raises(Conflict, match="SIGNING_PKCS12"):
        pades.current()


def test_the_job_signs_and_records_both_hashes(
    office: Organisation, clerk: User, identity: pades.Identity, settings: Settings
) -> None:
    document = issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk)
    render_owed()
    document.refresh_from_db()
    unsigned = rendering.typeset(document.content, finishing.issued(document)).pdf
    assert document.signed_by == identity.name
    assert document.printed_sha256 == hashlib.sha256(unsigned).hexdigest() != document.file_sha256
    assert is_untouched(archive.read(document.file_sha256), identity)
    with pytest.raises(IntegrityError, match="不得更换"), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(printed_sha256="0" * 64)


def test_a_key_that_cannot_be_used_fails_the_document_and_says_why(
    office: Organisation, clerk: User, settings: Settings
) -> None:
    settings.SIGNING_PKCS12 = "/nowhere/site.p12"
    document = issue(actor=clerk, paper=Letter(), dossier=None, issuer=office, signatory=clerk)
    render_owed()
    document.refresh_from_db()
    assert document.render_state == RenderState.FAILED
    assert "/nowhere/site.p12" in document.render_error
    assert document.document_date == datetime.date(2026, 3, 2)
