import pytest
from django.core.exceptions import ValidationError

from portal.common.forms import EmailField
from portal.common.mailboxes import canonical
from portal.common.outbox.compose import envelope_recipient
from portal.common.throttle import mailbox_of

SPELLINGS = ["ana@example.si", "ana@ｅxample.si", "ana@exⓐmple.si", "ana@EXAMPLE.si", "ana@example。si", "ana@example．si", " Ana@example.ＳＩ"]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_one_mailbox_is_one_address_however_its_domain_is_spelt(typed):
    assert (canonical(typed), mailbox_of(typed.strip().lower())) == ("ana@example.si", "ana@example.si")


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_form_takes_it_in_its_one_spelling(typed):
    try:
        taken = EmailField().clean(typed)
    except ValidationError:
        return  # Django refuses some of them itself
    assert taken.lower() == "ana@example.si"
    assert envelope_recipient(taken).isascii()


@pytest.mark.parametrize("address", ["ana@občina.si", "ana@strasse.at", "no address", "@", "", "ana@-.-", "ana@" + "x" * 80 + ".si", "ana@a..si"])
def test_what_is_spelt_well_or_is_no_domain_stays_as_it_is(address):
    assert canonical(address) == address
