"""Whatever a page says, it also says in English; checked without gettext's tools."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
NOT_PAGES = {"tests", "var", "node_modules"}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-zA-Z]")
LITERAL_CALL = re.compile(r"""\b(?:_|n?gettext)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def sources(pattern: str) -> Iterator[Path]:
    for folder in sorted(ROOT.iterdir()):
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in NOT_PAGES:
            yield from sorted(folder.rglob(pattern))


def gettext_names(module: ast.Module) -> set[str]:
    """What a module calls the gettext functions it imports."""
    imports = (n for n in ast.walk(module) if isinstance(n, ast.ImportFrom) and n.module == "django.utils.translation")
    return {alias.asname or alias.name for found in imports for alias in found.names if "gettext" in alias.name}


def said_in_python(source: str) -> Iterator[str]:
    module = ast.parse(source)
    names = gettext_names(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            for said in node.args[:1]:
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield said.value


def said_in_template(source: str) -> Iterator[str]:
    for call in LITERAL_CALL.finditer(templatize(source)):
        yield ast.literal_eval(call[1])


def said() -> dict[str, str]:
    """Each message of the code and the templates -> a file that says it."""
    found = {
        m: str(p.relative_to(ROOT)) for p in sources("*.py") for m in said_in_python(p.read_text(encoding="utf-8"))
    }
    for page in sources("*.html"):
        found |= {m: str(page.relative_to(ROOT)) for m in said_in_template(page.read_text(encoding="utf-8"))}
    return found


def translations() -> list[tuple[str, str]]:
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]
    plain = [(entry.msgid, entry.msgstr) for entry in entries if not entry.msgid_plural]
    return plain + [(e.msgid_plural, form) for e in entries if e.msgid_plural for form in e.msgstr_plural.values()]


def test_every_message_of_code_and_templates_is_in_the_catalogue() -> None:
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}
    assert {message: where for message, where in said().items() if message not in known} == {}


def test_every_translation_is_given_and_keeps_its_placeholders() -> None:
    wrong = [
        (msgid, msgstr)
        for msgid, msgstr in translations()
        if not msgstr or sorted(PLACEHOLDER.findall(msgid)) != sorted(PLACEHOLDER.findall(msgstr))
    ]
    assert wrong == []


def test_no_message_is_translated_twice() -> None:
    times = Counter((entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE)))
    assert [message for message, count in times.items() if count > 1] == []


def test_no_translation_waits_for_review() -> None:
    assert [entry.msgid for entry in polib.pofile(str(CATALOGUE)) if entry.fuzzy] == []


@pytest.mark.parametrize(
    ("source", "messages"),
    [
        ('{% translate "待办" %}', ["待办"]),
        ("<c-td label=\"{% translate '状态' %}\">{{ x }}</c-td>", ["状态"]),
        ("{% blocktranslate with n=x.n %}第{{ n }}条{% endblocktranslate %}", ["第%(n)s条"]),
        ("{% blocktranslate count n=m %}{{ n }}步{% plural %}{{ n }}步{% endblocktranslate %}", ["%(n)s步"]),
        ("<p>没有标记</p>", []),
    ],
)
def test_what_a_template_says_is_found(source: str, messages: list[str]) -> None:
    assert list(said_in_template(source)) == messages


def test_what_python_says_is_found() -> None:
    imported = "from django.utils.translation import gettext as _, ngettext\n"
    source = imported + '_("待办" "箱")\nngettext("%(n)d步", "%(n)d步", 2)\nprint("不译")\n'
    assert list(said_in_python(source)) == ["待办箱", "%(n)d步"]
