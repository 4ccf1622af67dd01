#!/usr/bin/env python3
"""Check an exported ledger with nothing but Python 3.8 or later:

    python3 verify_ledger_export.py EXPORT.jsonl [CODE:SEQ:HASH ...]

Each entry is one line: the text that was hashed, and the hash. An entry holds when its hash is the SHA-256 of its
text, its number follows the one before, and the hash it names as `prev` is that of the entry before (of the first:
64 zeros). A head that you kept on paper (CODE:SEQ:HASH) shows entries cut off or rewritten afterwards.
Exit status: 0 all hold, 1 something is broken, 2 the file cannot be read.
"""

import hashlib
import json
import sys

GENESIS = "0" * 64


class Broken(Exception):
    """An entry that does not hold."""


def check_entry(line, chains):
    """Add one entry to its chain, a list of hashes; Broken when it does not follow."""
    entry = json.loads(line["entry"])
    hashes = chains.setdefault(entry["chain"], [])
    place = "chain %s, entry %s" % (entry["chain"], len(hashes) + 1)
    if entry["seq"] != len(hashes) + 1:
        raise Broken(place + ": missing; the file goes on with entry %s" % entry["seq"])
    if hashlib.sha256(line["entry"].encode("utf-8")).hexdigest() != line["hash"]:
        raise Broken(place + ": altered, its hash is not that of its text")
    if entry["prev"] != (hashes[-1] if hashes else GENESIS):
        raise Broken(place + ": does not follow the entry before it")
    hashes.append(line["hash"])


def check_end(line, chains, codes):
    """Compare how a chain says it ends with what was read of it."""
    hashes = chains.get(line["chain"], [])
    codes[line["code"]] = line["chain"]
    if line["entries"] != len(hashes) or line["head"] != (hashes[-1] if hashes else GENESIS):
        raise Broken("chain %s: ends with entry %s, the file says %s" % (line["chain"], len(hashes), line["entries"]))


def check_anchor(anchor, chains, codes):
    """Compare a head kept outside with the entry of that number."""
    code, seq, digest = anchor.split(":")
    hashes = chains.get(codes.get(code), [])
    if int(seq) > len(hashes) or hashes[int(seq) - 1] != digest.lower():
        raise Broken("%s, entry %s: not what was anchored" % (code, seq))


def main(arguments):
    if not arguments:
        print(__doc__)
        return 2
    chains, codes = {}, {}
    try:
        with open(arguments[0], encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                line = json.loads(text)
                if "entry" in line:
                    check_entry(line, chains)
                elif "chain" in line:
                    check_end(line, chains, codes)
                elif line.get("format") != "tongchou-ledger-1":
                    raise ValueError("line %s: not a ledger export" % number)
        unfinished = set(chains) - set(codes.values())
        if unfinished:
            raise Broken("chain %s: the end of the chain is missing" % sorted(unfinished)[0])
        for anchor in arguments[1:]:
            check_anchor(anchor, chains, codes)
    except Broken as broken:
        print("BROKEN: %s" % broken)
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        print("UNREADABLE: %s" % error)
        return 2
    for code, chain in sorted(codes.items()):
        print("%s: %s entries hold, head %s" % (code, len(chains[chain]), (chains[chain] or [GENESIS])[-1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
