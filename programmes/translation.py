from modeltranslation.translator import TranslationOptions, register

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
