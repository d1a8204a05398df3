from datetime import timedelta

import pytest

from portal.common.models import AuditEntry
from programmes.catalogue.models import Programme
from tests.factories.locations import make_municipality
from tests.factories.programmes import TODAY, make_draft, make_funding, make_item, make_milestone, make_partner, make_programme
from tests.factories.stakeholders import make_admin, make_coordinator
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADMIN = "/en/admin/programmes/"


@pytest.fixture
def root(client, clock):
    user = make_admin()
    client.force_login(user)
    return user


def act(client, name, *programmes):
    return page_of(client.post(f"{ADMIN}programme/", {"action": name, "_selected_action": [programme.pk for programme in programmes]}, follow=True))


@pytest.mark.usefixtures("root")
def test_every_page_of_the_administration_opens(client):
    programme = make_programme()
    phase = programme.phases.first()
    item, milestone = make_item(phase=phase), make_milestone(programme=programme)
    make_partner(programme=programme)
    make_funding(programme=programme)
    for path in (
        "programme/",
        f"programme/{programme.pk}/change/",
        "programme/?q=program&status__exact=published",
        "phase/",
        f"phase/{phase.pk}/change/",
        "milestone/",
        f"milestone/{milestone.pk}/change/",
        "milestone/add/",
    ):
        assert client.get(f"{ADMIN}{path}").status_code == 200
    assert item.text_en in client.get(f"{ADMIN}phase/{phase.pk}/change/").content.decode()


@pytest.mark.usefixtures("root")
def test_programmes_and_phases_are_not_added_by_hand(client):
    assert (client.get(f"{ADMIN}programme/add/").status_code, client.get(f"{ADMIN}phase/add/").status_code) == (403, 403)


@pytest.mark.usefixtures("root")
def test_status_and_dates_are_read_only(client):
    names = {field.get("name") for field in page_of(client.get(f"{ADMIN}programme/{make_programme().pk}/change/")).root.iter("input")}
    assert {"status", "starts_on", "ends_on", "original_ends_on", "phases-0-starts_on"} & names == set()


def test_publishing_and_closing_ask_the_same_rules_as_the_desk(client, root):
    home = make_municipality()
    good = make_draft(municipality=home, coordinator=make_coordinator(municipality=home))
    lacking = make_draft(municipality=home, title_en="Unfinished", summary_sl="")
    page = act(client, "publish_chosen", good, lacking)
    assert ("1 programme is public now." in page.text, "Unfinished: Something is still missing." in page.text) == (True, True)
    over = make_programme(municipality=home, starts_on=TODAY - timedelta(days=400))
    assert "1 programme is closed." in act(client, "close_chosen", over).text
    assert sorted(Programme.objects.values_list("status", flat=True)) == ["closed", "draft", "published"]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "actor")) == [("programme.published", root.pk), ("programme.closed", root.pk)]


@pytest.mark.usefixtures("root")
def test_only_a_draft_is_deleted(client):
    public, draft = make_programme(), make_draft()
    make_milestone(programme=draft)
    client.post(f"{ADMIN}programme/{public.pk}/delete/", {"post": "yes"})
    client.post(f"{ADMIN}programme/{draft.pk}/delete/", {"post": "yes"})
    assert list(Programme.objects.all()) == [public]
    act(client, "delete_selected", public)
    client.post(f"{ADMIN}programme/", {"action": "delete_selected", "_selected_action": [public.pk], "post": "yes"})
    assert list(Programme.objects.all()) == [public]


@pytest.mark.usefixtures("root")
def test_who_takes_part_who_pays_and_which_events_are_changed_at_the_desk_only(client):
    programme = make_programme()
    make_partner(programme=programme)
    make_funding(programme=programme)
    page = page_of(client.get(f"{ADMIN}programme/{programme.pk}/change/"))
    fields = [field for kind in ("input", "select", "textarea") for field in page.root.iter(kind) if field.get("type") != "hidden"]
    names = [field.get("name") or "" for field in fields]
    assert [name for name in names if name == "events" or name.startswith(("participations-", "partners-", "funding-"))] == []
    lead = programme.participations.get()
    asked = {f"participations-0-{name}": value for name, value in {"id": lead.pk, "DELETE": "on"}.items()}
    client.post(f"{ADMIN}programme/{programme.pk}/change/", {"participations-TOTAL_FORMS": "1", "participations-INITIAL_FORMS": "1", **asked})
    assert programme.participations.get() == lead


def test_a_draft_thrown_away_and_a_milestone_leave_a_trace(client, root):
    draft = make_draft()
    milestone = make_milestone(programme=make_programme())
    client.post(f"{ADMIN}programme/{draft.pk}/delete/", {"post": "yes"})
    assert list(AuditEntry.objects.values_list("verb", "actor")) == [("programme.discarded", root.pk)]
    assert client.post(f"{ADMIN}milestone/{milestone.pk}/delete/", {"post": "yes"}).status_code == 403
