"""`manage.py prove typesetting`: texts of 1 to 60 paragraphs, with and without annexes, in every layout, measured."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from core import proofs
from documents import rendering, specimens
from documents.enums import Layout
from documents.measuring import measure

OFFICIAL = (Layout.DOCUMENT, Layout.UPWARD, Layout.LETTER, Layout.MINUTES, Layout.ORDER)
SHORT = (1, 4, 9, 17)


def typesetting(*, seed: int, short: bool) -> Iterator[str]:
    """Every document is without fault, or the proof fails with the first that is not."""
    pages = count = 0
    for paragraphs in SHORT if short else range(1, 61):
        for layout in OFFICIAL if not short else (OFFICIAL[paragraphs % 5], OFFICIAL[(paragraphs + 2) % 5]):
            dice = random.Random(f"{seed} {paragraphs} {layout}")  # noqa: S311
            content = specimen(dice, layout, paragraphs)
            printed = rendering.typeset(content)
            faults = measure(printed.pdf)
            if faults:
                raise proofs.ProofFailed(f"{layout}, {paragraphs} paragraphs: {'; '.join(map(str, faults[:5]))}")
            pages += printed.pages
            count += 1
        if not short and paragraphs % 10 == 0:
            yield f"up to {paragraphs} paragraphs: {count} documents, {pages} pages without fault"
    yield f"{count} documents, {pages} pages without fault"


def specimen(dice: random.Random, layout: Layout, paragraphs: int) -> dict[str, Any]:
    """A document of so many paragraphs; half of them with annexes, upright or across, some with a table in the text,
    some carrying a plan as what they issue or as their annex, some joint or unsealed."""
    body = list(specimens.text(dice, paragraphs))
    if paragraphs > 1 and layout not in {Layout.MINUTES, Layout.ORDER} and dice.random() < 0.3:
        body.insert(dice.randrange(1, len(body)), specimens.table(dice, dice.randint(1, 25)))
    count = 0 if layout in {Layout.MINUTES, Layout.ORDER} else dice.choice((0, 0, 1, 2))
    annexes = tuple(specimens.annex(dice, dice.randint(2, 40), is_wide=dice.random() < 0.5) for _ in range(count))
    issue: dict[str, Any] = {}
    if layout == Layout.DOCUMENT and dice.random() < 0.3:
        issue = specimens.JOINT | {"issuers": specimens.JOINT["issuers"][: dice.randint(2, 5)]}
    elif layout == Layout.UPWARD:
        issue = {"signatories": ["签发人甲", "签发人乙", "签发人丙"][: dice.randint(1, 3)]}
    elif dice.random() < 0.2:
        issue = {"is_sealed": False}
    if layout in {Layout.DOCUMENT, Layout.LETTER} and paragraphs > 2 and dice.random() < 0.4:
        made = specimens.content(layout, tuple(body[:1]), annexes, **issue)
        return specimens.enclosed(made, tuple(body[1:]), is_annex=layout == Layout.LETTER)
    return specimens.content(layout, tuple(body), annexes, **issue)


proofs.register("typesetting", typesetting)
