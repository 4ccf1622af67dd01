"""How a mould tells what is to be replaced: words that occur nowhere else, and keys from a range of their own.

Every text of the model county is made of marked words, every row has a key above `FIRST`, so that whatever refers to
a row or names a place is found wherever it stands: in a column, in a document's content, in the ledger's detail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.codes import ALPHABET, GROUP

MARK = "\u3402"  # 㐂: of no place and no word
_FIRST_CHARACTER = 0x3500
FIRST = 700_000_000
"""Where the keys of the model county begin: with a seven, of nine digits."""
MOST = 200
"""How many tables may number their rows."""
SPAN = 100_000_000 // MOST
"""How many keys one table may use."""

_WORD = f"{MARK}(.)"
PATTERN = re.compile(
    f"(?=[0-9a-fA-Y@第{MARK}])(?:%s)"  # most letters begin nothing, and are passed over at once
    % "|".join(
        (
            r"(?P<uuid>(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f]))",
            r"(?P<digest>(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f]))",
            r"(?P<moment>\d{4}-\d\d-\d\d(?P<style>[ T])\d\d:\d\d:\d\d(?:\.\d+)?(?P<zone>\+00(?::00)?|Z))",
            rf"(?P<number>{_WORD}〔(?P<number_year>\d{{4}})〕(?P<number_seq>\d+)号)",
            rf"(?P<seq>{_WORD}#(?P<seq_year>\d{{4}})#(?P<seq_seq>\d+))",
            rf"(?P<project>{_WORD}-(?P<project_year>\d{{4}})-(?P<project_seq>\d{{4,}}))",
            rf"(?P<word>{_WORD})",
            r"(?P<content>@content:\d+)",
            r"(?P<code>@code:\d+)",
            rf"(?P<cited>(?<![0-9A-Za-z-])[{ALPHABET}]{{{GROUP}}}-[{ALPHABET}]{{{GROUP}}}(?![0-9A-Za-z-]))",
            r"(?P<words>@words:\d+)",
            r"@(?P<once>made|password)",
            r"(?P<meeting>@meeting:(?P<meeting_kind>\w+):\d{4}:\d+)",
            r"(?P<incoming>@incoming:(?P<incoming_at>\d+):(?P<incoming_year>\d{4}):(?P<incoming_seq>\d+))",
            r"(?P<sitting>第\d+次(?P<sitting_kind>(?:领导小组|县政府常务|常务)?会议))",
            r"(?P<key>(?<![0-9A-Za-z])7\d{8}(?![0-9A-Za-z]))",
        )
    )
)


@dataclass
class Words:
    """The marked words of the model county, each with the name of what stands in its place."""

    names: dict[str, str] = field(default_factory=dict)

    def new(self, name: str) -> str:
        """A word for that name."""
        character = chr(_FIRST_CHARACTER + len(self.names))
        self.names[character] = name
        return f"{MARK}{character}"

    def of(self, name: str) -> str:
        """The word for that name, the same whenever it is asked for."""
        characters = (character for character, named in self.names.items() if named == name)
        return next((f"{MARK}{character}" for character in characters), None) or self.new(name)

    def name_of(self, word: str) -> str:
        """The name behind a marked word, found by the character after the mark."""
        return self.names[word[1]]
