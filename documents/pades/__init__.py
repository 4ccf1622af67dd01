"""Signs finished files with the site's certificate, so that whoever holds one can tell that no byte was changed.

PAdES with a certifying signature. With the site's timestamp service it is B-T; with the authority's certificates and
revocation lists in SIGNING_TRUST they are embedded too (B-LT) and the file can be checked without a network.
"""

from __future__ import annotations

import io

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference

from documents.pades.identity import Identity, current

__all__ = ["FIELD", "Identity", "current", "sign"]

FIELD = "Signature"
REASON = "公文印发"


def sign(pdf: bytes, identity: Identity) -> bytes:
    """The file with a signature appended: its first bytes are those that were handed in.

    Everything lies in one revision, validation data included, so the signature covers the whole file.
    """
    signer = PdfSigner(_terms(identity), identity.signer, timestamper=identity.timestamper)
    signed = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=signed)
    return signed.getvalue()


def _terms(identity: Identity) -> PdfSignatureMetadata:
    """What the signature promises: no change is allowed after it."""
    return PdfSignatureMetadata(
        field_name=FIELD,
        reason=REASON,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=identity.is_verifiable_offline,
        validation_context=identity.validation() if identity.is_verifiable_offline else None,
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
