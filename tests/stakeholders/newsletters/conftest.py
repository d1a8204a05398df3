"""An issue that can be sent, and its way to the end."""

import pytest
from django.core.cache import cache

from portal.common.outbox.delivery import deliver_bulk
from stakeholders.newsletters import actions
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_coordinator, make_issue, make_subscriber, make_topic


@pytest.fixture(autouse=True)
def counted(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(autouse=True)
def in_peace(monkeypatch):
    """A pass goes on to its end, however busy the machine is."""
    monkeypatch.setattr(actions, "RUN_SECONDS", 600.0)


@pytest.fixture
def litija(db):
    return make_municipality(name="Litija", slug="litija", legal_name="Občina Litija", contact_email="obcina@litija.example", official_languages=["sl"])


@pytest.fixture
def topic(litija):
    return make_topic(municipality=litija, name_sl="Novice", name_en="News", slug="novice")


@pytest.fixture
def maja(litija):
    return make_coordinator(municipality=litija, name="Maja Kovač", email="maja@setev.example")


@pytest.fixture
def lead(maja):
    return actor_for(maja)


@pytest.fixture
def subscribers(topic):
    return [make_subscriber(topics=[topic], email=f"narocnica{number}@example.si", name=f"Ana {number}") for number in range(3)]


@pytest.fixture
def issue(topic):
    return make_issue(topics=[topic])


@pytest.fixture
def sent(issue, subscribers, lead, now):
    """The issue, scheduled for now and prepared: its letters may leave."""
    actions.schedule_issue(issue=issue, send_at=None, actor=lead, now=now)
    actions.advance_newsletters(now)
    issue.refresh_from_db()
    return issue


@pytest.fixture
def to_the_end(now):
    """`to_the_end(issue)`: deliver and finish, as the worker does."""

    def go(issue, at=None):
        deliver_bulk(at or now)
        actions.advance_newsletters(at or now)
        issue.refresh_from_db()
        return issue

    return go
