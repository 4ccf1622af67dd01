"""What a step's form offers is what the browser's date box understands."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from core.errors import Invalid
from core.templatetags.words import cn_date
from workflows.flows.filing_forms import FindingsForm
from workflows.flows.forms import ConsultationForm, StepForm


@pytest.mark.parametrize(("form", "name"), [(ConsultationForm, "reply_by"), (FindingsForm, "due_on")])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_is_written_as_date_boxes_read_it(form: type[StepForm], name: str, language: str) -> None:
    with translation.override(language):
        widget = form.base_fields[name].widget
        assert widget.input_type == "date"
        assert widget.format_value(datetime.date(2027, 1, 5)) == "2027-01-05"


@pytest.mark.django_db
def test_a_letter_gives_no_day_after_the_limit_of_its_replies() -> None:
    last = ConsultationForm.latest()
    assert ConsultationForm.reply_by_drafted({"reply_by": last.isoformat()}) == last
    later = last + datetime.timedelta(days=1)
    with pytest.raises(Invalid, match=f"最迟为{cn_date(last)}"):
        ConsultationForm.reply_by_drafted({"reply_by": later.isoformat()})
