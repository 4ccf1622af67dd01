"""What goes onto a file beside its text: a draft says that it is one; an issued document bears seal and code."""

from __future__ import annotations

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.enums import OrganisationKind
from documents import codes, seals
from documents.adornments import Adornments
from documents.models import IssuedDocument
from documents.outlines import picture, placed

DRAFT_WORDS = "草稿"
SMALL_SEAL_MM, COUNTY_SEAL_MM, PROVINCE_SEAL_MM = 42.0, 45.0, 50.0
"""Of a township and of a county's offices; of a county or prefecture and of the offices above; of a province
(国发〔1999〕25号)."""


def issued(document: IssuedDocument) -> Adornments:
    """Seal and code of an issued document. Raises Conflict where the seal service refuses."""
    return Adornments(seal=seals.of(document), seal_mm=_seal_mm(document), code=_code(document.verification_code))


def draft() -> Adornments:
    """No seal, no code, and 草稿 on every page."""
    return Adornments(draft_mark=_draft_mark())


def _seal_mm(document: IssuedDocument) -> float:
    issuer = document.issuer
    match issuer.kind:
        case OrganisationKind.PROVINCE:
            return PROVINCE_SEAL_MM
        case OrganisationKind.COUNTY | OrganisationKind.PREFECTURE:
            return COUNTY_SEAL_MM
        case _:
            return SMALL_SEAL_MM if issuer.county_id else COUNTY_SEAL_MM


def _code(code: str) -> SafeString:
    """A square code of the verification page's address, and the code to type."""
    if not code:
        return SafeString()
    address = settings.PUBLIC_URL.rstrip("/") + reverse("documents:verify", args=[code])
    square = segno.make(address, error="m", micro=False).svg_data_uri(border=0)
    return format_html(
        '<img alt="核验二维码" src="{}"><p style="font-size:6pt;line-height:2.6mm;text-align:center;white-space:nowrap">'
        "扫码核验真伪<br>{}</p>",
        square,
        codes.spoken(code),
    )


def _draft_mark() -> SafeString:
    """Large and pale across the page, and in words at its top."""
    glyphs = [placed("hei", char, size=60, x=x, turn=-35) for char, x in zip(DRAFT_WORDS, (-42.0, 42.0), strict=True)]
    drawn = f'<g fill="#000" fill-opacity="0.07">{"".join(glyphs)}</g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-78 -112 156 224">{drawn}</svg>'
    return format_html(
        '{}<p style="position:absolute;left:0;top:-16mm;font-size:10.5pt;line-height:5mm;color:#666">{}</p>',
        picture(svg, DRAFT_WORDS, "position:absolute;left:0;top:0;width:100%"),
        f"{DRAFT_WORDS}　未编号、未用印，不作为公文使用",
    )
