"""How often somebody may ask. Counted by the true time, so that no clock stands still here."""

import pytest
from django.core.cache import cache

from portal.home.search import views
from tests.reading import page_of

pytestmark = pytest.mark.django_db


def test_a_program_that_asks_without_end_is_asked_to_wait(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(views, "QUESTIONS", 2)
    monkeypatch.setattr(views, "A_MINUTE", views.A_MINUTE * 1000)  # so that no window ends between two questions
    assert [client.get("/en/search/", {"q": "meadow"}).status_code for _ in range(3)] == [200, 200, 429]
    assert "Wait a minute and try again." in page_of(client.get("/en/search/", {"q": "meadow"})).text
    assert client.get("/en/search/").status_code == 200
