"""Issues of newsletters: written, sent once, and kept as they were sent."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.outbox.models import Batch
from stakeholders.newsletters.choices import Standing
from stakeholders.newsletters.querysets import EditionQuerySet, IssueQuerySet
from stakeholders.subscriptions.models import Topic


class Issue(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="issues", verbose_name=_("municipality"))
    topics = models.ManyToManyField(Topic, related_name="issues", verbose_name=_("topics"))
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    blocks = models.JSONField(_("what fills itself"), default=list, blank=True)
    standing = models.CharField(_("standing"), max_length=9, choices=Standing, default=Standing.DRAFT)
    created_at = models.DateTimeField(_("begun"))
    send_at = models.DateTimeField(_("to be sent"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sent by"))
    # From here on nothing of it changes: what was sent stands in its editions, how it fares in the letters of its batch.
    slug = models.SlugField(_("name in addresses"), max_length=90, unique=True, null=True, blank=True, editable=False)
    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("letters"))
    prepared_through = models.BigIntegerField(default=0, editable=False)  # the last subscriber for whom there is a letter
    sent_at = models.DateTimeField(_("began to leave"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    is_refused_widely = models.BooleanField(_("paused because many were refused"), default=False, editable=False)
    refused_before = models.JSONField(default=dict, editable=False)  # failed and ended when somebody let it go on: judged is what comes after
    outcome = models.JSONField(_("how it ended"), default=dict, blank=True, editable=False)  # counted from the letters, which are not kept for ever

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue of a newsletter")
        verbose_name_plural = _("issues of newsletters")
        constraints = [
            models.CheckConstraint(condition=~Q(standing=Standing.SCHEDULED) | Q(send_at__isnull=False), name="scheduled_issue_has_its_time"),
            models.CheckConstraint(
                condition=Q(standing__in=(Standing.DRAFT, Standing.SCHEDULED)) | Q(batch__isnull=False, slug__isnull=False, sent_at__isnull=False),
                name="issue_under_way_has_its_letters",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "sent_at"], name="issue_of_municipality"),
            models.Index(fields=["send_at"], name="issue_scheduled", condition=Q(standing=Standing.SCHEDULED)),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("without a subject"))

    def get_absolute_url(self) -> str:
        return reverse("newsletters:issue_detail", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        return self.standing == Standing.DRAFT

    @property
    def is_called_off(self) -> bool:
        return self.standing == Standing.CANCELLED


class Edition(models.Model):
    """An issue in one language, as it was sent: its words for the archive, and the letter with its gaps."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="editions", verbose_name=_("issue"))
    language = models.CharField(_("language"), max_length=7)
    subject = models.CharField(_("subject"), max_length=150)
    words = models.TextField(_("words"))
    sections = models.JSONField(_("what filled itself"), default=list)
    html = models.TextField(_("letter"))
    text = models.TextField(_("letter as plain text"))

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of an issue")
        verbose_name_plural = _("editions of issues")
        constraints = [models.UniqueConstraint(fields=["issue", "language"], name="one_edition_in_a_language")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.language})"
