"""The drafting rules of 党政机关公文处理工作条例 that can be decided from a paper in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from documents.enums import GENRES, Layout

REQUESTS = ("请批示", "请予审批", "请批复", "请审批", "请予批复", "妥否")
"""What a report may not say (条例 第十六条: 不得在报告等非请示性公文中夹带请示事项)."""

WITHOUT_ADDRESSEE = frozenset({"公告", "通告", "公报", "决议", "决定", "命令", "纪要"})
LETTER_GENRES = frozenset({"函", "批复", "通知"})

Content = dict[str, Any]


def refusals(content: Content, signatory_name: str) -> list[str]:
    """Why a paper may not be issued as it stands; empty when it may."""
    if content["layout"] == Layout.FORM:
        return []
    return [refusal for rule in _RULES for refusal in rule(content, signatory_name)]


def _genre(content: Content, signatory_name: str) -> Iterator[str]:
    genre, title = content["genre"], content["title"]
    if genre not in GENRES:
        yield _("“%(genre)s”不是法定文种（条例第八条）；方案、规划须以通知印发") % {"genre": genre}
    elif not title.endswith(genre):
        yield _("标题须以文种“%(genre)s”结尾（条例第九条）：%(title)s") % {"genre": genre, "title": title}
    if content["enclosure"] and genre != "通知":
        yield _("方案、规划须以通知印发（条例第八条）")


def _upward(content: Content, signatory_name: str) -> Iterator[str]:
    if content["layout"] != Layout.UPWARD:
        return
    if len(content["addressees"]) != 1:
        yield _("上行文只能有一个主送机关（条例第十五条）")
    if not signatory_name:
        yield _("上行文必须标注签发人（条例第九条）")
    if content["genre"] not in {"报告", "请示", "意见"}:
        yield _("上行文的文种应为报告、请示或意见")


def _report(content: Content, signatory_name: str) -> Iterator[str]:
    if content["genre"] != "报告":
        return
    text = "".join(texts(content))
    for phrase in REQUESTS:
        if phrase in text:
            yield _("报告不得夹带请示事项（条例第十六条）：“%(phrase)s”") % {"phrase": phrase}


def _addressees(content: Content, signatory_name: str) -> Iterator[str]:
    addressees, cc = content["addressees"], content["cc"]
    if not addressees and content["genre"] not in WITHOUT_ADDRESSEE:
        yield _("缺少主送机关（条例第九条）")
    for name in sorted(set(addressees) & set(cc)):
        yield _("“%(name)s”不能既主送又抄送") % {"name": name}


def _format(content: Content, signatory_name: str) -> Iterator[str]:
    layout, genre = content["layout"], content["genre"]
    if layout == Layout.LETTER and genre not in LETTER_GENRES:
        yield _("信函格式不适用于“%(genre)s”") % {"genre": genre}
    if layout == Layout.MINUTES and not any(row["label"] == "出席" for row in content["attendance"]):
        yield _("纪要须列出席人员（GB/T 9704 10.3）")
    if layout == Layout.MINUTES and genre != "纪要":
        yield _("纪要格式的文种须为纪要")
    if not content["body"]:
        yield _("公文没有正文")


_RULES: tuple[Callable[[Content, str], Iterator[str]], ...] = (_genre, _upward, _report, _addressees, _format)


def texts(content: Content) -> Iterator[str]:
    """The running text of a paper: body and enclosure, without tables."""
    enclosure = content["enclosure"] or {"blocks": []}
    for block in [*content["body"], *enclosure["blocks"]]:
        yield block.get("text", "") + block.get("run_in", "")
