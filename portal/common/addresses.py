"""Addresses within the site, found once: a list leads to dozens of pages, and to the same ones in every answer."""

from functools import lru_cache

from django.core.signals import setting_changed
from django.urls import get_script_prefix, reverse, translate_url
from django.utils.translation import get_language

LONGEST_KEPT = 200  # of an address that strangers may make up


def address_of(view: str, slug: str) -> str:
    """As `reverse`, for pages that bear one name."""
    return _address_of(view, slug, get_language(), get_script_prefix())


@lru_cache(maxsize=4000)
def _address_of(view: str, slug: str, _language: str | None, _prefix: str) -> str:
    return reverse(view, args=[slug])


def in_language(path: str, code: str) -> str:
    """The page's address in that language; a page that has none (an error, say) leads home."""
    page, mark, query = path.partition("?")
    found = _in_language(page, code, get_language()) if len(page) <= LONGEST_KEPT else _in_language.__wrapped__(page, code, None)
    return f"{found}{mark}{query}" if found else f"/{code}/"


@lru_cache(maxsize=4000)
def _in_language(page: str, code: str, _language: str | None) -> str:
    there = translate_url(page, code)
    return there if there != page else ""


def forget(**_changed: object) -> None:
    for kept in (_address_of, _in_language):
        kept.cache_clear()


setting_changed.connect(forget, dispatch_uid="addresses")  # only tests change settings
