import simple_history
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import TranslationOptions, register

from events.agenda.models import Event
from portal.common.history import History


@register(Event)
class EventWords(TranslationOptions):
    fields = ("title", "summary", "text", "picture_alt", "cancellation_note")


# After the languages, so that each has its column there. Who the contact is, is not kept: a person's name ends with the event.
simple_history.register(
    Event,
    app="events",
    records_class=History,
    cascade_delete_history=True,  # a draft that is thrown away is gone
    excluded_fields=["contact_name", "contact_email", "published_at", "cancelled_at", "created_at", "updated_at", "search_name", "search_text"],
    verbose_name=_("former words of an event"),
    verbose_name_plural=_("former words of events"),
)
