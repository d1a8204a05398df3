"""The letter with which a municipality tries its letters out."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.outbox.kinds import Content, LetterKind
from portal.common.outbox.models import Letter
from portal.common.outbox.post import post
from portal.common.outbox.render import letter


def _still_wanted(given: Letter, _now: datetime) -> bool:
    return Municipality.objects.filter(pk=given.facts.get("municipality")).exists()


def _render(given: Letter) -> Content:
    return _written(Municipality.objects.get(pk=given.facts["municipality"]))


def _written(municipality: Municipality) -> Content:
    return letter("locations/municipalities/emails/test_letter", {"municipality": municipality})


TEST_LETTER = LetterKind(
    name="municipalities.test_letter",
    label=_("Test letter of a municipality"),
    recipient=_("The coordinator who tries it out."),
    trigger=_("A coordinator tries out how letters look."),
    still_wanted=_still_wanted,
    render=_render,
    sample=_written,
)
KINDS = (TEST_LETTER,)


def test_letter(municipality: Municipality, *, to: str, user_id: int | None, now: datetime) -> bool:
    """In the municipality's language, whoever asks. One a minute for each person."""
    language = municipality.language or translation.get_language()
    written = post(TEST_LETTER, to=to, language=language, once=f"{municipality.pk}:{user_id}:{now:%Y%m%d%H%M}", now=now, municipality=municipality.pk)
    return written is not None
