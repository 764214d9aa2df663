from datetime import date, time

import pytest
from flask import render_template_string
from jinja2 import UndefinedError

from tracker.web.filters import dots


@pytest.mark.parametrize(("level", "text"), [(1, "●○○○○"), (3, "●●●○○"), (5, "●●●●●"), (None, "")])
def test_a_level_is_text_that_needs_no_colour(level, text):
    assert dots(level) == text


@pytest.mark.parametrize("template", ["{{ forgotten }}", "{% if forgotten %}x{% endif %}", "{{ today().forgotten }}"])
def test_an_undefined_name_is_an_error_and_never_an_empty_space(template, app):
    with app.test_request_context(), pytest.raises(UndefinedError):
        render_template_string(template)


def test_dates_and_lists_are_said_in_words(app):
    with app.test_request_context():
        said = render_template_string(
            "{{ day|day }}; {{ names|say_list }}", day=date(2026, 11, 22), names=["A", "B", "C"]
        )
    assert said == "November 22, 2026; A, B and C"


def test_a_time_of_day_is_said_in_the_readers_language(app):
    with app.test_request_context():
        said = render_template_string("{{ at|time_of_day }}", at=time(14, 32))
    assert " ".join(said.split()) == "2:32 PM"


def test_a_form_can_be_used_without_seeing_colours(visit):
    page = visit().post("/sign-in", {"email": "", "password": ""}, 422)
    field = page.tree.xpath("//input[@name='email']")[0]
    assert field.get("aria-invalid") == "true"
    assert page.tree.xpath(f"//*[@id='{field.get('aria-describedby')}']")[0].text_content().strip()
    assert page.tree.xpath("//*[@id='errors']//a/@href") == ["#email", "#password"]
