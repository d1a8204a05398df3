"""Which events whom: by role, in one's own municipality and nowhere else."""

import pytest

from events.agenda.models import Event
from portal.common.actor import NOBODY
from tests.factories.events import make_draft, make_event
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_admin, make_colleague

pytestmark = pytest.mark.django_db

NARROWED = ("visible_to", "on_desk_of", "meetable_by", "writable_by", "manageable_by")


@pytest.mark.parametrize(
    ("role", "visible", "on_desk", "meetable", "writable", "manageable"),
    [
        ("coordinator", "pub draft other", "pub draft", "pub", "pub draft", "pub draft"),
        ("editor", "pub draft other", "pub draft", "", "pub draft", ""),
        ("door_helper", "pub other", "pub", "pub", "", ""),
        ("viewer", "pub draft other", "pub draft", "", "", ""),
        (None, "pub other", "", "", "", ""),
    ],
)
def test_a_role_finds_what_it_works_with(role, visible, on_desk, meetable, writable, manageable):
    litija = make_municipality()
    make_event(municipality=litija, slug="pub"), make_draft(municipality=litija, slug="draft")
    make_event(slug="other"), make_draft(slug="other-draft")
    actor = actor_for(make_colleague(role, municipality=litija)) if role else NOBODY
    found = [set(getattr(Event.objects.all(), name)(actor).values_list("slug", flat=True)) for name in NARROWED]
    assert found == [set(words.split()) for words in (visible, on_desk, meetable, writable, manageable)]
    admin = actor_for(make_admin())
    assert {getattr(Event.objects.all(), name)(admin).count() for name in NARROWED} == {4}
