"""What a step of a flow has issued is not voided under the steps that went by it; the refusal says what to do."""

from __future__ import annotations

import pytest

from core.errors import Conflict
from core.models import Dossier
from documents.models import IssuedDocument
from documents.services import issue, void
from tests.desk.conftest import County
from tests.factories.documents import Letter, give_code
from tests.factories.roles import dossier


def letter(stage: County, about: Dossier | None) -> IssuedDocument:
    return issue(
        actor=stage.editor,
        paper=Letter(to=("县审计局人民政府",)),
        dossier=about,
        issuer=stage.office,
        signatory=stage.mayor,
    )


def test_a_paper_of_a_flow_stays_and_others_may_go(stage: County) -> None:
    give_code(stage.office)
    travelling = stage.dossier()
    relied_on = letter(stage, travelling)
    with pytest.raises(Conflict, match=r"后续环节的依据，不能作废；内容有误的，请另行发文更正"):
        void(actor=stage.editor, document=relied_on, reason="有误")
    relied_on.refresh_from_db()
    assert not relied_on.is_void
    for free in (letter(stage, None), letter(stage, dossier(stage.working_group))):
        assert void(actor=stage.editor, document=free, reason="有误").is_void
