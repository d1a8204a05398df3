from datetime import UTC, datetime, timedelta

import pytest

from events.agenda.choices import Status
from tests.factories.events import make_draft, make_event
from tests.factories.locations import make_municipality
from tests.reading import page_of, said, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(hours=1)


def days(response):
    """What stands on each day, by its number."""
    found = {}
    for cell in page_of(response).main.iter("td"):
        links = [words_of(link) for link in cell.iter("a")]
        if links:
            found[cell.find(".//time").get("datetime")[-2:]] = links
    return found


def test_a_month_shows_each_event_on_its_day(client):
    make_event(title_en="Walk", starts_at=datetime(2027, 5, 12, 16, tzinfo=UTC))
    make_event(title_en="Other month", starts_at=datetime(2027, 6, 1, 16, tzinfo=UTC))
    make_draft(title_en="Draft", starts_at=datetime(2027, 5, 13, 16, tzinfo=UTC))
    response = client.get("/en/calendar/2027/5/")
    assert page_of(response).heading == "May 2027"
    assert days(response) == {"12": ["Walk"]}
    assert days(client.get("/en/calendar/")) == {"12": ["Walk"]}


def test_an_event_of_several_days_stands_on_each_also_across_a_month(client):
    make_event(title_en="Camp", starts_at=datetime(2027, 5, 30, 8, tzinfo=UTC), ends_at=datetime(2027, 6, 2, 12, tzinfo=UTC))
    assert list(days(client.get("/en/calendar/2027/5/"))) == ["30", "31"]
    assert list(days(client.get("/en/calendar/2027/6/"))) == ["01", "02"]


def test_a_day_is_a_day_of_the_place_also_around_midnight_and_summer_time(client):
    make_event(
        title_en="Late", starts_at=datetime(2027, 3, 31, 22, 30, tzinfo=UTC), ends_at=datetime(2027, 3, 31, 23, 30, tzinfo=UTC)
    )  # 00:30 on 1 April there
    make_event(title_en="Until midnight", starts_at=datetime(2027, 3, 28, 20, tzinfo=UTC), ends_at=datetime(2027, 3, 28, 22, tzinfo=UTC))
    assert days(client.get("/en/calendar/2027/3/")) == {"28": ["Until midnight"]}
    assert days(client.get("/en/calendar/2027/4/")) == {"01": ["Late"]}


def test_a_full_day_shows_three_and_leads_to_the_rest(client):
    for hour in range(8, 14):
        make_event(title_en=f"At {hour}", starts_at=datetime(2027, 5, 12, hour, tzinfo=UTC))
    response = client.get("/en/calendar/2027/5/")
    assert days(response) == {"12": ["At 8", "At 9", "At 10", "and 3 more, 12 May 2027"]}
    more = page_of(response).links["and 3 more, 12 May 2027"]
    assert more == "/en/events/?from_day=2027-05-12&to_day=2027-05-12"
    assert client.get(more).context["page_obj"].paginator.count == 6


def test_the_month_is_narrowed_and_keeps_it_from_month_to_month(client):
    kranj = make_municipality(name="Kranj", slug="kranj")
    make_event(title_en="Here", municipality=kranj, starts_at=datetime(2027, 5, 12, 16, tzinfo=UTC))
    make_event(title_en="There", starts_at=datetime(2027, 5, 12, 16, tzinfo=UTC))
    response = client.get("/en/calendar/2027/5/?municipality=kranj")
    assert days(response) == {"12": ["Here"]}
    assert page_of(response).links["June 2027"] == "/en/calendar/2027/6/?municipality=kranj"


def test_a_cancelled_event_is_shown_as_cancelled(client):
    make_event(title_en="Walk", status=Status.CANCELLED, starts_at=datetime(2027, 5, 12, 16, tzinfo=UTC))
    assert "Walk (cancelled)" in " ".join(days(client.get("/en/calendar/2027/5/"))["12"])


def test_an_empty_month_leads_to_the_next_one_with_events(client):
    make_event(title_en="Walk", starts_at=datetime(2027, 9, 12, 16, tzinfo=UTC))
    page = page_of(client.get("/en/calendar/2027/6/"))
    assert "Nothing is on this month" in page.text
    assert page.links["Go to that month"] == "/en/calendar/2027/9/"
    assert "Nothing is on this month" in said(client.get("/en/calendar/2027/12/"))


@pytest.mark.parametrize("address", ["1999/5", "2101/1", "2027/13", "2027/0", "99999999999/1"])
def test_months_that_do_not_exist_are_not_there(client, address):
    assert client.get(f"/en/calendar/{address}/").status_code == 404


def test_the_calendar_ends_somewhere_and_sends_no_search_engine_into_emptiness(client):
    assert "January 2101" not in page_of(client.get("/en/calendar/2100/12/")).text
    assert b'content="noindex, nofollow"' in client.get("/en/calendar/2055/12/").content
    make_event(starts_at=datetime(2027, 5, 12, 16, tzinfo=UTC))
    assert b"noindex" not in client.get("/en/calendar/2027/5/").content


def test_many_events_cost_no_more_queries(client, django_assert_max_num_queries):
    for hour in range(12):
        make_event(starts_at=datetime(2027, 5, 12, 6, tzinfo=UTC) + hour * HOUR)
    with django_assert_max_num_queries(4):
        client.get("/en/calendar/2027/5/")
