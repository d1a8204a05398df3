import simple_history
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import TranslationOptions, register

from portal.common.history import History
from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord
from stakeholders.newsletters.models import Issue
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


@register(Issue)
class IssueWords(TranslationOptions):
    fields = ("subject", "text")


# After the languages, so that each has its column there: two who write at one issue lose nothing.
simple_history.register(
    Issue,
    app="stakeholders",
    records_class=History,
    cascade_delete_history=True,
    excluded_fields=[
        "standing", "created_at", "send_at", "sent_by", "slug", "batch", "prepared_through", "sent_at", "finished_at", "is_refused_widely", "outcome",
    ],
    verbose_name=_("former words of an issue"),
    verbose_name_plural=_("former words of issues"),
)  # fmt: skip
