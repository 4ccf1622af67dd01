"""Log-in, language, first password, demonstration, source: through HTTP."""

from __future__ import annotations

import io
import re
import tarfile

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from core.models import User
from core.pages import demo
from tests.core.pages.conftest import PASSWORD


def test_a_deep_link_survives_the_log_in(person: User, client: Client) -> None:
    asked = client.get("/password/?from=letter")
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/password/?from=letter"' in page
    done = client.post("/login/", {"username": "zhang", "password": PASSWORD, "next": "/password/?from=letter"})
    assert done["Location"] == "/password/?from=letter"


def test_the_log_in_leads_nowhere_else(person: User, client: Client) -> None:
    done = client.post("/login/", {"username": "zhang", "password": PASSWORD, "next": "https://evil.example/"})
    assert done["Location"] == django_settings.LOGIN_REDIRECT_URL


def test_wrong_password_and_closed_account_answer_alike(person: User, client: Client) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    answers = [client.post("/login/", {"username": name, "password": "x"}).content for name in ("zhang", "nobody")]
    told = [re.findall(r'class="mistakes".*?</ul>', answer.decode(), re.S) for answer in answers]
    assert told[0] == told[1] != []


def test_a_log_out_needs_a_post(browser: Client) -> None:
    assert browser.get("/logout/").status_code == 405


def test_the_language_is_switched_by_a_form_and_kept(client: Client, db: None) -> None:
    done = client.post("/language/", {"language": "en", "next": "/help/?x=1"})
    assert (done["Location"], done.cookies["language"].value) == ("/help/?x=1", "en")
    assert '<html lang="en">' in client.get("/help/").content.decode()


@pytest.mark.parametrize(("language", "address"), [("fr", "/help/"), ("en", "https://evil.example/")])
def test_only_our_languages_and_our_pages(client: Client, db: None, language: str, address: str) -> None:
    done = client.post("/language/", {"language": language, "next": address})
    assert "evil" not in done["Location"]
    assert ("language" in done.cookies) == (language == "en")


def test_the_first_password_is_changed_before_anything_else(person: User, client: Client) -> None:
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get("/help/")["Location"] == "/password/"
    fresh = {"old_password": PASSWORD, "new_password1": "quite-another-8", "new_password2": "quite-another-8"}
    assert client.post("/password/", fresh)["Location"] == django_settings.LOGIN_REDIRECT_URL
    assert client.get("/help/").status_code == 200


def test_a_stale_form_gives_back_what_was_typed(browser: Client) -> None:
    page = browser.post("/password/", {"opinion": "资金来源属实，同意。"})
    assert page.status_code == 403
    assert "资金来源属实，同意。" in page.content.decode()


def test_pages_that_do_not_exist_say_so_in_the_frame(browser: Client) -> None:
    page = browser.get("/nothing/here/")
    assert page.status_code == 404
    assert "没有这个页面" in page.content.decode()


def test_the_styleguide_shows_every_component_in_a_demonstration_only(browser: Client, settings: Settings) -> None:
    assert browser.get("/styleguide/").status_code == 404
    settings.DEMO = True
    assert browser.get("/styleguide/").status_code == 200


def test_demonstration_accounts_are_offered_in_a_demonstration_only(
    client: Client, db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = demo.DemoAccount("竹山县", "县长", "赵志强", "420323.9", "secret-word")
    monkeypatch.setattr(demo, "_sources", [lambda: (offered,)])
    assert "secret-word" not in client.get("/login/").content.decode()
    settings.DEMO = True
    assert 'value="420323.9"' in client.get("/login/").content.decode()


def test_the_banner_tells_the_day_of_the_demonstration(browser: Client, settings: Settings) -> None:
    assert "演示时钟" not in browser.get("/help/").content.decode()
    settings.DEMO = True
    assert "2026年3月2日" in browser.get("/help/").content.decode()


def test_the_source_is_offered_and_holds_no_data(client: Client, db: None, settings: Settings) -> None:
    settings.SOURCE_URL = ""
    assert reverse("source_archive") in client.get("/source/").content.decode()
    with tarfile.open(fileobj=io.BytesIO(client.get(reverse("source_archive")).content)) as packed:
        names = packed.getnames()
    assert {"tongchou/core/clock.py", "tongchou/manage.py", "tongchou/LICENSE"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or re.match(r"tongchou/(var|\.env$|\.git)", name)]
    settings.SOURCE_URL = "https://source.example/tongchou"
    assert client.get("/source/")["Location"] == "https://source.example/tongchou"
