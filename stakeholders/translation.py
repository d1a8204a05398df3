from modeltranslation.translator import TranslationOptions, register

from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord


@register(AccessibilityStatement)
class AccessibilityStatementWords(TranslationOptions):
    fields = ("gaps",)


@register(PrivacyRecord)
class PrivacyRecordWords(TranslationOptions):
    fields = ("more",)
