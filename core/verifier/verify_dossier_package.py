#!/usr/bin/env python3
"""Check the archive package of one dossier with nothing but Python 3.9 or later, offline:

    python3 verify_dossier_package.py PACKAGE.zip [CODE:SEQ:ROOT ...]

It holds when the package is in its one form to the last byte, every member is as the manifest says, every document's
data, every attachment and every ledger entry has the hash it claims, each document is the one whose issue the ledger
records, the attachments are those that it records as brought and not taken away again, and each entry's path leads to the root of its chain: the county's, and that of every other place where the dossier was dealt
with. The roots stand in the printed 台账锚定表 of that day: name them (CODE:SEQ:ROOT) to have them compared, since a
package proves its place in a chain only against a root kept elsewhere. Where two sides dealt with a dossier, what the
other did within itself is left out; the manifest says how many ledger entries those are.
Exit status: 0 it holds, 1 something is broken, 2 the file cannot be read.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

FORMAT = "tongchou-dossier-2"
MANIFEST, LEDGER, DOCUMENTS, SELF = "manifest.json", "ledger.json", "documents.json", "verify_dossier_package.py"
ATTACHMENTS = "attachments.json"
MOMENT = (2000, 1, 1, 0, 0, 0)
TYPED = re.compile(r"[^:]+:[1-9][0-9]*:[0-9a-fA-F]{64}")


class Broken(Exception):
    """Something in the package is not what it claims to be."""


def packed(members: Mapping[str, bytes | Path]) -> bytes:
    """The one form of a package: members in the order of their names, stored as they are, without a date."""
    made = io.BytesIO()
    pack(members, made)
    return made.getvalue()


def pack(members: Mapping[str, bytes | Path], made: IO[bytes]) -> None:
    """Write that form; a member may be the path of a file, which is never read as a whole."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry, held = zipfile.ZipInfo(name, MOMENT), members[name]
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            if isinstance(held, bytes):
                archive.writestr(entry, held)
                continue
            entry.file_size = held.stat().st_size
            with held.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)


def canonical(value: Any) -> bytes:
    """The one spelling of a value that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def root_from(digest: str, path: Iterable[Any]) -> str:
    """Where a path leads from an entry's hash: a leaf is SHA-256 of 0x00 and it, a node of 0x01 and two children."""
    here = hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest()
    for side, beside in path:
        other = bytes.fromhex(beside)
        here = hashlib.sha256(b"\x01" + (other + here if side == "left" else here + other)).digest()
    return here.hex()


def check(content: bytes, anchors: Iterable[str]) -> list[str]:
    """What holds, line by line; Broken at the first thing that does not."""
    members = _members(content)
    manifest = json.loads(members[MANIFEST])
    _check_manifest(manifest, members)
    issued, brought = _check_ledger(manifest, json.loads(members[LEDGER]))
    documents = json.loads(members[DOCUMENTS])
    for document in documents:
        _check_document(document, members, issued)
    attached = json.loads(members.get(ATTACHMENTS, b"[]"))
    _check_attachments(attached, members, brought)
    _check_anchors(manifest["chains"], list(anchors))
    counts = f"{len(members)} members, {len(documents)} documents, {len(attached)} attachments, "
    counts += f"{manifest['entries']} ledger entries"
    if withheld := manifest.get("withheld"):
        counts += f" ({withheld} more, of the other side's own work, were left out)"
    return [f"{manifest['dossier']['title']}: {counts} hold", *[_told(chain) for chain in manifest["chains"]]]


def _told(chain: dict[str, Any]) -> str:
    printed = f"of {chain['anchored_on']}" if chain["anchored_on"] else "not yet printed"
    return f"anchor {chain['code']}:{chain['seq']}:{chain['root']} ({printed}): compare it with the printed 台账锚定表"


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {entry.filename: _read(archive, entry) for entry in archive.infolist()}
    if packed(members) != content:
        raise Broken("the package is not in its one form: something was changed between or around its members")
    return members


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(entry)
    except zipfile.BadZipFile as error:
        raise Broken(f"{entry.filename}: damaged, its bytes are not those that were packed") from error


def _check_manifest(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    if manifest.get("format") != FORMAT:
        raise ValueError("not a dossier's package")
    told = {name: value for name, value in manifest.items() if name != "sha256"}
    if hashlib.sha256(canonical(told)).hexdigest() != manifest["sha256"]:
        raise Broken(f"{MANIFEST}: its digest is not that of its content")
    listed = manifest["members"]
    for name in sorted(set(listed) ^ (set(members) - {MANIFEST})):
        raise Broken(f"{name}: " + ("missing" if name in listed else "not in the manifest"))
    for name, digest in listed.items():
        if hashlib.sha256(members[name]).hexdigest() != digest:
            raise Broken(f"{name}: its content is not what the manifest says")


def _check_ledger(manifest: dict[str, Any], entries: list[dict[str, Any]]) -> tuple[dict[int, str], dict[int, str]]:
    """Every entry is the dossier's, unaltered and in the tree of its chain; returns the hash of each issued document and
    of each attachment that was brought and not taken away."""
    if len(entries) != manifest["entries"]:
        raise Broken(f"{LEDGER}: {len(entries)} entries, the manifest says {manifest['entries']}")
    chains = {chain["id"]: chain for chain in manifest["chains"]}
    issued: dict[int, str] = {}
    brought: dict[int, str] = {}
    last = dict.fromkeys(chains, 0)
    for entry in entries:
        told = json.loads(entry["entry"])
        place = f"ledger entry {told['seq']}"
        if hashlib.sha256(entry["entry"].encode("utf-8")).hexdigest() != entry["hash"]:
            raise Broken(f"{place}: altered, its hash is not that of its text")
        if told["chain"] not in chains or told["dossier"] != manifest["dossier"]["id"]:
            raise Broken(f"{place}: of another dossier or chain")
        chain = chains[told["chain"]]
        if not last[chain["id"]] < told["seq"] <= chain["seq"]:
            raise Broken(f"{place}: not in its place")
        if root_from(entry["hash"], entry["path"]) != chain["root"]:
            raise Broken(f"{place}: its path does not lead to the root of the chain")
        last[chain["id"]] = told["seq"]
        _note(told["action"], told["detail"], issued, brought)
    return issued, brought


def _note(action: str, detail: dict[str, Any], issued: dict[int, str], brought: dict[int, str]) -> None:
    if action == "document.issued":
        issued[detail["document"]] = detail["sha256"]
    elif action == "attachment.added":
        brought[detail["attachment"]] = detail["sha256"]
    elif action == "attachment.removed":
        brought.pop(detail["attachment"], None)


def _check_document(document: dict[str, Any], members: dict[str, bytes], issued: dict[int, str]) -> None:
    name = document["title"]
    digest = hashlib.sha256(canonical(json.loads(members[document["content"]]))).hexdigest()
    if digest != document["content_sha256"]:
        raise Broken(f"{name}: its data do not have their hash")
    if issued.get(document["id"]) != digest:
        raise Broken(f"{name}: the ledger records the issue of something else")
    if document["file"] and hashlib.sha256(members[document["file"]]).hexdigest() != document["file_sha256"]:
        raise Broken(f"{name}: its file does not have its hash")


def _check_attachments(attached: list[dict[str, Any]], members: dict[str, bytes], brought: dict[int, str]) -> None:
    for one in attached:
        digest = hashlib.sha256(members[one["file"]]).hexdigest()
        if digest != one["sha256"]:
            raise Broken(f"{one['name']}: the attachment does not have its hash")
        if brought.get(one["id"]) != digest:
            raise Broken(f"{one['name']}: the ledger records no such attachment")
    if missing := sorted(set(brought) - {one["id"] for one in attached}):
        raise Broken(f"attachment {missing[0]}: the ledger records it, the package does not hold it")


def _check_anchors(chains: list[dict[str, Any]], anchors: list[str]) -> None:
    held = [f"{chain['code']}:{chain['seq']}:{chain['root']}" for chain in chains]
    for anchor in anchors:
        if not TYPED.fullmatch(anchor):
            raise ValueError(f"a root is typed as CODE:SEQ:ROOT with a root of 64 characters, not as {anchor}")
        if anchor.lower() not in held:
            code, seq, _root = anchor.split(":")
            raise Broken(f"{code}, entry {seq}: not what was anchored")


def main(arguments: list[str]) -> int:
    """Read the package, print what holds or what is broken, and return the exit status."""
    if not arguments:
        print(__doc__)
        return 2
    try:
        for line in check(Path(arguments[0]).read_bytes(), arguments[1:]):
            print(line)
    except Broken as broken:
        print(f"BROKEN: {broken}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError,
            RuntimeError, zipfile.BadZipFile) as error:  # fmt: skip
        print(f"UNREADABLE: {error if isinstance(error, (OSError, ValueError)) else repr(error)}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
