import pytest

from locations.places.models import Place
from portal.common.models import AuditEntry
from tests.factories.locations import make_municipality, make_place
from tests.factories.stakeholders import make_admin
from tests.reading import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADMIN = "/en/admin/locations/place/"


def filled(page, **changes):
    form = next(form for form in page.root.iter("form") if form.get("id") == "place_form")
    fields = {field.get("name"): field.get("value") or "" for field in form.iter("input") if field.get("type") not in {"submit", "checkbox"}}
    chosen = {
        field.get("name"): next((option.get("value") or "" for option in field.iter("option") if option.get("selected") is not None), "")
        for field in form.iter("select")
    }
    return {**fields, **chosen, **changes}


def test_a_place_kept_in_the_administration_leaves_the_same_trace_as_at_the_desk(client):
    root = make_admin()
    client.force_login(root)
    litija = make_municipality(name="Litija")
    client.post(f"{ADMIN}add/", filled(page_of(client.get(f"{ADMIN}add/")), municipality=str(litija.pk), name="Dvorana", town="Litija"))
    place = Place.objects.get()
    address = f"{ADMIN}{place.pk}/change/"
    client.post(address, filled(page_of(client.get(address)), name="Velika dvorana"))
    assert Place.objects.get().name == "Velika dvorana"
    trail = AuditEntry.objects.order_by("pk").values_list("verb", "actor_id", "target_id")
    assert list(trail) == [("place.added", root.pk, str(place.pk)), ("place.changed", root.pk, str(place.pk))]


def test_a_place_is_not_thrown_away_without_a_trace(client):
    root = make_admin()
    client.force_login(root)
    first, second = make_place(), make_place()
    client.post(f"{ADMIN}{first.pk}/delete/", {"post": "yes"})
    client.post(ADMIN, {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"})
    assert Place.objects.count() == 0
    trail = AuditEntry.objects.order_by("pk").values_list("verb", "actor_id", "target_id")
    assert list(trail) == [("place.discarded", root.pk, str(first.pk)), ("place.discarded", root.pk, str(second.pk))]
