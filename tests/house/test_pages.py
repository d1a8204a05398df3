"""What holds for every page: its shape, its language, and that more rows cost no more queries."""

import re

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.pages import ADMINISTRATION, DESK, PUBLIC, World, names_of_pages
from tests.reading import page_of

LANGUAGES = ("sl", "en")
# Pages that are reached only with a link from a letter, by a POST, or with a row of their own: their rooms test them.
OWN_TESTS = re.compile(
    r"(machine|places|feeds|one_click|admin):|newsletters:desk_issue_(letter|test|take_back|pause|resume|call_off|again|copy)|people:my_data|duties:desk_feedback_answer|events:(register_done|manage_registration|confirm_registration|cancel_registration|take_offer|event_month_now|desk_event_(publish|cancel|discard|bulk)"
    r"|desk_registration_(export|cancel))|programmes:desk_(programme_(publish|close|reopen|discard|lay_out|bulk|follow)|phase_|milestone_|checklist_|event_|partner_|municipality_|funding_)"
    r"|sign_in:session_end|contacts:desk_(stakeholder_export|contact_done)|imports:desk_import_(template|columns|begin|cancel|undo|refused)|programmes:desk_person_remove|workspace:(kept_form|letter_kind_html|letter_again|set_up_(list|finish))|subscriptions:(confirm|preferences|end_all|desk_(topic_open|subscriber_end))|mandates:(invitation$|desk_(invitation_(resend|withdraw)|mandate_end))",
)

WITH_A_FORM = {"events:register", "duties:feedback", "people:ask_my_data", "subscriptions:subscribe"}

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]


def seen_by(client, name, world):
    if name in DESK:
        client.force_login(world.coordinator)
    if name in ADMINISTRATION:
        client.force_login(world.administrator)
    return client


def test_no_page_is_forgotten():
    assert sorted(name for name in names_of_pages() if name not in {*PUBLIC, *DESK, *ADMINISTRATION} and not OWN_TESTS.match(name)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PUBLIC, *DESK, *ADMINISTRATION])
def test_a_page_is_whole(client, name, language):
    world = World(2)
    response = seen_by(client, name, world).get(world.address(name, language))
    assert response.status_code == 200

    html = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    page = page_of(response)
    elements = [element for element in page.root.iter() if element.get("type") != "application/ld+json"]  # that is data, and never run

    assert page.heading
    assert page.title
    assert page.main is not None
    assert page.root.get("lang") == language
    assert [element.tag for element in elements if element.get("style") is not None or element.tag == "style"] == []
    assert [element.tag for element in elements if any(str(name).startswith("on") for name in element.attrib)] == []
    assert [element.text for element in elements if element.tag == "script" and not element.get("src")] == []
    assert [element.get("src") for element in elements if element.tag in {"img", "script", "iframe"} and not (element.get("src") or "").startswith("/")] == []
    assert [
        element.get("href") for element in elements if element.tag == "link" and element.get("rel") == "stylesheet" and not element.get("href").startswith("/")
    ] == []
    assert [element.get("src") for element in elements if element.tag == "img" and element.get("alt") is None] == []
    names = [element.get("id") for element in elements if element.get("id")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert [reference for element in elements for reference in (element.get("aria-describedby") or "").split() if reference not in names] == []
    assert [element.get("for") for element in elements if element.tag == "label" and element.get("for") and element.get("for") not in names] == []
    assert re.findall(r"\{[{%#].{0,40}|\bNone\b|%\(\w+\)s", page.text) == [] or name == "home:patterns"


@pytest.mark.parametrize("name", [*PUBLIC, *DESK, *ADMINISTRATION])
def test_more_rows_cost_no_more_queries(client, name):
    counts = {}
    for size in (1, 3):
        world = World(size)
        address = world.address(name, "sl")
        visitor = seen_by(client, name, world)
        visitor.get(address)  # what is asked once for the process is asked now
        with CaptureQueriesContext(connection) as asked:
            assert visitor.get(address).status_code == 200
        counts[size] = asked.captured_queries
    assert len(counts[1]) == len(counts[3]), "\n".join(query["sql"][:300] for query in counts[3])


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_holds_nothing_of_its_visitor(client, name):
    world = World(1)
    address = world.address(name, "en")
    unknown = client.get(address)
    client.force_login(world.coordinator)
    known = client.get(address)
    for personal in (world.coordinator.name, world.coordinator.email):
        assert personal not in known.content.decode()
    if name not in WITH_A_FORM:
        assert list(unknown.cookies) == []


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_names_its_other_languages(client, name):
    world = World(1)
    page = page_of(client.get(world.address(name, "en")))
    assert world.address(name, "sl") in page.links.values()
