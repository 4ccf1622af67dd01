"""What the pictures rest on: contrast, the oldest browser, no inline style or script, icons that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STYLE = (ROOT / "static" / "tongchou.css").read_text()
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "print" not in path.parts]


def _token(name: str) -> str:
    found = re.search(rf"--{name}: (#[0-9a-f]{{3,6}})", STYLE)
    assert found, name
    return found[1]


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "ground"), ("secondary", "ground"), ("secondary", "paper"), ("action", "paper"), ("action", "ground"),
        ("action-dark", "action-pale"), ("paper", "action"), ("red", "paper"), ("red", "red-pale"),
        ("amber", "amber-pale"), ("green", "paper"), ("slip-ink", "slip-pale"), ("secondary", "hover"),
    ],
)  # fmt: skip
def test_text_reaches_aa(text: str, ground: str) -> None:
    lighter, darker = sorted((_luminance(_token(text)), _luminance(_token(ground))), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize(
    "too_new", [":has(", "@container", "@layer", "&:", "inset:", "aspect-ratio", "subgrid", ":is("]
)
def test_the_stylesheet_keeps_to_chromium_86(too_new: str) -> None:
    rules = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S)
    assert too_new not in rules


def test_a_button_that_names_a_document_wraps_on_a_phone() -> None:
    """The notice of a plan names a document of any length; no button of such a page may widen it."""
    rule = re.search(r"\.button-titled \{([^}]*)\}", STYLE)
    assert rule
    assert {"white-space: normal", "max-width: 100%"} <= {part.strip() for part in rule[1].split(";")}
    assert STYLE.index(".button-titled {") > STYLE.index(".button, button:not([class]) {")  # the later one holds
    for path in TEMPLATES:
        for classes, words in re.findall(
            r'class="(button[^"]*)"[^>]*>(\{% blocktranslate [^%]*title=.*)', path.read_text()
        ):
            assert "button-titled" in classes, (path, words)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_inline_style_script_or_foreign_address(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text)


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'symbol id="([a-z]+)"', (ROOT / "static" / "icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'<c-icon name="([a-z]+)"', path.read_text())}
    registered = {
        name for path in ROOT.glob("*/**/apps.py") for name in re.findall(r'icon="([a-z]+)"', path.read_text())
    }
    assert named | registered <= drawn
