"""The guides of each role, which lie in docs/guide, as pages of help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"


@dataclass(frozen=True)
class Guide:
    """One guide: the name in its address, the file, and for whom it is."""

    slug: str
    file: str
    title: StrOrPromise


GUIDES = (
    Guide("village", "村级.md", _("村级经办人")),
    Guide("township", "乡镇.md", _("乡镇")),
    Guide("department", "部门.md", _("县直部门、财政局")),
    Guide("working-group", "工作专班.md", _("工作专班")),
    Guide("leaders", "领导.md", _("领导小组、县政府领导")),
    Guide("government-office", "政府办.md", _("县政府办公室")),
    Guide("province", "省级部门.md", _("省级部门")),
    Guide("watchers", "督查审计管理.md", _("督查、审计、管理员")),
    Guide("operations", "运维.md", _("运维人员")),
)
"""In the order in which a plan meets them."""


def find(slug: str) -> Guide | None:
    """The guide of that address."""
    return next((guide for guide in GUIDES if guide.slug == slug), None)


@cache
def page(file: str) -> SafeString:
    """A guide as HTML. What its file holds of HTML stands there as text; a link keeps its words alone, since it leads
    to another file, and a picture is left out."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = renderer.parse((FOLDER / file).read_text(encoding="utf-8"))
    for token in tokens:
        if token.children:
            token.children = _without_links(token.children)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    html: str = renderer.renderer.render(tokens, renderer.options, {})
    return mark_safe(html)  # noqa: S308 - html is off


def _without_links(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.type not in {"link_open", "link_close", "image"}]
