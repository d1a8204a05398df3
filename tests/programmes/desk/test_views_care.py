"""What the desk keeps to itself: another municipality's drafts, and acts on what is closed."""

from datetime import UTC, datetime

import pytest

from programmes.catalogue.models import Phase
from tests.factories.events import make_draft as make_draft_event
from tests.factories.events import make_event, make_registration
from tests.factories.locations import make_municipality
from tests.factories.programmes import make_item, make_milestone
from tests.factories.stakeholders import make_admin
from tests.reading import page_of, said, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DESK = "/en/workspace/programmes/"
JUNE = datetime(2027, 6, 2, 15, 0, tzinfo=UTC)
DAYS = {"starts_on": "2027-04-26", "ends_on": "2027-05-30"}


@pytest.fixture
def foreign(programme):
    """An administrator gave the programme two events of another municipality, one of them a draft."""
    kranj = make_municipality(name="Kranj")
    draft = make_draft_event(municipality=kranj, title_en="Secret plan", starts_at=JUNE)
    announced = make_event(municipality=kranj, title_en="Open day", starts_at=JUNE)
    programme.events.add(draft, announced)
    return draft


def pages(client, programme):
    confirm = f"{DESK}litija/phases/{programme.phases.get(position=1).pk}/move/confirm/"
    return [said(client.get(f"{DESK}litija/")), said(client.get(confirm, DAYS))]


@pytest.mark.usefixtures("foreign")
def test_another_municipalitys_draft_is_not_told_and_its_announced_event_is(client, programme):
    for text in pages(client, programme):
        assert ("Secret plan" in text, "Open day" in text) == (False, True)
    client.force_login(make_admin())
    assert ["Secret plan" in text for text in pages(client, programme)] == [True, True]


def test_another_municipalitys_draft_cannot_be_taken_out_by_guessing(client, programme, foreign):
    assert client.post(f"{DESK}litija/events/{foreign.pk}/detach/").status_code == 404
    assert foreign in programme.events.all()


def test_reminders_of_another_municipalitys_event_are_told_once_it_is_announced(client, programme, foreign):
    make_registration(event=foreign)
    make_registration(event=programme.events.get(title_en="Open day"))
    text = said(client.get("/en/workspace/reminders/"))
    assert ("Secret plan" in text, "Open day" in text) == (False, True)


def test_a_closed_programme_offers_no_change_of_phases_and_milestones(client, programme, now):
    phase = programme.phases.get(position=1)
    make_item(phase=phase)
    make_milestone(programme=programme)
    Phase.objects.filter(pk=programme.phases.get(position=0).pk).update(closed_at=now)
    acts = {"Move", "Close", "Open again", "Done", "Set a milestone", "Reached?", "Change"}

    def offered():
        page = page_of(client.get(f"{DESK}litija/"))
        words = [*page.buttons, *page.links]
        return {act for act in acts if any(one == act or one.startswith(f"{act} ") for one in words)}

    assert offered() == acts
    programme.status = "closed"
    programme.save()
    assert offered() == set()


@pytest.mark.parametrize("path", ["phases/{phase}/close/", "phases/{phase}/reopen/", "checklist/{item}/tick/", "milestones/{milestone}/discard/"])
def test_a_page_that_was_open_meanwhile_is_told_kindly(client, programme, path):
    phase = programme.phases.get(position=1)
    ids = {"phase": phase.pk, "item": make_item(phase=phase).pk, "milestone": make_milestone(programme=programme).pk}
    programme.status = "closed"
    programme.save()
    _address, text = told(client, client.post(f"{DESK}litija/{path.format(**ids)}"))
    assert "The programme is closed. Open it again first; then its phases and milestones can be changed." in text
