from modeltranslation.translator import TranslationOptions, register

from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord
from stakeholders.subscriptions.models import Topic


@register(AccessibilityStatement)
class AccessibilityStatementWords(TranslationOptions):
    fields = ("gaps",)


@register(PrivacyRecord)
class PrivacyRecordWords(TranslationOptions):
    fields = ("more",)


@register(Topic)
class TopicWords(TranslationOptions):
    fields = ("name", "description")
