"""Every character must have a glyph: a tofu box is a failed document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

from django.utils.translation import gettext as _

from core import printable
from core.errors import Invalid
from core.printable import SPACES
from documents import fonts

Place = tuple[str, str]


def check(content: dict[str, Any]) -> None:
    """Raises Invalid naming the first unprintable character and its place."""
    for place, character in unprintable(content, fonts.characters()):
        raise Invalid(
            _("%(place)s中的“%(character)s”（U+%(code)s）没有可用字形，请改用规范汉字或补充字体")
            % {"place": place, "character": character, "code": f"{ord(character):04X}"}
        )


def refuse(content: dict[str, Any], signatories: Iterable[str]) -> None:
    """Raises Invalid for what a document that has no number yet could never be printed with: the first character that
    no page carries, and its place. Where no face is installed, only control and format characters are told."""
    texts = [*places(content), *(("签发人", name) for name in signatories)]
    if not printable.mistake("".join(text for _place, text in texts)):
        return
    for place, text in texts:
        if wrong := printable.mistake(text):
            raise Invalid(f"{place}{wrong}")


def unprintable(content: dict[str, Any], known: Set[str]) -> Iterator[tuple[str, str]]:
    """(place, character) of everything outside `known`, in printing order."""
    for place, text in places(content):
        for character in text:
            if character not in known and character not in SPACES:
                yield place, character


def places(content: dict[str, Any]) -> Iterator[Place]:
    """Every printed text with the name a clerk would give its place."""
    issue = content.get("issue", {})
    yield "发文机关标志", content["mark"] or issue.get("mark", "")
    yield "发文字号", issue.get("number", "")
    yield "签发人", issue.get("signatory_name", "")
    yield "标题", content["title"]
    yield "主送机关", "".join(content["addressees"])
    yield from _blocks("正文", content["body"])
    if content["enclosure"]:
        yield f"《{content['enclosure']['title']}》标题", content["enclosure"]["title"]
        yield from _blocks("印发件", content["enclosure"]["blocks"])
    for annex in content["annexes"]:
        yield from _table(annex["label"], annex)
        yield f"{annex['label']}说明", annex["title"] + annex["unit"] + "".join(annex["notes"])
    for line in content["attendance"]:
        yield f"{line['label']}人员", line["names"]
    yield "附件说明", "".join(content["attachments"])
    yield "署名", issue.get("issuer_name", "") + issue.get("printed_by", "")
    yield "附注", content["note"]
    yield "抄送机关", "".join(content["cc"])


def _blocks(where: str, blocks: list[dict[str, Any]]) -> Iterator[Place]:
    for number, block in enumerate(blocks, 1):
        place = f"{where}第{number}段"
        match block["block"]:
            case "table":
                yield from _table(f"{place}表格", block)
            case "fields" | "signers":
                for field in block[block["block"]]:
                    yield f"{place}“{field['label']}”栏", field["label"] + field["value"]
            case "opinion":
                yield f"{place}“{block['label']}”栏", "".join(block[key] for key in ("label", "text", "name", "day"))
            case _:
                yield place, block["text"] + block.get("run_in", "")


def _table(where: str, table: dict[str, Any]) -> Iterator[Place]:
    titles = [column["title"] for column in table["columns"]]
    yield f"{where}表头", "".join(titles) + table.get("caption", "")
    for number, row in enumerate(table["rows"], 1):
        for title, cell in zip(titles, row, strict=True):
            yield f"{where}第{number}行“{title}”栏", cell
