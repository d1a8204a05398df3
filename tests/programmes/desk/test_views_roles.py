"""What colleagues with other roles find on the desk page of a programme."""

import pytest
from django.urls import reverse

from programmes.catalogue.models import Programme
from tests.factories.events import make_draft as make_event_draft
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_draft, make_funding, make_item, make_milestone, make_partner, make_programme
from tests.factories.stakeholders import make_colleague
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def programme():
    programme = make_programme(municipality=make_municipality())
    make_item(phase=programme.phases.first())
    make_milestone(programme=programme)
    make_partner(programme=programme)
    make_funding(programme=programme)
    programme.events.add(make_event_draft(municipality=programme.municipality))
    return programme


def doors_in(client, role, programme):
    """Where forms and links of the page's content lead, as names below the programme's address."""
    client.force_login(make_colleague(role, municipality=programme.municipality))
    own = reverse("programmes:desk_programme_detail", args=[programme.slug])
    main = page_of(client.get(own)).main
    targets = [link.get("href") for link in main.iter("a")] + [form.get("action") for form in main.iter("form")]
    return {target.removeprefix(own) for target in targets if target and target.startswith(own) and target != own}


def test_an_editor_is_offered_the_words_and_nothing_else(client, programme):
    assert doors_in(client, "editor", programme) == {"edit/", "history/"}


def test_a_viewer_is_offered_nothing(client, programme):
    assert doors_in(client, "viewer", programme) == {"history/"}


def test_a_coordinator_is_offered_everything(client, programme):
    offered = doors_in(client, "coordinator", programme)
    assert {"edit/", "events/attach/", "milestones/create/", "partners/create/", "municipalities/add/", "funding/create/"} <= offered


def test_an_editor_of_a_draft_is_not_offered_to_publish_it(client):
    draft = make_draft(municipality=make_municipality())
    assert doors_in(client, "editor", draft) == {"edit/", "history/"}


def test_an_editor_writes_the_words_and_hands_nobody_the_programme(client, programme):
    editor, other = make_colleague("editor", municipality=programme.municipality), make_colleague("coordinator", municipality=programme.municipality)
    Programme.objects.filter(pk=programme.pk).update(coordinator=make_colleague("coordinator", municipality=programme.municipality))
    programme.refresh_from_db()
    client.force_login(editor)
    sent = {"title_sl": "Nov naslov", "text_sl": "Besedilo", "summary_sl": "Povzetek", "coordinator": other.pk}
    before = programme.coordinator_id
    assert client.post(reverse("programmes:desk_programme_edit", args=[programme.slug]), sent).status_code == 302
    programme.refresh_from_db()
    assert (programme.title_sl, programme.coordinator_id) == ("Nov naslov", before)
