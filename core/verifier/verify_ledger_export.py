#!/usr/bin/env python3
"""Check an exported ledger with nothing but Python 3.9 or later:

    python3 verify_ledger_export.py EXPORT.jsonl [CODE:SEQ:HASH ...]

Each entry is one line: the text that was hashed, and the hash. An entry holds when its hash is the SHA-256 of its
text, its number follows the one before, and the hash it names as `prev` is that of the entry before (of the first:
64 zeros). A head that you kept on paper (CODE:SEQ:HASH) shows entries cut off or rewritten afterwards. What is broken
is named by its line of the file and, where the file still tells it, by the chain's code.
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
    """An entry that does not hold, and the chain that it is of, where one is known."""

    def __init__(self, told: str, chain: int | None = None) -> None:
        super().__init__(told)
        self.chain = chain


class Export:
    """What was read so far: the hashes of each chain in their order, and which code has which chain."""

    def __init__(self) -> None:
        self.chains: dict[int, list[str]] = {}
        self.codes: dict[str, int] = {}
        self.is_export = False

    def read(self, number: int, text: bytes) -> None:
        """Take one line of the file; Broken when it is damaged or does not fit the ones before."""
        try:
            self._take(json.loads(text.decode("utf-8")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if number == 1:
                raise ValueError("the file is not a ledger export") from error
            raise Broken(
                f"line {number} of the file is damaged: it is neither an entry nor the end of a chain"
            ) from error
        except Broken as broken:
            raise Broken(f"{broken} (line {number} of the file)", broken.chain) from broken

    def _take(self, line: dict[str, Any]) -> None:
        if "entry" in line:
            self._take_entry(line)
        elif "chain" in line:
            self._take_end(line)
        elif line.get("format") != FORMAT:
            raise ValueError("neither an entry nor an end")
        else:
            self.is_export = True

    def finish(self, anchors: Iterable[tuple[str, int, str]]) -> None:
        """Every chain must have told its end, and every head kept outside must be there."""
        if not self.is_export:
            raise ValueError("the file is empty, or its first line is missing: it is not a ledger export")
        for chain in sorted(set(self.chains) - set(self.codes.values())):
            raise Broken(f"chain {chain}: its end is missing from the file")
        for code, seq, digest in anchors:
            hashes = self.chains.get(self.codes.get(code, 0), [])
            if not 0 < seq <= len(hashes) or hashes[seq - 1] != digest:
                raise Broken(f"{code}, entry {seq}: not what was anchored")

    def _take_entry(self, line: dict[str, Any]) -> None:
        entry = json.loads(line["entry"])
        hashes = self.chains.setdefault(entry["chain"], [])
        chain, place = entry["chain"], f"chain {entry['chain']}, entry {len(hashes) + 1}"
        if entry["seq"] != len(hashes) + 1:
            raise Broken(f"{place}: missing; the file goes on with entry {entry['seq']}", chain)
        if hashlib.sha256(line["entry"].encode("utf-8")).hexdigest() != line["hash"]:
            raise Broken(f"{place}: altered, its hash is not that of its text", chain)
        if entry["prev"] != (hashes[-1] if hashes else GENESIS):
            raise Broken(f"{place}: does not follow the entry before it", chain)
        hashes.append(line["hash"])

    def _take_end(self, line: dict[str, Any]) -> None:
        hashes = self.chains.get(line["chain"], [])
        self.codes[line["code"]] = line["chain"]
        if line["entries"] != len(hashes) or line["head"] != (hashes[-1] if hashes else GENESIS):
            raise Broken(f"chain {line['chain']}: {len(hashes)} entries read, the file says {line['entries']}")


def kept_head(typed: str) -> tuple[str, int, str]:
    """A head as it was typed from paper. Raises ValueError, saying how one is written."""
    code, seq, digest = (*typed.split(":"), "", "")[:3]
    if typed.count(":") != 2 or not seq.isdecimal() or len(digest) != len(GENESIS):
        raise ValueError(f"a head is typed as CODE:SEQ:HASH with a hash of 64 characters, not as {typed}")
    return code, int(seq), digest.lower()


def code_of(path: Path, chain: int | None) -> str:
    """What the file, as far as it can be read, calls a chain, for the sentence that says it is broken."""
    for text in path.read_bytes().splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and chain is not None and line.get("chain") == chain:
            return f"{line.get('code')}, "
    return ""


def main(arguments: list[str]) -> int:
    """Read the file, print what holds or what is broken, and return the exit status."""
    if not arguments:
        print(__doc__)
        return 2
    export, path = Export(), Path(arguments[0])
    try:
        anchors = [kept_head(typed) for typed in arguments[1:]]
        with path.open("rb") as file:
            for number, text in enumerate(file, 1):
                export.read(number, text)
        export.finish(anchors)
    except Broken as broken:
        print(f"BROKEN: {code_of(path, broken.chain)}{broken}")
        return 1
    except (OSError, ValueError) as error:
        print(f"UNREADABLE: {error}")
        return 2
    for code, chain in sorted(export.codes.items()):
        print(f"{code}: {len(export.chains[chain])} entries hold, head {export.chains[chain][-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
