import pytest

from programmes.catalogue.choices import methods
from tests.factories.programmes import make_draft, make_programme
from tests.factories.stakeholders import make_coordinator
from tests.reading import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def read(client, address):
    return page_of(client.get(address))


def titles(page, level):
    return [words_of(heading) for heading in page.main.iter(level)]


def test_the_list_shows_all_methods_with_their_length(client):
    page = read(client, "/en/methods/")
    assert titles(page, "h2")[:5] == [method.name["en"] for method in methods]
    assert [words for words in ("4 phases, 24 months", "3 levels, 36 months", "6 steps, 12 months") if words not in page.text] == []


@pytest.mark.parametrize("method", list(methods), ids=methods.names())
@pytest.mark.parametrize("language", ["sl", "en"])
def test_a_method_shows_all_that_it_is_made_of(client, method, language):
    page = read(client, f"/{language}/methods/{method.key}/")
    assert page.heading == method.name[language]
    said = [method.summary, *method.purposes]
    for phase in method.phases:
        said += [phase.name, phase.purpose, *phase.steps, *phase.entry, *phase.exit]
    said += [plan.name for plan in method.milestones]
    said += [words for plan in method.events for words in (plan.title, plan.summary)]
    said += [words for term in method.glossary for words in (term.term, term.meaning)]
    assert [words[language] for words in said if words[language] not in page.text] == []


def test_phases_follow_one_another(client):
    page = read(client, "/sl/methods/community_spaces/")
    assert titles(page, "h3")[:6] == [phase.name["sl"] for phase in methods["community_spaces"].phases]


def test_swedish_is_marked_as_swedish(client):
    page = read(client, "/en/methods/partnerships/")
    (swedish,) = [element for element in page.main.iter("details") if element.get("lang") == "sv"]
    assert "Kommunalt innovationssamarbete (Innocities)" in words_of(swedish)
    assert [element for element in read(client, "/en/methods/inlocom/").main.iter("details") if element.get("lang")] == []


def test_its_public_programmes_are_shown_and_no_draft(client):
    make_programme(method="hackathons", title_en="Forest and wood")
    make_draft(method="hackathons", title_en="Secret")
    make_programme(title_en="Another method")
    page = read(client, "/en/methods/hackathons/")
    assert [title for title in titles(page, "h3") if title in {"Forest and wood", "Secret", "Another method"}] == ["Forest and wood"]


def test_more_programmes_than_are_shown_stand_in_the_list(client):
    for number in range(4):
        make_programme(method="hackathons", title_en=f"Town {number}")
    page = read(client, "/en/methods/hackathons/")
    assert len([title for title in titles(page, "h3") if title.startswith("Town")]) == 3
    assert "/en/programmes/?method=hackathons" in page.links.values()


def test_its_button_leads_to_the_start_with_the_method_chosen(client):
    page = read(client, "/en/methods/partnerships/")
    address = next(address for address in page.links.values() if "start-programme" in address)
    assert address == "/en/workspace/start-programme/?method=partnerships"
    client.force_login(make_coordinator())
    chosen = [field.get("value") for field in read(client, address).main.iter("input") if field.get("type") == "radio" and field.get("checked") is not None]
    assert chosen == ["partnerships"]


@pytest.mark.parametrize("key", ["alchemy", "InLoCom", "inlocom-2"])
def test_a_method_that_is_none_is_missing(client, key):
    assert client.get(f"/en/methods/{key}/").status_code == 404
