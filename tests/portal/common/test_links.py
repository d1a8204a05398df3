from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.common.links import is_valid, token

ROW = UUID("5f0c2b1e-0d4b-4a3e-9a55-3f1a1f0f7c11")


def test_a_link_is_good_for_its_purpose_its_row_and_its_version_only():
    link = token("registrations.manage", ROW, 1)
    tries = [("registrations.manage", ROW, 1), ("registrations.confirm", ROW, 1), ("registrations.manage", uuid4(), 1), ("registrations.manage", ROW, 2)]
    assert [is_valid(link, *given_for) for given_for in tries] == [True, False, False, False]


def test_a_reminder_can_repeat_a_link():
    assert token("registrations.manage", ROW) == token("registrations.manage", str(ROW))
    assert len(token("registrations.manage", ROW)) == 43


def test_links_outlive_a_change_of_the_key(settings):
    link = token("registrations.manage", ROW)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
    assert is_valid(link, "registrations.manage", ROW) is True
    settings.SECRET_KEY_FALLBACKS = []
    assert is_valid(link, "registrations.manage", ROW) is False


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_what_is_made_up_is_no_link_and_no_error(text):
    assert is_valid(text, "registrations.manage", ROW) is False


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "č" * 43, "A" * 43])
def test_what_browsers_never_send_is_no_error_either(text):
    assert is_valid(text, "registrations.manage", ROW) is False


@given(st.integers(0, 42), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
def test_one_changed_letter_spoils_a_link(place, letter):
    link = token("registrations.manage", ROW)
    changed = link[:place] + letter + link[place + 1 :]
    assert is_valid(changed, "registrations.manage", ROW) is (changed == link)
