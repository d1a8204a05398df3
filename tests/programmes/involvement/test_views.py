import pytest

from programmes.involvement.actions import let_residents_follow
from stakeholders.subscriptions.models import Topic
from tests.factories.programmes import make_draft, make_programme
from tests.factories.stakeholders import actor_for, make_coordinator
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def programme():
    return make_programme(slug="inlocom", title_sl="Skupaj", title_en="Together")


@pytest.fixture
def at_desk(client, programme):
    client.force_login(make_coordinator(municipality=programme.municipality))
    return client


def test_one_button_lets_residents_follow_and_the_page_says_so(at_desk, programme):
    assert "Let residents follow this programme" in page_of(at_desk.get("/en/workspace/programmes/inlocom/")).buttons
    page = page_of(at_desk.post("/en/workspace/programmes/inlocom/follow/", follow=True))
    assert "Residents can follow the programme by e-mail from now on. Its page says so." in page.text
    assert "Let residents follow this programme" not in page.buttons
    links = page_of(at_desk.get("/en/programmes/inlocom/")).links
    assert links["Follow this programme"] == "/en/newsletters/subscribe/?topic=skupaj"


def test_a_closed_topic_is_not_offered_on_the_public_page(client, programme, now):
    let_residents_follow(programme=programme, actor=actor_for(make_coordinator(municipality=programme.municipality)), now=now)
    Topic.objects.update(is_open=False)
    assert "Follow this programme" not in page_of(client.get("/en/programmes/inlocom/")).links


def test_a_draft_cannot_be_followed_and_the_refusal_is_kind(client):
    draft = make_draft(slug="osnutek")
    client.force_login(make_coordinator(municipality=draft.municipality))
    page = page_of(client.post("/en/workspace/programmes/osnutek/follow/", follow=True))
    assert "Only a programme that is public and not closed can be followed." in page.text
    assert not Topic.objects.exists()
