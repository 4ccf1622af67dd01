"""What a step's form offers is what the browser's date box understands."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from workflows.flows.forms import ConsultationForm, FindingsForm, StepForm


@pytest.mark.parametrize(("form", "name"), [(ConsultationForm, "reply_by"), (FindingsForm, "due_on")])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_is_written_as_date_boxes_read_it(form: type[StepForm], name: str, language: str) -> None:
    with translation.override(language):
        widget = form.base_fields[name].widget
        assert widget.input_type == "date"
        assert widget.format_value(datetime.date(2027, 1, 5)) == "2027-01-05"
