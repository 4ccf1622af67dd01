"""What was backed up comes back whole or not at all, and whoever restores it is told which (S10)."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.recovery import archive as archives
from config.recovery import backing_up, files, restoring, state
from config.recovery.archive import DUMP, MANIFEST, SUMS
from config.recovery.errors import CannotBackUp, CannotRestore
from core import ledger
from core.models import LedgerEntry, Organisation, User
from documents.models import IssuedDocument
from tests.recovery.conftest import BackedUp, database

pytestmark = pytest.mark.django_db


def quiet(_line: str) -> None:
    """Nobody listens."""


def restored(source: Path) -> str:
    """What the command says; raises CommandError when it refuses."""
    out = StringIO()
    call_command("restore", "--from", str(source), stdout=out)
    return out.getvalue()


def retell(folder: Path, **changes: Any) -> None:
    """Write the manifest anew as its program would, with other figures."""
    told = json.loads((folder / MANIFEST).read_text())
    del told["sha256"]
    told |= changes
    (folder / MANIFEST).write_text(json.dumps({**told, "sha256": archives._own_digest(told)}))


def flip(path: Path, place: int) -> None:
    """One bit of one byte."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


class TestEverythingComesBack:
    def test_the_certificate_names_what_was_compared(self, archive: Path, empty_place: str) -> None:
        said = restored(archive)
        assert "differ" not in said
        certificate = next((Path(settings.DATA_DIR) / "certificates").iterdir()).read_text()
        held = archives.read(archive).state
        assert "everything is as it was backed up" in certificate
        assert all(f"  {name} {table['rows']} {table['sha256']}" in certificate for name, table in held.tables.items())
        assert all(chain["head"] in certificate for chain in held.chains.values())
        for what, count in (
            ("tables, every row", len(held.tables)),
            ("sequences, ahead of every id", len(held.sequences)),
        ):
            assert f"{what}: {count} compared, all equal" in said

    def test_work_goes_on_where_it_stopped(self, archive: Path, empty_place: str) -> None:
        restored(archive)
        county = Organisation.objects.get(code="420323")
        entries = ledger.verify(county).entries
        ledger.record(actor=None, action="x", chain=county)
        assert ledger.verify(county).entries == entries + 1
        assert entries > 100
        assert User.objects.create_user("newcomer", name="新人").pk > 0

    def test_every_document_can_be_opened(self, archive: Path, backed_up: BackedUp, empty_place: str) -> None:
        restored(archive)
        kept = {path.name: path.read_bytes() for path in files.stored(Path(settings.MEDIA_ROOT))}
        assert kept == {path.name: path.read_bytes() for path in files.stored(backed_up.files)}
        printed = IssuedDocument.objects.exclude(file_sha256="").values_list("file_sha256", flat=True)
        assert {f"{digest}.pdf" for digest in printed} == set(kept)
        assert len(kept) > 1

    def test_the_guards_are_set_again(self, archive: Path, empty_place: str) -> None:
        restored(archive)
        with connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
            cursor.execute("DELETE FROM core_ledgerentry")

    def test_an_attempt_cut_short_can_be_repeated(self, archive: Path, empty_place: str) -> None:
        half = next(files.stored(archive / "files"))
        files.copy(half, Path(settings.MEDIA_ROOT) / half.relative_to(archive / "files"))
        said = restored(archive)
        assert "Restored." in said
        assert f"./run --no-demo --data {settings.DATA_DIR}" in said


class TestNothingIsRestored:
    def refused(self, source: Path) -> str:
        """The reason; and the place is as empty as before."""
        with pytest.raises(CommandError) as refusal:
            restored(source)
        assert state.is_empty()
        assert not list(files.stored(Path(settings.MEDIA_ROOT)))
        return str(refusal.value)

    def test_from_a_truncated_dump(self, archive: Path, empty_place: str) -> None:
        dump = (archive / DUMP).read_bytes()
        (archive / DUMP).write_bytes(dump[: len(dump) // 2])
        assert f"{DUMP}: its content is not what was backed up" in self.refused(archive)

    @pytest.mark.parametrize("place", [0, 1000, -1])
    def test_from_a_file_with_one_bit_changed(self, place: int, archive: Path, empty_place: str) -> None:
        changed = next(files.stored(archive / "files"))
        flip(changed, place)
        assert f"{changed.relative_to(archive)}: its content is not what was backed up" in self.refused(archive)

    def test_with_a_file_missing(self, archive: Path, empty_place: str) -> None:
        lost = next(files.stored(archive / "files"))
        lost.unlink()
        assert f"{lost.relative_to(archive)}: missing" in self.refused(archive)

    def test_with_a_file_too_many(self, archive: Path, empty_place: str) -> None:
        (archive / "files" / "added.pdf").write_bytes(b"%PDF")
        assert "files/added.pdf: not listed" in self.refused(archive)

    def test_with_a_line_of_the_list_missing(self, archive: Path, empty_place: str) -> None:
        lines = (archive / SUMS).read_text().splitlines(keepends=True)
        (archive / SUMS).write_text("".join(lines[:-1]))
        assert f"{SUMS} is missing or was changed" in self.refused(archive)

    def test_with_a_figure_of_the_manifest_changed(self, archive: Path, empty_place: str) -> None:
        text = (archive / MANIFEST).read_text()
        (archive / MANIFEST).write_text(text.replace('"rows": 0', '"rows": 1', 1))
        assert "was changed: its digest" in self.refused(archive)

    def test_without_a_manifest(self, archive: Path, empty_place: str) -> None:
        (archive / MANIFEST).unlink()
        assert "is no archive" in self.refused(archive)

    def test_of_another_format(self, archive: Path, empty_place: str) -> None:
        retell(archive, format="tongchou-backup-9")
        assert "tongchou-backup-9" in self.refused(archive)

    def test_of_a_later_version_of_the_program(self, archive: Path, empty_place: str) -> None:
        known = json.loads((archive / MANIFEST).read_text())["migrations"]
        retell(archive, migrations=[*known, "core.9999_from_the_future"])
        assert "core.9999_from_the_future is unknown here" in self.refused(archive)

    def test_of_a_later_postgresql(self, archive: Path, empty_place: str) -> None:
        retell(archive, server_version=990001)
        assert "PostgreSQL 99" in self.refused(archive)


class TestNothingIsOverwritten:
    def test_a_database_in_use_is_refused_with_the_command(self, archive: Path, empty_place: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE someones (id int)")
        with pytest.raises(CannotRestore, match=r"is not empty[\s\S]*manage.py restore --from") as refusal:
            restoring.restore(archive, quiet)
        assert connection.settings_dict["NAME"] in str(refusal.value)

    def test_a_folder_in_use_is_refused(self, archive: Path, empty_place: str) -> None:
        someones = Path(settings.MEDIA_ROOT) / "ab" / "someones.pdf"
        someones.parent.mkdir(parents=True)
        someones.write_bytes(b"x")
        with pytest.raises(CannotRestore, match=r"1 files\) is not empty"):
            restoring.restore(archive, quiet)
        assert state.is_empty()

    def test_an_archive_is_refused(self, archive: Path) -> None:
        with pytest.raises(CannotBackUp, match="exists already"):
            backing_up.back_up(archive, quiet)


class TestTheCertificateTells:
    """What is not as it was is named, whatever made it so."""

    @pytest.mark.parametrize(
        ("damage", "told"),
        [
            ("UPDATE core_organisation SET name = name || '?' WHERE code = '420323'", "core_organisation: "),
            ("DELETE FROM desk_vote", "desk_vote: "),
            ("ALTER SEQUENCE core_user_id_seq RESTART WITH 1", "core_user_id_seq: "),
            ("ALTER TABLE core_ledgerentry DISABLE TRIGGER core_ledger_append_only", "core_ledger_append_only"),
            ("ALTER TABLE plans_planitem DROP CONSTRAINT plans_planitem_pkey CASCADE", "plans_planitem_pkey"),
            ("GRANT DELETE ON core_ledgerentry TO tongchou_app", "new: tongchou_app core_ledgerentry DELETE"),
            ("REVOKE SELECT ON core_dossier FROM tongchou_auditor", "lost: tongchou_auditor core_dossier SELECT"),
        ],
    )
    def test_damage_to_the_database(self, damage: str, told: str, archive: Path, empty_place: str) -> None:
        restored(archive)
        with connection.cursor() as cursor:
            cursor.execute(damage)
        found = self.compared(archive)
        assert any(told in difference for difference in found), found

    def test_a_rewritten_ledger(self, archive: Path, empty_place: str) -> None:
        restored(archive)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_ledgerentry DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM core_ledgerentry WHERE id = (SELECT max(id) FROM core_ledgerentry)")
        assert any(difference.startswith("420323: ") for difference in self.compared(archive))
        assert LedgerEntry.objects.exists()

    def test_a_file_lost(self, archive: Path, empty_place: str) -> None:
        restored(archive)
        lost = next(files.stored(Path(settings.MEDIA_ROOT)))
        lost.unlink()
        assert any(lost.name in difference for difference in self.compared(archive))

    def compared(self, source: Path) -> list[str]:
        certificate = restoring.compared(archives.read(source), archives.sums(source))
        assert not certificate.holds
        assert "DIFFERENCES" in certificate.text()
        return [difference for comparison in certificate.comparisons for difference in comparison.differences]


class TestBackingUp:
    def test_a_lost_file_and_a_damaged_one_are_named_and_the_rest_is_kept(
        self, backed_up: BackedUp, rehearsed: str, tmp_path: Path
    ) -> None:
        for path in files.stored(backed_up.files):
            files.copy(path, Path(settings.MEDIA_ROOT) / path.relative_to(backed_up.files))
        lost, damaged = list(files.stored(Path(settings.MEDIA_ROOT)))[:2]
        lost.unlink()
        flip(damaged, 10)
        with pytest.raises(CommandError, match="whole but for 3 stored files") as told:
            call_command("back_up", "--to", str(tmp_path / "archive"), stdout=StringIO())
        assert lost.stem in str(told.value)
        assert str(damaged) in str(told.value)
        assert archives.read(tmp_path / "archive").missing_files == sorted([lost.stem, damaged.stem])

    def test_an_attempt_that_fails_leaves_no_archive(
        self, rehearsed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connection.ensure_connection()
        with monkeypatch.context() as patched:
            patched.setitem(connection.settings_dict, "HOST", str(tmp_path))
            with pytest.raises(CannotBackUp, match="pg_dump failed"):
                backing_up.back_up(tmp_path / "archive", quiet)
        assert not (tmp_path / "archive").exists()

    def test_what_is_written_meanwhile_is_in_no_figure(self, rehearsed: str, tmp_path: Path) -> None:
        """The dump and the figures are of one moment: an entry that another connection adds between is in neither."""
        county = Organisation.objects.get(code="420323")
        before = ledger.verify(county).entries

        def write_meanwhile(line: str) -> None:
            if line in {"database", "figures"}:
                other = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
                with other, other.cursor() as cursor:
                    cursor.execute(
                        "INSERT INTO core_ledgerentry (chain_id, seq, at, clock_at, action, detail, prev, hash)"
                        " VALUES (%s, 0, now(), now(), 'meanwhile', '{}', '', '')",
                        [county.pk],
                    )
                other.close()

        outcome = backing_up.back_up(tmp_path / "archive", write_meanwhile)
        assert outcome.manifest.state.chains["420323"]["entries"] == before
        assert ledger.verify(county).entries == before + 2
        with database("restored_again"):
            assert restoring.restore(tmp_path / "archive", quiet).holds
