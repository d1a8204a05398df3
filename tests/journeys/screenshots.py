"""`make screenshots`: the main pages of the demo as pictures, on a phone and a desktop, light and dark. No test, so not collected."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from events.agenda.models import Event
from portal.common.clock import now
from portal.home.demo import story
from programmes.catalogue.models import Programme
from stakeholders.people.models import User

FOLDER = Path(os.environ.get("SCREENSHOTS", "docs/pictures"))
WIDTHS = {360: 760, 1280: 860}
COLOURS = 128  # flat drawings need no more, and the pictures stay small

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def addresses(language):
    """Name of the picture → address; the last ones stand behind the door."""
    moment = now()
    event = Event.objects.published().upcoming(at=moment).filter(seats__isnull=False).order_by("starts_at").first()
    programme = Programme.objects.filter(status="published").order_by("starts_on").first()
    with override(language):
        return {
            "home": reverse("home:home"),
            "events": reverse("events:event_list"),
            "event": reverse("events:event_detail", kwargs={"slug": event.slug}),
            "register": reverse("events:register", kwargs={"slug": event.slug}),
            "programme": reverse("programmes:programme_detail", kwargs={"slug": programme.slug}),
            "workspace": reverse("workspace:home"),
            "start": reverse("programmes:desk_programme_start"),
            "registrations": reverse("events:desk_registration_list", kwargs={"public_id": event.public_id}),
        }


def test_pictures(visit, sign_in):
    story.tell(now())
    coordinator = User.objects.get(email=story.SIGN_INS[1].email)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width, height in WIDTHS.items():
        for scheme in ("light", "dark"):
            visitor = visit({"width": width, "height": height}, scheme=scheme, language="en")
            for name, address in addresses("en").items():
                if name == "workspace":
                    sign_in(visitor, coordinator)
                page = visitor.open(address)
                assert page.locator("h1").count() == 1, address
                path = FOLDER / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=path)
                Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
