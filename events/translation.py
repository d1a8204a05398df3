from modeltranslation.translator import TranslationOptions, register

from events.agenda.models import Event


@register(Event)
class EventWords(TranslationOptions):
    fields = ("title", "summary", "text", "picture_alt", "cancellation_note")
