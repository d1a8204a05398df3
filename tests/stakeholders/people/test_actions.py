from datetime import timedelta

import pytest

from events.registrations.models import Registration, Seats
from portal.common.models import AuditEntry
from portal.common.outbox.models import Letter
from stakeholders.people import actions, rules
from stakeholders.people.models import DataRequest, Person, User
from stakeholders.people.presenters import shelves_of
from tests.factories.events import make_event, make_registration, seats_in_order
from tests.factories.stakeholders import make_data_request, make_organisation, make_person, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ANA = "ana@setev.example"


def test_a_link_goes_to_an_address_that_we_know_however_it_is_typed(now):
    make_registration(email=ANA)
    request = actions.request_my_data(email=" Ana@Setev.example ", language="sl", now=now)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient, letter.not_after) == ("people.my_data", ANA, now + 3 * DAY == request.expires_at and request.expires_at)


def test_no_stranger_is_written_to(now):
    assert actions.request_my_data(email="tujec@setev.example", language="sl", now=now) is None
    assert (Letter.objects.count(), DataRequest.objects.count()) == (0, 0)


def test_erasing_gives_seats_back_and_leaves_no_trace_of_the_address(now):
    coming = make_event(starts_at=now + DAY)
    past = make_event(starts_at=now - DAY, ends_at=now - DAY + timedelta(hours=1))
    make_registration(event=coming, email=ANA, party_size=2)
    make_registration(event=past, email=ANA, party_size=3)
    other = make_registration(event=coming)
    person = make_person(name="Ana", email=ANA)
    make_organisation().people.add(person)
    actions.request_my_data(email=ANA, language="sl", now=now)

    assert actions.erase_my_data(request=DataRequest.objects.get(), now=now) == 3

    assert shelves_of(ANA) == []
    assert (Seats.objects.get(event=coming).taken, Seats.objects.get(event=past).taken, seats_in_order()) == (1, 3, True)
    assert list(Registration.objects.exclude(name="")) == [other]
    assert not Person.objects.exists()
    assert not Letter.objects.filter(recipient=ANA, state="queued").exists()
    assert AuditEntry.objects.filter(verb="data.erased").get().facts == {"things": 3}
    assert not DataRequest.objects.filter(email=ANA).exists()


def test_letters_that_went_to_the_address_no_longer_name_it(now):
    make_registration(email=ANA)
    request = actions.request_my_data(email=ANA, language="sl", now=now)
    Letter.objects.update(state="sent", sent_at=now, finished_at=now)
    actions.erase_my_data(request=request, now=now)
    assert not Letter.objects.filter(recipient=ANA).exclude(state="cancelled").exists()
    assert Letter.objects.get(kind="people.my_data").recipient.endswith("@forgotten.invalid")


def test_an_account_and_its_contact_stay_until_their_holder_closes_them(now):
    user = make_user(email=ANA)
    make_person(email=ANA, user=user)
    make_registration(email=ANA)
    actions.erase_my_data(request=make_data_request(email=ANA), now=now)
    assert (User.objects.count(), Person.objects.count()) == (1, 1)


def test_erasing_twice_or_too_late_is_refused(now):
    request = make_data_request(email=ANA, expires_at=now + DAY)
    with pytest.raises(rules.LinkRanOut):
        actions.erase_my_data(request=request, now=now + DAY)
    actions.erase_my_data(request=request, now=now)
    with pytest.raises(rules.LinkRanOut):
        actions.erase_my_data(request=request, now=now)


def test_old_requests_are_forgotten(now):
    make_data_request(email=ANA, expires_at=now)
    assert actions.forget_data_requests(now + 2 * DAY) == 0
    assert actions.forget_data_requests(now + 4 * DAY) == 1
