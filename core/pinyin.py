"""How Chinese is read aloud.

The dictionary is loaded by the first who asks: that takes longer than most commands, and most never ask.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=40_000)
def initials_of_name(name: str) -> str:
    """The first letter of each of its characters: 竹山县 is zsx. Every county has organs of the same names, and a
    province is loaded again whenever its places change."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))


def initials_of_text(text: str) -> str:
    """The same of a long text, which is cut into words first: 竹山县2027年 is zsx2027n."""
    from pypinyin.seg.simpleseg import seg

    return "".join(_initials_of_word(word) for word in seg(text) if word)


@lru_cache(maxsize=20_000)
def _initials_of_word(word: str) -> str:
    """Of one word as pypinyin cuts them; few words make up all titles."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin([word], style=Style.FIRST_LETTER))


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """All syllables that a character is read as, without tones."""
    from pypinyin import Style, pinyin

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
