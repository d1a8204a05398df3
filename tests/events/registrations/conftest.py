import pytest
from django.core.cache import cache


@pytest.fixture
def fresh_counts(settings):
    """What was counted for one test is nothing to the next; and the cache in the database reads another clock."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"
