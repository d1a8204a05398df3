"""A person's registrations, as they are shown and given to that person."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.registrations.models import Registration
from stakeholders.people.choices import Record


def registrations_of(email: str) -> list[Record]:
    rows = Registration.objects.filter(email=email).exclude(name="").select_related("event__municipality").order_by("-joined_at", "pk")
    return [
        Record(
            title=row.event.title,
            facts={
                _("Event"): date_format(timezone.localtime(row.event.starts_at), "DATETIME_FORMAT"),
                _("Organiser"): row.event.municipality.legal_name or row.event.municipality.name,
                _("Name"): row.name,
                _("E-mail"): row.email,
                _("Number of people"): str(row.party_size),
                _("What you need to take part"): row.needs,
                _("Registered"): date_format(timezone.localtime(row.joined_at), "DATETIME_FORMAT"),
                _("Standing"): str(row.get_standing_display()),
            },
        )
        for row in rows
    ]
