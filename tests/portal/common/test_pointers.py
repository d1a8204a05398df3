"""What leads to a row that is to go."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from locations.municipalities.models import Municipality
from locations.places.models import Place
from portal.common.pointers import NAMED, StillUsed, discard, fates, free_among, kind_of, losing, pointers_to
from stakeholders.people.models import User
from tests.factories.events import make_draft, make_event, make_registration
from tests.factories.locations import make_district, make_municipality, make_place
from tests.factories.programmes import make_draft as make_draft_programme
from tests.factories.programmes import make_programme
from tests.factories.stakeholders import actor_for, make_admin, make_coordinator, make_organisation, make_person

pytestmark = pytest.mark.django_db


def kinds(rows):
    return {fate.value: sorted(kind_of(found.model) for found in founds if found.exists()) for fate, founds in fates(rows).items()}


def test_what_holds_a_row_what_goes_with_it_and_what_only_loses_it_are_told_apart():
    municipality = make_municipality()
    place = make_place(municipality=municipality, district=make_district(municipality=municipality))
    make_event(place=place)
    found = kinds(Municipality.objects.filter(pk=municipality.pk))
    assert found == {"holds": ["events", "places"], "goes": ["districts"], "loses": ["places"]}
    assert kinds(municipality.districts.all()) == {"holds": [], "goes": [], "loses": ["places"]}


def test_who_leads_there_is_named_to_whom_may_see_it_and_only_counted_for_others():
    home, neighbour = make_municipality(), make_municipality()
    place = make_place(municipality=home)
    own = make_draft(place=place, title_en="Own draft")
    make_draft(place=place, municipality=neighbour, title_en="Their secret")
    shown = make_event(place=place, municipality=neighbour, title_en="Their fair", slug="fair")

    pointers = pointers_to(place, actor=actor_for(make_coordinator(municipality=home)))

    assert [(pointer.kind, pointer.count, pointer.more) for pointer in pointers] == [("Events", 3, 1)]
    assert sorted(pointers[0].rows) == [
        ("Own draft, 24 May 2027", f"/en/workspace/events/{own.public_id}/"),
        ("Their fair, 24 May 2027", shown.get_absolute_url()),
    ]


def test_of_many_only_a_few_are_named_and_it_takes_as_many_queries():
    place, actor = make_place(), actor_for(make_admin())
    make_event(place=place)
    with CaptureQueriesContext(connection) as one:
        pointers_to(place, actor=actor)
    for _number in range(NAMED + 2):
        make_event(place=place)
    with CaptureQueriesContext(connection) as many:
        pointer = pointers_to(place, actor=actor)[0]
    assert (pointer.count, len(pointer.rows), pointer.more, len(many)) == (NAMED + 3, NAMED, 3, len(one))


def test_a_kind_that_nobody_entered_is_counted_and_not_named():
    event = make_draft(capacity=None)
    make_registration(event=event, standing="cancelled", name="Mojca Kos")
    pointers = pointers_to(event, actor=actor_for(make_admin()))
    assert [(pointer.kind, pointer.count, pointer.rows) for pointer in pointers] == [("Registrations", 1, [])]


def test_what_stays_and_no_longer_names_the_row():
    home = make_municipality()
    actor, event = actor_for(make_coordinator(municipality=home)), make_draft(municipality=home)
    draft, public, secret = make_draft_programme(municipality=home, title_en="A"), make_programme(title_en="B"), make_draft_programme(title_en="C")
    for programme in (draft, public, secret):
        programme.events.add(event)
    found = losing(event, actor=actor)
    assert [(one.kind, one.count, sorted(one.rows)) for one in found] == [
        ("Programmes", 3, [("A", f"/en/workspace/programmes/{draft.slug}/"), ("B", f"/en/programmes/{public.slug}/")])
    ]
    assert losing(draft, actor=actor) == []


def test_a_person_who_is_a_contact_stays_when_the_account_goes():
    user = make_coordinator()
    person = make_person(name="Ana", user=user, municipality=make_municipality())
    found = losing(user, actor=actor_for(make_admin()))
    assert [(one.kind, one.rows) for one in found] == [("People", [("Ana", f"/en/workspace/stakeholders/people/{person.pk}/")])]


def test_deleting_what_is_used_says_by_what():
    place = make_place(name="Dvorana")
    make_event(place=place)
    with pytest.raises(StillUsed) as refusal:
        discard(place)
    assert str(refusal.value) == "“Dvorana” stays, because this leads to it: Events: 1."
    assert Place.objects.filter(pk=place.pk).exists()
    free = make_place()
    discard(free)
    assert not Place.objects.filter(pk=free.pk).exists()


def test_those_to_which_nothing_leads_are_found_among_many_at_once(django_assert_num_queries):
    used, free = make_place(), make_place()
    make_event(place=used)
    with django_assert_num_queries(1):
        assert free_among([used, free]) == [free]
    assert free_among([]) == []


def test_what_points_in_a_circle_comes_to_an_end():
    """A municipality's neighbours are municipalities; an account is named by accounts' mandates, which name who gave them."""
    first, second = make_municipality(), make_municipality()
    first.neighbours.add(second)
    assert kinds(Municipality.objects.filter(pk=first.pk))["loses"] == []
    assert kinds(User.objects.filter(pk=make_coordinator().pk))["holds"] == ["mandates"]


def test_an_organisation_is_named_to_those_who_keep_it():
    home = make_municipality()
    make_organisation(municipality=home, name="Gasilci")
    found = pointers_to(home, actor=actor_for(make_coordinator(municipality=home)))
    assert [(one.kind, [words for words, _address in one.rows]) for one in found if one.kind == "Organisations"] == [("Organisations", ["Gasilci"])]
    assert [one.rows for one in pointers_to(home, actor=actor_for(make_coordinator())) if one.kind == "Organisations"] == [[]]
