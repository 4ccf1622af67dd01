"""The drafting rules of 党政机关公文处理工作条例 (中办发〔2012〕14号) that can be decided from a paper in hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from documents.blocks import is_annexed
from documents.enums import GENRES, Disclosure, Layout
from documents.privacy import personal_numbers
from documents.requests import numbered_requests, requests_in

WITHOUT_ADDRESSEE = frozenset({"公告", "通告", "公报", "决议", "决定", "命令", "纪要"})
LETTER_GENRES = frozenset({"函", "批复", "通知"})
UPWARD_GENRES = frozenset({"报告", "请示", "意见"})

_PERSON = re.compile(r"(省长|市长|州长|县长|区长|乡长|镇长|书记|局长|厅长|主任|同志)$")
_ABOUT = re.compile(r"关于(.*?)的?$")
_BLANK = re.compile(r"[\W_的]+")

Content = dict[str, Any]


@dataclass(frozen=True)
class Issuer:
    """One agency that signs: its name, how deep it stands in the tree, and whose signature it has ('' for none)."""

    name: str
    rank: int = 0
    signatory: str = ""


@dataclass(frozen=True)
class Sending:
    """What decides a rule beside the text: who issues, the lead agency first, who stands below the lead, and whether
    the paper is given a number."""

    issuers: tuple[Issuer, ...]
    below: frozenset[str] = frozenset()
    is_numbered: bool = False

    @property
    def lead(self) -> Issuer:
        return self.issuers[0]


@dataclass(frozen=True)
class Breach:
    """A broken rule with its article."""

    article: str
    text: str

    def __str__(self) -> str:
        return f"{self.text}（{self.article}）"


Rule = Callable[[Content, Sending], Iterator[Breach]]


def refusals(content: Content, sending: Sending) -> list[Breach]:
    """Why a paper may not be issued as it stands; empty when it may. A form is no official document, and only the
    rules about several issuers, about people's own numbers and about annexes that it names ask it."""
    if content["layout"] == Layout.FORM:
        return [*joint(content, sending), *private(content, sending), *listed(content)]
    return [breach for rule in RULES for breach in rule(content, sending)]


def genre(content: Content, sending: Sending) -> Iterator[Breach]:
    """第八条: fifteen genres; a plan is none of them and travels under a notice (B10)."""
    named, title = content["genre"], content["title"]
    if named not in GENRES:
        yield Breach(_("条例第八条"), _("“%(genre)s”不是法定文种；方案、规划须以通知印发") % {"genre": named})
    elif not title.endswith(named):
        yield Breach(_("条例第九条"), _("标题须以文种“%(genre)s”结尾：%(title)s") % {"genre": named, "title": title})
    if content["enclosure"] and not is_annexed(content) and named != "通知":
        yield Breach(_("条例第八条"), _("方案、规划须以通知印发"))


def upward(content: Content, sending: Sending) -> Iterator[Breach]:
    """第九、十五、二十二条: one addressee, a signatory, nobody below at the same time, no person (B08)."""
    if content["layout"] != Layout.UPWARD:
        return
    yield from _upward_parties(content, sending)
    if not sending.lead.signatory:
        yield Breach(_("条例第九条"), _("上行文必须标注签发人"))
    if content["genre"] not in UPWARD_GENRES:
        yield Breach(_("条例第八条"), _("上行文的文种应为报告、请示或意见"))


def _upward_parties(content: Content, sending: Sending) -> Iterator[Breach]:
    if len(content["addressees"]) != 1:
        yield Breach(_("条例第十五条"), _("上行文只能有一个主送机关"))
    for name in content["addressees"]:
        if _PERSON.search(name):
            yield Breach(_("条例第十五条"), _("不得以机关名义向领导个人报送：%(name)s") % {"name": name})
    for name in content["cc"]:
        if _stands_below(name, sending):
            yield Breach(_("条例第十五条"), _("上行文不得同时抄送下级机关：%(name)s") % {"name": name})


def titled(content: Content, sending: Sending) -> Iterator[Breach]:
    """第九条: a title says what the paper is about, and not only who writes and in which genre."""
    if content["layout"] == Layout.ORDER:
        return
    matter = content["title"].removesuffix(content["genre"])
    if about := _ABOUT.search(matter):
        matter = about.group(1)
    for issuer in sending.issuers:
        matter = matter.replace(issuer.name, "")
    if not _BLANK.sub("", matter):
        yield Breach(_("条例第九条"), _("标题须写明事由：%(title)s") % {"title": content["title"]})


def report(content: Content, sending: Sending) -> Iterator[Breach]:
    """第十五条: no request hidden in a report, in its title or in whatever part of it (B08)."""
    if content["genre"] != "报告":
        return
    found = [phrase for words in (content["title"], *pieces(content)) for phrase in requests_in(words)]
    for phrase in dict.fromkeys(found):
        told = {"phrase": phrase}
        yield Breach(
            _("条例第十五条"), _("报告不得夹带请示事项：“%(phrase)s”，请删去，需要请示的另行以请示行文") % told
        )


def request(content: Content, sending: Sending) -> Iterator[Breach]:
    """第十五条: a request asks for one thing (请示应当一文一事)."""
    if content["genre"] != "请示":
        return
    if found := numbered_requests(pieces(content)):
        told = {"count": len(found), "phrases": "”“".join(found)}
        yield Breach(
            _("条例第十五条"),
            _("请示应当一文一事，本文列有%(count)d项请求（“%(phrases)s”），请分别行文") % told,
        )


def joint(content: Content, sending: Sending) -> Iterator[Breach]:
    """第十七、二十二条: only agencies of one rank issue together, each once, and the head of each has signed (B09)."""
    if len(sending.issuers) == 1:
        return
    if content["layout"] in (Layout.FORM, Layout.MINUTES):
        yield Breach(_("条例第十七条"), _("表单和纪要不能联合行文"))
    names = [issuer.name for issuer in sending.issuers]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Breach(_("条例第十七条"), _("联合行文的机关重复：%(name)s") % {"name": name})
    for issuer in sending.issuers:
        if issuer.rank != sending.lead.rank:
            yield Breach(
                _("条例第十七条"), _("只有同级机关可以联合行文：%(name)s与主办机关不同级") % {"name": issuer.name}
            )
        if not issuer.signatory:
            yield Breach(
                _("条例第二十二条"),
                _("联合发文须由所有联署机关负责人会签，尚缺：%(name)s") % {"name": issuer.name},
            )


def signed(content: Content, sending: Sending) -> Iterator[Breach]:
    """第二十二条: a document is numbered after the head has signed it, never before (B06)."""
    if sending.is_numbered and not sending.lead.signatory:
        yield Breach(
            _("条例第二十二条"),
            _("未经签发不得编号，请先送%(name)s负责人签发") % {"name": sending.lead.name},
        )


def private(content: Content, sending: Sending) -> Iterator[Breach]:
    """政府信息公开条例 第十五条: what everyone reads carries nobody's identity, bank account or mobile number."""
    if content["disclosure"] != Disclosure.OPEN:
        return
    for name, begins in personal_numbers(content):
        yield Breach(
            _("政府信息公开条例第十五条"),
            _("主动公开的文件不得载有%(name)s（%(begins)s…），请删去，联系电话请填单位电话")
            % {"name": name, "begins": begins},
        )


def addressees(content: Content, sending: Sending) -> Iterator[Breach]:
    """第九条: somebody is addressed, and nobody twice."""
    to, cc = content["addressees"], content["cc"]
    if not to and content["genre"] not in WITHOUT_ADDRESSEE:
        yield Breach(_("条例第九条"), _("缺少主送机关"))
    for name in sorted(set(to) & set(cc)):
        yield Breach(_("条例第九条"), _("“%(name)s”不能既主送又抄送") % {"name": name})


def formats(content: Content, sending: Sending) -> Iterator[Breach]:
    """GB/T 9704-2012: which genre goes into which format; minutes list who was there and bear no seal."""
    layout, named = content["layout"], content["genre"]
    if layout == Layout.LETTER and named not in LETTER_GENRES:
        yield Breach("GB/T 9704 10.1", _("信函格式不适用于“%(genre)s”") % {"genre": named})
    if layout == Layout.MINUTES:
        yield from _minutes(content)
    if not any(words.strip() for words in _said(content["body"])):
        yield Breach(_("条例第九条"), _("公文没有正文"))


def _minutes(content: Content) -> Iterator[Breach]:
    if not any(row["label"] == "出席" for row in content["attendance"]):
        yield Breach("GB/T 9704 10.3", _("纪要须列出席人员"))
    if content["genre"] != "纪要":
        yield Breach("GB/T 9704 10.3", _("纪要格式的文种须为纪要"))
    if content["is_sealed"]:
        yield Breach("GB/T 9704 10.3", _("纪要不加盖印章"))


def annexes(content: Content, sending: Sending) -> Iterator[Breach]:
    """GB/T 9704 7.3.4, 7.3.7: the note of annexes and the annexes in the file say the same, in the same order."""
    yield from listed(content)
    missing = [title for title in _following(content) if title not in content["attachments"]]
    if not content["enclosure"] or is_annexed(content):
        for title in missing:
            yield Breach("GB/T 9704 7.3.4", _("附件“%(title)s”未列入附件说明") % {"title": title})


def listed(content: Content) -> Iterator[Breach]:
    """Whatever the note of annexes names follows the text: nothing is promised that the file does not hold."""
    following = _following(content)
    missing = [title for title in content["attachments"] if title not in following]
    for title in missing:
        yield Breach("GB/T 9704 7.3.7", _("附件说明所列“%(title)s”不在文后") % {"title": title})
    if not missing and content["attachments"] != following[: len(content["attachments"])]:
        yield Breach("GB/T 9704 7.3.7", _("附件的顺序与附件说明不一致"))


def _following(content: Content) -> list[str]:
    """The titles of what follows the text as its annexes; tables of an enclosed plan belong to that."""
    if content["enclosure"]:
        return [content["enclosure"]["title"]]
    return [annex["title"] for annex in content["annexes"]]


RULES: tuple[Rule, ...] = (genre, titled, upward, report, request, joint, signed, private, addressees, formats, annexes)


def changes(signed: Content, now: Content) -> list[str]:
    """The parts of a paper that differ from what was sent for signature, as a clerk names them (B07)."""
    parts = [_named(key) for key in signed.keys() | now.keys() if signed.get(key) != now.get(key) and key in _PARTS]
    tables = _tables(signed), _tables(now)
    parts += [label for label in tables[0].keys() | tables[1].keys() if tables[0].get(label) != tables[1].get(label)]
    return sorted(parts)


_PARTS = frozenset(
    {"genre", "layout", "disclosure", "title", "mark", "addressees", "cc", "note", "attachments", "body", "enclosure",
     "attendance"}
)  # fmt: skip


def _named(key: str) -> str:
    names = {
        "genre": _("文种"), "layout": _("格式"), "disclosure": _("公开属性"), "title": _("标题"), "mark": _("发文机关标志"),
        "addressees": _("主送机关"), "cc": _("抄送机关"), "note": _("附注"), "attachments": _("附件说明"), "body": _("正文"),
        "enclosure": _("印发件"), "attendance": _("出席人员"),
    }  # fmt: skip
    return names[key]


def _tables(content: Content) -> dict[str, Any]:
    return {annex["label"]: annex for annex in content["annexes"]}


def pieces(content: Content) -> Iterator[str]:
    """Every paragraph and every cell of a paper, each for itself: body, enclosure, annexes and note."""
    enclosure = content["enclosure"] or {"title": "", "blocks": []}
    yield enclosure["title"]
    yield from _said([*content["body"], *enclosure["blocks"]])
    for annex in content["annexes"]:
        yield annex["title"]
        yield from (cell for row in annex["rows"] for cell in row)
        yield from annex["notes"]
    yield content["note"]


def _said(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield block.get("text", "") + block.get("run_in", "")
        yield from (cell for row in block.get("rows", ()) for cell in row)
        yield from (field["value"] for field in block.get("fields", ()))


def _stands_below(name: str, sending: Sending) -> bool:
    return name in sending.below or name.startswith(("各", "本级各", "所属"))
