from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from portal.common import parts
from portal.common.forms import DateInput
from portal.common.parts import kept, keyed, once, part
from portal.common.templatetags.fields import drawn_anew

START, END = datetime(2027, 6, 14, 15, 0, tzinfo=UTC), datetime(2027, 6, 14, 17, 0, tzinfo=UTC)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(min_value=0.5, allow_infinity=False)
    | st.text()
    | st.builds(SafeString, st.text())
    | st.dates()
    | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)


@pytest.fixture(autouse=True)
def nothing_kept():
    kept.cache_clear()


def card(**given):
    facts = {"title": "Walk", "starts_at": START, "ends_at": END, "place": "Library", "kind_label": "Workshop", "get_absolute_url": lambda: "/walk/"}
    return Template("{% event_card event %}").render(Context({"event": SimpleNamespace(**(facts | given))}))


def test_the_same_values_are_drawn_once():
    drawn = []
    for _ in range(3):
        once(lambda: drawn.append(1) or SafeString("seed"), "seed", 1)
    assert drawn == [1]


def test_what_could_not_be_drawn_is_tried_again():
    def fails():
        message = "no rain"
        raise ValueError(message)

    for _ in range(2):
        with pytest.raises(ValueError, match="no rain"):
            once(fails, "seed")
    assert once(lambda: SafeString("grown"), "seed") == "grown"


@given(VALUES, VALUES)
def test_two_values_have_one_key_only_where_nobody_could_tell_them_apart(one, other):
    if keyed(one) == keyed(other):
        assert (type(one), repr(one)) == (type(other), repr(other))


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (1, 1.0), ("", None), ("<b>", SafeString("<b>")), (("<b>",), (SafeString("<b>"),))])
def test_what_looks_equal_to_python_but_not_to_a_reader_is_kept_apart(one, other):
    assert one is None or other is None or one == other
    assert keyed(one) != keyed(other)


def test_a_text_that_was_safe_once_is_still_escaped_when_somebody_typed_it():
    assert "<i>Walk</i>" in part("components/phases.html", stops=(("now", SafeString("<i>Walk</i>"), "seed"),), tone="")
    assert "&lt;i&gt;Walk&lt;/i&gt;" in part("components/phases.html", stops=(("now", "<i>Walk</i>", "seed"),), tone="")


@pytest.mark.parametrize("thing", [object(), [], {}, SimpleNamespace(), b""])
def test_nothing_that_could_change_is_a_part_drawn_from(thing):
    with pytest.raises(TypeError, match="drawn from plain values"):
        part("components/phases.html", stops=(), tone=thing)


def test_each_language_and_each_clock_has_its_own():
    made = set()
    for language in ("en", "sl"):
        for zone in ("Europe/Ljubljana", "Asia/Tokyo"):
            with translation.override(language), timezone.override(ZoneInfo(zone)):
                made.add(card())
    assert len(made) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ride"},
        {"title": "<Walk>"},
        {"starts_at": datetime(2027, 6, 14, 14, 0, tzinfo=UTC)},
        {"place": "Hall"},
        {"where": "Library, Litija"},
        {"is_online": True},
        {"kind_label": "Talk"},
        {"is_cancelled": True},
        {"is_past": True},
        {"opens_later": True},
        {"is_closed": True},
        {"seats_capacity": 20, "seats_taken": 3},
        {"get_absolute_url": lambda: "/ride/"},
    ],
)
def test_whatever_changes_on_a_card_changes_the_card(change):
    before, changed = card(), card(**change)
    assert before != changed
    assert (card(), card(**change)) == (before, changed)


def test_each_seat_taken_is_told():
    assert (
        len({card(seats_capacity=20, seats_taken=taken, waiting_count=waiting) for taken, waiting in [(0, 0), (1, 0), (2, 0), (20, 0), (20, 1), (20, 2)]}) == 6
    )


def test_the_memory_has_an_end():
    for number in range(parts.MOST + 50):
        once(lambda: SafeString("seed"), number)
    assert kept.cache_info().currsize == parts.MOST


def test_a_date_and_the_moment_it_begins_are_not_one():
    assert keyed(date(2027, 6, 14)) != keyed(datetime(2027, 6, 14))  # noqa: DTZ001  it is meant bare


class Sheet(forms.Form):
    name = forms.CharField(required=False)
    day = forms.DateField(required=False, widget=DateInput)
    kind = forms.ChoiceField(required=False, choices=[("", "all"), ("walk", "Walk")])
    free = forms.BooleanField(required=False)


def field(form, name):
    return Template("{% field bound %}").render(Context({"bound": form[name]}))


@pytest.mark.parametrize("name", ["name", "day", "kind", "free"])
def test_a_field_that_nobody_filled_in_looks_as_django_draws_it_and_is_drawn_once(name):
    first, again = field(Sheet(), name), field(Sheet(), name)
    assert first == again == drawn_anew(Sheet()[name], "")
    assert kept.cache_info().hits >= 1


@pytest.mark.parametrize("data", [{"name": "Ana Novak"}, {"name": "x" * 999, "kind": "walk"}, {"day": "the day after"}])
def test_what_somebody_typed_is_shown_and_not_kept(data):
    form = Sheet(data)
    form.is_valid()
    for name in ("name", "day"):
        assert field(form, name) == drawn_anew(form[name], "")
    before = kept.cache_info().currsize
    for name in data.keys() & {"name", "day"}:
        field(form, name)
    assert kept.cache_info().currsize == before


def test_what_is_chosen_is_chosen():
    assert ['value="walk" selected' in field(Sheet(data), "kind") for data in (None, {"kind": "walk"}, {"kind": ""}, None)] == [False, True, False, False]


def test_the_label_of_another_form_is_another_field():
    other = Sheet()
    other.fields["name"].label = "Title"
    assert ("Name" in field(Sheet(), "name"), "Title" in field(other, "name")) == (True, True)
