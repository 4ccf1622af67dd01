"""附件: who may bring what to which step, who reads it, and that it stays with what was decided there."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from pytest_django import Settings

from config.recovery import files as recovered
from core import ledger
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, Organisation, User
from core.verifier import verify_dossier_package as verifier
from documents import archive
from documents.screening.screen import screen
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_tasks import at_office, typed
from tests.factories import roles as make
from workflows.desk import attachments, borders, packages, services, timeline, trials, uploads
from workflows.desk.models import Attachment
from workflows.engine import turn
from workflows.engine.models import Opinion, WorkItem

TEXT = "村民代表会议记录：到会45人，同意43人。\n".encode()


def upload(name: str = "会议记录.txt", content: bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photograph() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(out, "JPEG")
    return SimpleUploadedFile("现场照片.jpg", out.getvalue())


def attach(stage: County, item: WorkItem, *files: SimpleUploadedFile) -> list[Attachment]:
    return attachments.attach(actor=stage.drafter, work_item=item.pk, files=files or (upload(),))


def words(client: Client, item: WorkItem) -> str:
    return client.get(f"/tasks/{item.pk}/").content.decode()


def test_what_is_dropped_on_the_task_page_is_kept_shown_and_recorded(stage: County) -> None:
    item, browser = at(stage.dossier()), logged_in(stage.drafter)
    sent = {"act": "attach", "opinion": "正在核对", "files": [upload("C:\\桌面\\会议记录.txt"), photograph()]}
    answer = browser.post(f"/tasks/{item.pk}/", sent, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/tasks/{item.pk}/", 302)]
    assert "已上传“会议记录.txt”、“现场照片.jpg”" in page
    assert "正在核对" in page  # what was typed is a draft now
    first, second = Attachment.objects.in_order()
    assert (first.name, first.kind, first.size, first.county_id) == ("会议记录.txt", "txt", len(TEXT), stage.county.pk)
    assert first.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert first.sha256 in page
    assert browser.get(f"/attachments/{second.pk}/pictures/1/").headers["Content-Type"] == "image/png"
    entry = LedgerEntry.objects.get(action="attachment.added", detail__attachment=first.pk)
    assert entry.detail["sha256"] == first.sha256
    assert entry.detail["work_item"] == item.pk
    assert ledger.verify(stage.county).holds


def test_a_file_is_handed_over_and_never_shown_as_a_page(stage: County) -> None:
    item = at(stage.dossier())
    [one] = attach(stage, item, upload("<b>页</b>.txt", b"<script>alert(1)</script>"))
    answer = logged_in(stage.auditor).get(f"/attachments/{one.pk}/")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<b>页</b>" not in words(logged_in(stage.drafter), item)
    assert logged_in(stage.stranger).get(f"/attachments/{one.pk}/").status_code == 403
    assert logged_in(stage.stranger).get(f"/attachments/{one.pk}/pictures/1/").status_code == 403
    assert logged_in(stage.drafter).get("/attachments/999999/").status_code == 404


def test_what_may_not_come_in_changes_nothing_and_loses_nothing(stage: County) -> None:
    item, browser = at(stage.dossier()), logged_in(stage.drafter)
    sent = {"act": "attach", "opinion": "我的长篇意见", "files": [upload(), upload("合同.docx", b"MZ")]}
    answer = browser.post(f"/tasks/{item.pk}/", sent)
    assert answer.status_code == 422
    assert "“合同.docx”没有收下" in answer.content.decode()
    assert "我的长篇意见" in answer.content.decode()
    assert not Attachment.objects.exists()
    nothing = browser.post(f"/tasks/{item.pk}/", {"act": "attach"})
    assert nothing.status_code == 422
    assert "请选择要上传的文件" in nothing.content.decode()
    decided = browser.post(f"/tasks/{item.pk}/", typed(files=upload("合同.docx", b"MZ")))  # type: ignore[arg-type]
    assert decided.status_code == 422
    assert at(item.dossier).pk == item.pk


def test_limits_are_settings(stage: County, settings: Settings) -> None:
    item = at(stage.dossier())
    settings.ATTACHMENT_LARGEST = 5
    with pytest.raises(Invalid, match="没有收下：超过5"):
        attach(stage, item)
    settings.ATTACHMENT_LARGEST, settings.ATTACHMENTS_PER_TASK = 1000, 1
    with pytest.raises(Invalid, match="最多1个附件"):
        attach(stage, item, upload(), upload("b.txt", b"b"))
    attach(stage, item)
    assert attach(stage, item) == list(Attachment.objects.all())  # the same again is the one that is there
    settings.ATTACHMENTS_PER_TASK, settings.ATTACHMENTS_PER_DOSSIER = 5, len(TEXT) + 1
    with pytest.raises(Invalid, match="合计不得超过"):
        attach(stage, item, upload("b.txt", b"bb"))
    assert Attachment.objects.count() == 1


def test_right_and_number_are_asked_before_anything_is_read(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_file: Any) -> None:
        raise AssertionError("read too early")

    item = at(stage.dossier())
    monkeypatch.setattr(uploads, "screen", read)
    with pytest.raises(Refused):
        attachments.attach(actor=stage.stranger, work_item=item.pk, files=[upload()])
    with pytest.raises(Invalid, match="最多20个附件"):
        attach(stage, item, *(upload(f"{number}.txt") for number in range(21)))


def test_what_was_removed_still_takes_its_room(stage: County, settings: Settings) -> None:
    item = at(stage.dossier())
    settings.ATTACHMENTS_PER_DOSSIER = len(TEXT)
    [one] = attach(stage, item)
    attachments.remove(actor=stage.drafter, attachment=one.pk)
    with pytest.raises(Invalid, match="含已移除的"):
        attach(stage, item, upload("b.txt", b"b"))
    assert len(attach(stage, item)) == 1  # the same content lies there once


def test_only_who_may_decide_attaches_and_only_while_it_is_open(stage: County) -> None:
    item = at(stage.dossier())
    for outsider in (stage.auditor, stage.stranger, stage.editor):
        with pytest.raises(Refused):
            attachments.attach(actor=outsider, work_item=item.pk, files=[upload()])
    stage.decide(stage.drafter, item)
    with pytest.raises(Stale):
        attach(stage, item)
    assert not Attachment.objects.exists()


def test_it_goes_with_the_decision_and_stands_in_the_story(stage: County) -> None:
    item, browser = at(stage.dossier()), logged_in(stage.drafter)
    answer = browser.post(f"/tasks/{item.pk}/", typed(files=upload()))  # type: ignore[arg-type]
    assert answer.status_code == 302
    [one] = Attachment.objects.all()
    assert Opinion.objects.get(task_id=item.pk).text == "同意。"
    [told] = [act for group in timeline.rounds(item.dossier, stage.auditor) for act in group.acts]
    assert [(link.label, link.url) for link in told.links] == [("附件：会议记录.txt", f"/attachments/{one.pk}/")]
    page = logged_in(stage.auditor).get(f"/dossiers/{item.dossier_id}/?tab=documents").content.decode()
    assert f"/attachments/{one.pk}/" in page
    assert "detach:" not in page


def test_it_comes_with_the_decision_once_or_not_at_all(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    item, browser = at(stage.dossier()), logged_in(stage.drafter)

    def refused(**_asked: Any) -> None:
        raise Conflict("字号已被占用")

    def press() -> Any:
        return browser.post(f"/tasks/{item.pk}/", sent | {"files": upload()})

    sent: dict[str, Any] = typed()
    with monkeypatch.context() as patched:
        patched.setattr(services, "decide", refused)
        answer = press()
    assert answer.status_code == 409
    assert "附件未上传，请重新选择" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert [press().status_code for _time in range(2)] == [302, 302]
    assert Attachment.objects.count() == 1


def test_it_comes_with_what_else_is_pressed(stage: County) -> None:
    item, browser, second = at(stage.dossier()), logged_in(stage.drafter), make.person("同事")
    make.give(second, Duty.COMPILE_PLAN, stage.working_group)
    kept = browser.post(f"/tasks/{item.pk}/", {"act": "keep", "files": [upload()]}, follow=True).content.decode()
    assert "已暂存，下次打开时仍在；已上传“会议记录.txt”" in kept
    sent = {"act": "transfer", "transfer-receiver": second.pk}
    wrong = browser.post(f"/tasks/{item.pk}/", sent | {"files": upload()})
    assert "附件未上传，请重新选择" in wrong.content.decode()
    assert Attachment.objects.count() == 1
    assert (
        browser.post(
            f"/tasks/{item.pk}/", sent | {"transfer-reason": "另有任务", "files": upload("b.txt", b"b")}
        ).status_code
        == 302
    )
    assert Attachment.objects.count() == 2
    unsaid = logged_in(second).post(f"/tasks/{item.pk}/", {"files": [upload("c.txt", b"c")]})
    assert "附件未上传，请重新选择" in unsaid.content.decode()


def test_who_brought_it_takes_it_away_until_he_decides_and_leaves_a_trace(stage: County) -> None:
    item, browser = at(stage.dossier()), logged_in(stage.drafter)
    mine, kept = attach(stage, item, upload(), upload("b.txt", b"b"))
    second = make.person("同事")
    make.give(second, Duty.COMPILE_PLAN, stage.working_group)
    with pytest.raises(Refused, match="只能由本人移除"):
        attachments.remove(actor=second, attachment=mine.pk)
    assert browser.post(f"/tasks/{item.pk}/", {"act": "detach:999999"}).status_code == 404
    gone = browser.post(f"/tasks/{item.pk}/", {"act": f"detach:{mine.pk}"}, follow=True).content.decode()
    assert "已移除“会议记录.txt”" in gone
    assert "<s>会议记录.txt</s>" in gone
    with pytest.raises(Conflict):
        attachments.remove(actor=stage.drafter, attachment=mine.pk)
    assert browser.get(f"/attachments/{mine.pk}/").status_code == 409
    assert LedgerEntry.objects.filter(action="attachment.removed", detail__sha256=mine.sha256).exists()
    stage.decide(stage.drafter, item)
    with pytest.raises(Stale):
        attachments.remove(actor=stage.drafter, attachment=kept.pk)
    [told] = [act for group in timeline.rounds(item.dossier, stage.auditor) for act in group.acts]
    assert told.text == "上传后又移除的附件：“会议记录.txt”"
    for change in ({"name": "x"}, {"removed_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=mine.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.delete()


def test_the_other_side_of_a_border_reads_none(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    item, other = at(stage.dossier()), make.person("省级经办")
    make.give(other, Duty.ACKNOWLEDGE_FILING, Organisation.objects.get(code="42"))
    [one] = attach(stage, item)
    assert logged_in(other).get(f"/attachments/{one.pk}/").status_code == 200  # he reads below him, where no border is
    monkeypatch.setattr(borders, "_outward", {trials.KEY: frozenset({item.step})})
    stage.decide(stage.drafter, item)
    assert logged_in(other).get(f"/dossiers/{item.dossier_id}/").status_code == 200
    assert logged_in(other).get(f"/attachments/{one.pk}/").status_code == 403
    assert "会议记录.txt" not in words(logged_in(other), item)
    assert "会议记录.txt" not in logged_in(other).get(f"/dossiers/{item.dossier_id}/?tab=documents").content.decode()
    assert not [link for group in timeline.rounds(item.dossier, other) for act in group.acts for link in act.links]
    assert "会议记录.txt" in words(logged_in(stage.auditor), item)


def package_of(item: WorkItem, actor: User | None = None) -> dict[str, bytes]:
    made = packages.export(actor=actor, dossier=item.dossier)
    with made, zipfile.ZipFile(made) as held:
        return {name: held.read(name) for name in held.namelist()}


def sealed(members: dict[str, bytes]) -> bytes:
    """The package with a manifest that fits whatever was done to its members."""
    told = json.loads(members[verifier.MANIFEST])
    del told["sha256"]
    told["members"] = {
        name: hashlib.sha256(held).hexdigest() for name, held in members.items() if name != verifier.MANIFEST
    }
    digest = hashlib.sha256(verifier.canonical(told)).hexdigest()
    return verifier.packed({**members, verifier.MANIFEST: json.dumps({**told, "sha256": digest}).encode()})


def test_it_goes_into_the_archive_package_where_a_change_is_found(
    stage: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = at(stage.dossier())
    gone, _kept = attach(stage, item, upload("a.txt", b"a"), upload())
    attachments.remove(actor=stage.drafter, attachment=gone.pk)
    with monkeypatch.context() as patched:  # nobody holds it as a whole
        patched.setattr(archive, "read", lambda *_which: pytest.fail("read as a whole"))
        members = package_of(item)
    with packages.export(actor=None, dossier=item.dossier) as whole:
        verifier.check(whole.read(), [])  # in its one form to the last byte
    name = "attachments/01 会议记录.txt"
    assert members[name] == TEXT
    assert "1 attachments" in verifier.check(sealed(members), [])[0]
    for change, fault in (
        ({name: b"another"}, "does not have its hash"),
        ({verifier.ATTACHMENTS: b"[]"}, "does not hold it"),
        ({verifier.ATTACHMENTS: members[verifier.ATTACHMENTS].replace(b'"id": ', b'"id": 9')}, "no such attachment"),
    ):
        with pytest.raises(verifier.Broken, match=fault):
            verifier.check(sealed(members | change), [])


def test_a_back_up_owes_what_stands_and_not_what_was_taken_away(stage: County) -> None:
    item = at(stage.dossier())
    gone, kept = attach(stage, item, upload("a.txt", b"a"), upload())
    attachments.remove(actor=stage.drafter, attachment=gone.pk)
    assert kept.sha256 in recovered.owed()
    assert gone.sha256 not in recovered.owed()
    stored = {recovered.named_hash(path) for path in recovered.stored(Path(django_settings.MEDIA_ROOT))}
    assert kept.sha256 in stored
    archive.path_of(kept.sha256, "txt").write_bytes(b"changed")
    with pytest.raises(OSError, match="不符"):
        archive.read(kept.sha256, "txt")


class TestThroughTheInterface:
    def sent(self, program: Caller, address: str, told: dict[str, Any], status: int, key: str) -> Any:
        """As a form with files."""
        headers = program.headers | {"Idempotency-Key": key}
        answer = Client().post(f"/api/v1/{address}", told, headers=headers)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def test_files_are_looked_at_while_nothing_is_locked(self, stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
        item, program = at_office(stage), Caller(stage.editor)

        def looked_at(name: str, content: bytes) -> Any:
            assert turn.current() is None
            return screen(name, content)

        monkeypatch.setattr(uploads, "screen", looked_at)
        told = {"version": program.version(item.pk), "files": [upload()]}
        self.sent(program, f"tasks/{item.pk}/attach/", told, 200, "k1")

    def test_files_are_brought_listed_fetched_and_taken_away(self, stage: County) -> None:
        item, program, outsider = at_office(stage), Caller(stage.editor), make.person("外单位")
        make.give(outsider, Duty.PROPOSE_PROJECTS, make.place("1", "外村", OrganisationKind.VILLAGE))
        told = {"version": program.version(item.pk)}
        for _time in range(2):
            self.sent(program, f"tasks/{item.pk}/attach/", told | {"files": [upload()]}, 200, "k1")
        other = self.sent(program, f"tasks/{item.pk}/attach/", told | {"files": [upload("b.txt", b"b")]}, 422, "k1")
        assert other["type"].endswith("key-reused")
        two = self.sent(
            program, f"tasks/{item.pk}/attach/", told | {"files": [upload("b.txt", b"b"), upload()]}, 422, "k1"
        )
        assert two["type"].endswith("key-reused")  # the last of them is what came before
        bad = self.sent(program, f"tasks/{item.pk}/attach/", told | {"files": [upload("b.pdf", b"b")]}, 422, "k2")
        assert "没有收下" in bad["detail"]
        [row] = program.get(f"dossiers/{item.dossier_id}/attachments/")["results"]
        assert (row["name"], row["sha256"], row["task"]) == ("会议记录.txt", hashlib.sha256(TEXT).hexdigest(), item.pk)
        assert program.get(f"attachments/{row['id']}/file/").content == TEXT
        assert Client().get(row["file"], headers=Caller(outsider).headers).status_code == 403
        program.post(f"tasks/{item.pk}/detach/", {**told, "attachment": row["id"]})
        assert program.get(f"dossiers/{item.dossier_id}/attachments/")["results"] == []
