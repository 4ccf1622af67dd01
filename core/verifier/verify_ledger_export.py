#!/usr/bin/env python3
"""Check an exported ledger with nothing but Python 3.9 or later:

    python3 verify_ledger_export.py EXPORT.jsonl [CODE:SEQ:HASH ...]

Each entry is one line: the text that was hashed, and the hash. An entry holds when its hash is the SHA-256 of its
text, its number follows the one before, and the hash it names as `prev` is that of the entry before (of the first:
64 zeros). A head that you kept on paper (CODE:SEQ:HASH) shows entries cut off or rewritten afterwards.
Exit status: 0 all hold, 1 something is broken, 2 the file cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FORMAT = "tongchou-ledger-1"
GENESIS = "0" * 64


class Broken(Exception):
    """An entry that does not hold."""


class Export:
    """What was read so far: the hashes of each chain in their order, and which code has which chain."""

    def __init__(self) -> None:
        self.chains: dict[int, list[str]] = {}
        self.codes: dict[str, int] = {}

    def read(self, line: dict[str, Any]) -> None:
        """Take one line; Broken when it does not fit the ones before."""
        if "entry" in line:
            self._take_entry(line)
        elif "chain" in line:
            self._take_end(line)
        elif line.get("format") != FORMAT:
            raise ValueError("not a ledger export")

    def finish(self, anchors: Iterable[str]) -> None:
        """Every chain must have told its end, and every head kept outside must be there."""
        for chain in sorted(set(self.chains) - set(self.codes.values())):
            raise Broken(f"chain {chain}: its end is missing from the file")
        for anchor in anchors:
            code, seq, digest = anchor.split(":")
            hashes = self.chains.get(self.codes.get(code, 0), [])
            if not 0 < int(seq) <= len(hashes) or hashes[int(seq) - 1] != digest.lower():
                raise Broken(f"{code}, entry {seq}: not what was anchored")

    def _take_entry(self, line: dict[str, Any]) -> None:
        entry = json.loads(line["entry"])
        hashes = self.chains.setdefault(entry["chain"], [])
        place = f"chain {entry['chain']}, entry {len(hashes) + 1}"
        if entry["seq"] != len(hashes) + 1:
            raise Broken(f"{place}: missing; the file goes on with entry {entry['seq']}")
        if hashlib.sha256(line["entry"].encode("utf-8")).hexdigest() != line["hash"]:
            raise Broken(f"{place}: altered, its hash is not that of its text")
        if entry["prev"] != (hashes[-1] if hashes else GENESIS):
            raise Broken(f"{place}: does not follow the entry before it")
        hashes.append(line["hash"])

    def _take_end(self, line: dict[str, Any]) -> None:
        hashes = self.chains.get(line["chain"], [])
        self.codes[line["code"]] = line["chain"]
        if line["entries"] != len(hashes) or line["head"] != (hashes[-1] if hashes else GENESIS):
            raise Broken(f"chain {line['chain']}: {len(hashes)} entries read, the file says {line['entries']}")


def main(arguments: list[str]) -> int:
    """Read the file, print what holds or what is broken, and return the exit status."""
    if not arguments:
        print(__doc__)
        return 2
    export = Export()
    try:
        with Path(arguments[0]).open(encoding="utf-8") as file:
            for text in file:
                export.read(json.loads(text))
        export.finish(arguments[1:])
    except Broken as broken:
        print(f"BROKEN: {broken}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"UNREADABLE: {error}")
        return 2
    for code, chain in sorted(export.codes.items()):
        print(f"{code}: {len(export.chains[chain])} entries hold, head {export.chains[chain][-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
