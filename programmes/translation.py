import simple_history
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import TranslationOptions, register

from portal.common.history import History
from programmes.catalogue.models import ChecklistItem, Milestone, Phase, Programme, Target


@register(Programme)
class ProgrammeWords(TranslationOptions):
    fields = ("title", "summary", "text", "picture_alt")


@register(Phase)
class PhaseWords(TranslationOptions):
    fields = ("name", "purpose")


@register(Milestone)
class MilestoneWords(TranslationOptions):
    fields = ("name",)


@register(ChecklistItem)
class ChecklistItemWords(TranslationOptions):
    fields = ("text",)


@register(Target)
class TargetWords(TranslationOptions):
    fields = ("label",)


# After the languages, so that each has its column there.
simple_history.register(
    Programme,
    app="programmes",
    records_class=History,
    cascade_delete_history=True,  # a draft that is thrown away is gone
    excluded_fields=["submission_key", "published_at", "created_at", "updated_at", "search_name", "search_text", "topic"],
    verbose_name=_("former words of a programme"),
    verbose_name_plural=_("former words of programmes"),
)
