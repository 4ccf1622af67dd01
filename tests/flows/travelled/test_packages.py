"""The archive package of a dossier proves itself with nothing but Python, and a changed byte anywhere shows."""

from __future__ import annotations

import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from core import anchors, clock, ledger
from core.models import Dossier, LedgerAnchor, LedgerEntry, User
from core.verifier import verify_dossier_package as verifier
from documents.jobs import render_owed
from plans.models import VillageRound
from roles.duties import Duty
from roles.models import Appointment
from tests.factories import flows as make
from tests.flows.travelled.conftest import Travelled
from workflows.desk import packages
from workflows.engine.models import WorkItem

pytestmark = pytest.mark.django_db

WITHIN = "厅内意见：拟办有误，重新研究"


@pytest.fixture(autouse=True)
def kept_files(travelled: Travelled, own_files: None, settings: Settings) -> None:
    """The files that the year left behind."""
    settings.MEDIA_ROOT = travelled.files


@pytest.fixture
def package(travelled: Travelled) -> bytes:
    """The plan's own, of a chain anchored today."""
    anchors.record_heads(clock.today())
    return _held(packages.export(actor=None, dossier=travelled.version.dossier))


def _held(made: IO[bytes]) -> bytes:
    with made:
        return made.read()


def judged(package: bytes, *given: str) -> str:
    """What holds; raises Broken or, of what is no package any more, what the reading raises."""
    return "\n".join(verifier.check(package, given))


def is_found(package: bytes) -> bool:
    try:
        judged(package)
    except (verifier.Broken, ValueError, KeyError, TypeError, RuntimeError, NotImplementedError, OSError,
            zipfile.BadZipFile):  # fmt: skip
        return True
    return False


def test_a_bare_python_verifies_it(package: bytes, travelled: Travelled, tmp_path: Path) -> None:
    (tmp_path / "given.zip").write_bytes(package)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extract(verifier.SELF, tmp_path)
    dealt_with = LedgerEntry.objects.filter(dossier=travelled.version.dossier).values("chain")
    kept = LedgerAnchor.objects.filter(day=clock.today(), chain__in=dealt_with).select_related("chain")
    printed = [f"{anchor.chain.code}:{anchor.seq}:{anchor.root}" for anchor in kept.order_by("chain__path")]
    assert len(printed) > 1  # the province registered what the county filed
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / verifier.SELF), str(tmp_path / "given.zip"), *printed],
        capture_output=True, check=False, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert travelled.version.dossier.title in done.stdout
    for told in printed:
        assert f"anchor {told} (of {clock.today()})" in done.stdout


def test_it_holds_what_was_done_and_issued(package: bytes, travelled: Travelled) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        documents = json.loads(archive.read(verifier.DOCUMENTS))
        opinions = json.loads(archive.read("opinions.json"))
        entries = json.loads(archive.read(verifier.LEDGER))
        pdf = archive.read(documents[0]["file"])
    dossier = travelled.version.dossier
    assert [d["id"] for d in documents] == list(
        dossier.documents.order_by("issued_at", "id").values_list("pk", flat=True)
    )
    assert len(opinions) == dossier.opinions.count() > 10
    recorded = LedgerEntry.objects.filter(dossier=dossier).exclude(action="dossier.exported")  # its own comes after
    extracted = {(told["chain"], told["seq"]) for told in (json.loads(entry["entry"]) for entry in entries)}
    assert extracted == set(recorded.values_list("chain", "seq"))
    assert len(entries) == recorded.count()
    assert recorded.exclude(chain=dossier.county).exists()
    assert pdf.startswith(b"%PDF")


def test_its_files_are_called_by_code_number_and_title(package: bytes, travelled: Travelled) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read(verifier.MANIFEST))
    assert set(manifest["titles"]) == set(manifest["members"])
    filed = travelled.version.dossier.documents.get(kind="D17")
    found = [name for name in names if f" D17 {filed.number} " in name]
    assert [name.rpartition(".")[2] for name in found] == ["json", "pdf"]
    assert {manifest["titles"][name].removesuffix("（数据）") for name in found} == {f"{filed.number} {filed.title}"}


def test_a_changed_byte_is_found_in_every_member_and_between_them(package: bytes) -> None:
    chance = random.Random(20150825)  # noqa: S311
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = archive.infolist()
    places = [entry.header_offset + chance.randrange(30 + len(entry.filename) + entry.file_size) for entry in members]
    places += [entry.header_offset + 30 + len(entry.filename) + chance.randrange(entry.file_size) for entry in members]
    places += [chance.randrange(len(package)) for _ in range(40)]
    places += [len(package) - 1 - n for n in range(0, 60, 7)]
    missed = [place for place in places if not is_found(_flipped(package, place, chance))]
    print(f"{len(places)} flips in {len(members)} members and around them, {len(places) - len(missed)} found")
    assert missed == []


def _flipped(package: bytes, place: int, chance: random.Random) -> bytes:
    changed = bytearray(package)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_a_forged_member_with_a_new_manifest_is_found(package: bytes) -> None:
    """Whoever changes a document's data and every hash of the package cannot change the ledger's."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    documents = json.loads(members[verifier.DOCUMENTS])
    forged = json.loads(members[documents[0]["content"]])
    forged["title"] = "伪造"
    members[documents[0]["content"]] = verifier.canonical(forged)
    documents[0]["content_sha256"] = hashlib.sha256(verifier.canonical(forged)).hexdigest()
    members[verifier.DOCUMENTS] = json.dumps(documents).encode()
    with pytest.raises(verifier.Broken, match="the ledger records the issue of something else"):
        judged(_sealed(members))


def test_a_forged_entry_leads_to_another_root(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    entries = json.loads(members[verifier.LEDGER])
    entries[0]["entry"] = entries[0]["entry"].replace('"action": "', '"action": "forged ', 1)
    entries[0]["hash"] = hashlib.sha256(entries[0]["entry"].encode()).hexdigest()
    members[verifier.LEDGER] = json.dumps(entries).encode()
    with pytest.raises(verifier.Broken, match="does not lead to the root"):
        judged(_sealed(members))


def test_an_entry_under_another_chain_or_twice_is_found(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    entries, manifest = json.loads(members[verifier.LEDGER]), json.loads(members[verifier.MANIFEST])
    repeated = _sealed({**members, verifier.LEDGER: json.dumps([entries[0], *entries[:-1]]).encode()})
    with pytest.raises(verifier.Broken, match="not in its place"):
        judged(repeated)
    manifest["chains"] = manifest["chains"][:1]
    fewer = _sealed({**members, verifier.MANIFEST: json.dumps(manifest).encode()})
    with pytest.raises(verifier.Broken, match="of another dossier or chain"):
        judged(fewer)


def test_another_root_on_paper_is_told(package: bytes) -> None:
    with pytest.raises(verifier.Broken, match="not what was anchored"):
        judged(package, f"420323:1:{'ab' * 32}")
    with pytest.raises(ValueError, match="typed as CODE:SEQ:ROOT"):
        judged(package, "420323:1")


def test_a_damaged_member_is_named(package: bytes) -> None:
    altered = package.replace(b'"anchored_on"', b'"anchored_no"', 1)
    assert altered != package
    with pytest.raises(verifier.Broken, match=f"{verifier.MANIFEST}: damaged"):
        judged(altered)


def _sealed(members: dict[str, bytes]) -> bytes:
    """What a forger does who knows the form: every hash and the manifest's own made right again."""
    manifest = json.loads(members.pop(verifier.MANIFEST))
    del manifest["sha256"]
    digest = hashlib.sha256
    manifest["members"] = {name: digest(content).hexdigest() for name, content in members.items()}
    manifest["sha256"] = digest(verifier.canonical(manifest)).hexdigest()
    return verifier.packed({**members, verifier.MANIFEST: json.dumps(manifest).encode()})


def _read(package: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = (verifier.MANIFEST, verifier.LEDGER, "work_items.json", "opinions.json")
        return {name: json.loads(archive.read(name)) for name in names}


class TestWhoMayTakeIt:
    @pytest.fixture(autouse=True)
    def in_office(self) -> Iterator[None]:
        """The year's people hold their posts from its first day."""
        with make.july():
            yield

    def taken_by(self, user: User | None, pk: int) -> int:
        client = Client()
        if user:
            client.force_login(user)
        answer = client.post(f"/dossiers/{pk}/package/")
        b"".join(answer)  # a file is closed once it is read
        return answer.status_code

    def holder(self, duty: Duty, **where: object) -> User:
        held = Appointment.objects.filter(post__duties__duty=duty, **where).order_by("pk")[0]
        return held.user

    def test_the_countys_own_and_its_auditor(self, travelled: Travelled) -> None:
        pk = travelled.version.dossier_id
        county = travelled.journey.county
        for duty in (Duty.COMPILE_PLAN, Duty.AUDIT):
            user = self.holder(duty, post__organisation__county=county)
            assert self.taken_by(user, pk) == 200
            page = Client()
            page.force_login(user)
            assert "导出归档包" in page.get(f"/dossiers/{pk}/?tab=documents").content.decode()
        taken = LedgerEntry.objects.filter(action="dossier.exported", dossier=pk).values_list("actor", flat=True)
        assert set(taken) == {
            self.holder(d, post__organisation__county=county).pk for d in (Duty.COMPILE_PLAN, Duty.AUDIT)
        }

    def test_nobody_else(self, travelled: Travelled) -> None:
        pk = travelled.version.dossier_id
        province = self.holder(Duty.ACKNOWLEDGE_FILING)
        assert self.taken_by(province, pk) == 403
        assert self.taken_by(self.holder(Duty.PROPOSE_PROJECTS), pk) in {403}
        assert self.taken_by(None, pk) == 302
        assert not LedgerEntry.objects.filter(action="dossier.exported", dossier=pk).exists()

    def test_what_the_province_did_within_itself_is_not_in_the_countys(self, travelled: Travelled) -> None:
        dossier = Dossier.objects.filter(filing_addressee__registered_at__isnull=False).order_by("pk")[0]
        checking = WorkItem.objects.filter(dossier=dossier, step="province_checks").order_by("pk")[0]
        place = {"flow": "filing", "work_item": checking.pk, "step": checking.step}
        ledger.record(
            actor=None, action="engine.withdraw", chain=dossier.county_id, dossier=dossier, reason=WITHIN, **place
        )
        county = self.holder(Duty.COMPILE_PLAN, post__organisation__county=travelled.journey.county)
        whole = _held(packages.export(actor=None, dossier=dossier))
        taken = _held(packages.take(actor=county, dossier=dossier))
        assert "more, of the other side's own work, were left out" in judged(taken)
        assert "left out" not in judged(whole)
        everything, told = _read(whole), _read(taken)
        assert WITHIN in str(everything)
        assert WITHIN not in str(told)
        assert "province_checks" not in str(told)
        assert {item["step"] for item in told["work_items.json"]} <= {"county_answers", "head_signs_answer"}
        actions = [json.loads(entry["entry"])["action"] for entry in told[verifier.LEDGER]]
        assert "document.issued" in actions
        decided = [json.loads(entry["entry"])["detail"].get("step") for entry in told[verifier.LEDGER]]
        assert {"province_receives", "province_signs"} <= set(decided)
        left_out = len(everything[verifier.LEDGER]) - len(told[verifier.LEDGER])
        exported = 1  # the export of the whole is itself an entry, which the county's package tells
        assert told[verifier.MANIFEST]["withheld"] == left_out + exported > 1

    def test_a_round_too(self, travelled: Travelled, tmp_path: Path) -> None:
        dossier = VillageRound.objects.order_by("pk")[0].dossier_id
        call_command("export_dossier", str(dossier), "--out", str(tmp_path / "round.zip"))
        assert "not yet printed" in judged((tmp_path / "round.zip").read_bytes())
        assert not render_owed()
