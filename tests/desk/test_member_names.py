"""Names of files in a package are safe everywhere, tell what is in them, and no two are alike."""

from __future__ import annotations

import pytest

from documents.models import IssuedDocument
from workflows.desk.member_names import safe, stem


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("关于报送“方案”的函", "关于报送“方案”的函"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i"),
        ("一行\n另一行\t\x00完\u202e。", "一行 另一行 完。"),
        (" .隐藏. ", "隐藏"),
    ],
)
def test_safe(title: str, name: str) -> None:
    assert safe(title) == name


@pytest.mark.parametrize("letter", ["关", "𰻝", "a"])
def test_it_fits_and_stays_the_only_one(letter: str) -> None:
    long = [IssuedDocument(kind="D17", number="竹政函〔2027〕3号", title=letter * 300) for _ in range(2)]
    names = [stem(place, document) for place, document in enumerate(long, 1)]
    assert len(set(names)) == 2
    assert names[0].startswith(f"documents/01 D17 竹政函〔2027〕3号 {letter}")
    assert all(len(f"{name}.json".rpartition("/")[2].encode()) <= 255 for name in names)
