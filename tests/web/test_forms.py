from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import PasswordField

from tracker import clock
from tracker.language import _l
from tracker.web import forms


class Sample(forms.NewRecordForm):
    name = forms.line_field(_l("Name"), _l("Write a name."), 10)
    text = forms.text_field(_l("Text"))
    password = PasswordField(_l("Password"))
    past = forms.date_field(_l("Past"), None, forms.not_in_future)
    coming = forms.date_field(_l("Coming"), None, forms.not_in_past)
    minutes = forms.minutes_field(_l("Minutes"), _l("Write the minutes."), 90)


@pytest.fixture
def fill(app):
    """Fill the sample in; a good one unless something else is said."""

    def with_values(**values):
        given = MultiDict({"name": "Ana", "minutes": "30", **values})
        with app.test_request_context(method="POST"):
            form = Sample(given, meta={"csrf": False})
            form.validate()
            errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
        return form, errors

    return with_values


def test_texts_are_trimmed_and_have_one_kind_of_line_end(fill):
    form, errors = fill(name="  Ana ", text=" one\r\ntwo \n")
    assert not errors
    assert (form.name.data, form.text.data) == ("Ana", "one\ntwo")


def test_a_password_is_left_as_typed(fill):
    form, _ = fill(password=" four words ")
    assert form.password.data == " four words "


@pytest.mark.parametrize(
    ("name", "value", "instruction"),
    [
        ("name", "   ", "Write a name."),
        ("name", "x" * 11, "Shorten this to 10 characters or fewer."),
        ("text", "x" * 4001, "Shorten this to 4000 characters or fewer."),
        ("past", "2026-02-30", "Write a day as month, day and year, such as 11/22/2026."),
        ("past", "yesterday", "Write a day as month, day and year, such as 11/22/2026."),
        ("minutes", "1.5", "Write a whole number, in digits."),
        ("minutes", "0", "Write the minutes."),
        ("minutes", "91", "Write the minutes."),
        ("minutes", "", "Write the minutes."),
    ],
)
def test_what_cannot_be_taken_is_answered_with_an_instruction(name, value, instruction, fill):
    _, errors = fill(**{name: value})
    assert list(errors) == [name]
    assert errors[name][0] == instruction


@pytest.mark.parametrize(("name", "good", "wrong"), [("past", 0, 1), ("coming", 0, -1)])
def test_days_lie_where_they_must(name, good, wrong, fill):
    day = clock.today()
    assert not fill(**{name: (day + timedelta(days=good)).isoformat()})[1]
    (errors,) = fill(**{name: (day + timedelta(days=wrong)).isoformat()})[1].values()
    assert errors[0].startswith("Choose today or")


def test_a_needed_day_is_not_read_before_the_form_is_good(fill):
    form, _ = fill(past="2026-01-02")
    assert form.day(form.past) == date(2026, 1, 2)
    with pytest.raises(TypeError):
        form.day(form.coming)


def test_a_page_that_lost_its_key_makes_a_new_record(fill):
    key = uuid4()
    assert fill(key=str(key))[0].record_id == fill(key=str(key))[0].record_id
    assert isinstance(fill(key="nonsense")[0].record_id, UUID)


def test_a_browser_cannot_choose_the_identifier_of_a_record(fill):
    standing = uuid4()
    assert fill(key=str(standing))[0].record_id != standing


def test_values_leave_out_the_token_and_what_is_named(fill):
    form, _ = fill()
    assert set(form.values("password", "past", "coming")) == {"key", "name", "text", "minutes"}


@pytest.mark.parametrize(
    ("first", "last", "backward"),
    [("2026-01-02", "2026-01-01", True), ("2026-01-01", "2026-01-01", False), ("", "2026-01-01", False)],
)
def test_two_days_run_forward(first, last, backward, fill):
    form, _ = fill(past=first, coming=last)
    assert forms.runs_backward(form.past, form.coming) is backward
