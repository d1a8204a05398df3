"""A letter on its way: the row is the queue, the log and the proof."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Lane(models.IntegerChoices):
    """Which queue. What a person waits for never stands behind what goes to thousands."""

    TRANSACTIONAL = 0, _("transactional")
    BULK = 1, _("bulk")


class State(models.TextChoices):
    """One state machine for every letter.

    queued → claimed → in_flight → sent; claimed and in_flight → queued or retry_wait → claimed; ends: sent, failed,
    suppressed, expired, cancelled, uncertain (handed over, but the server's answer was lost).
    """

    QUEUED = "queued", _("queued")
    CLAIMED = "claimed", _("claimed")
    IN_FLIGHT = "in_flight", _("being handed over")
    SENT = "sent", _("sent")
    RETRY_WAIT = "retry_wait", _("waiting to try again")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("suppressed")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("no longer wanted")
    UNCERTAIN = "uncertain", _("uncertain")


DUE = (State.QUEUED, State.RETRY_WAIT)
HELD = (State.CLAIMED, State.IN_FLIGHT)
WAITING = (*DUE, *HELD)
STRANDED = (State.FAILED, State.UNCERTAIN)
ENDED = (State.SENT, State.FAILED, State.SUPPRESSED, State.EXPIRED, State.CANCELLED, State.UNCERTAIN)

CONTENT_KEPT = timedelta(days=30)  # what an ended letter was about; then it is blanked


class BatchState(models.TextChoices):
    """Whether the letters of a batch may leave."""

    HELD = "held", _("held back")
    RUNNING = "running", _("leaving")
    DONE = "done", _("all have come to an end")
    CALLED_OFF = "called_off", _("called off")


class Batch(models.Model):
    """Letters that belong together, such as an issue of a newsletter: held back, let go and called off as one.

    Its row is asked right before each hand-over, so that holding it back lets only what is in hand go.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.HELD)
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")
        indexes = [models.Index(fields=["created_at"], name="batch_running", condition=Q(state=BatchState.RUNNING))]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Letter(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane, default=Lane.TRANSACTIONAL)
    # Names the occasion, so that the same letter is never written twice: "registrations.confirmed:<id>:1".
    dedupe_key = models.CharField(_("occasion"), max_length=200, unique=True)
    recipient = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=7)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="letters", db_index=False, verbose_name=_("batch"))
    # What the kind needs to find its rows again: ids only. A letter is rendered when it leaves, from what is true then.
    facts = models.JSONField(_("what it is about"), default=dict)
    # Only for letters handed to Django's mail (sign-in codes): their bytes, blanked once they are sent.
    message = models.BinaryField(blank=True, default=b"")

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(_("written"))
    not_before = models.DateTimeField(_("leaves from"))
    not_after = models.DateTimeField(_("of use until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # How often a worker died holding it, or the mail server's answer was lost: what bounds the repeats.
    interruptions = models.PositiveSmallIntegerField(_("interruptions"), default=0)
    claimed_by = models.UUIDField(_("held by"), null=True, blank=True)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=120, blank=True)
    smtp_code = models.PositiveSmallIntegerField(_("answer of the mail server, number"), null=True, blank=True)
    smtp_reply = models.CharField(_("answer of the mail server"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    leaves_at: datetime | None = None  # the moment of the hand-over, known to `render`; not stored

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="sent_letter_has_its_time"),
            models.CheckConstraint(condition=~Q(state__in=HELD) | Q(claimed_by__isnull=False, lease_until__isnull=False), name="held_letter_has_its_lease"),
            models.CheckConstraint(condition=Q(batch__isnull=True) | Q(lane=Lane.BULK), name="letter_of_a_batch_goes_to_many"),
        ]
        indexes = [
            models.Index(fields=["lane", "not_before", "created_at"], name="letter_due", condition=Q(state__in=DUE, batch__isnull=True)),
            models.Index(fields=["batch", "not_before", "created_at"], name="letter_of_batch_due", condition=Q(state__in=DUE, batch__isnull=False)),
            models.Index(fields=["batch", "state"], name="letter_of_batch", condition=Q(batch__isnull=False)),
            models.Index(fields=["lease_until"], name="letter_held", condition=Q(state__in=HELD)),
            models.Index(fields=["finished_at"], name="letter_stranded", condition=Q(state__in=STRANDED)),
            models.Index(fields=["recipient"], name="letter_to"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class LanePause(models.Model):
    """A lane that waits because the mail server refuses us or does not answer: no letter's fault, so none pays for it."""

    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane, primary_key=True)
    paused_until = models.DateTimeField(_("waits until"))
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    smtp_code = models.PositiveSmallIntegerField(_("answer of the mail server, number"), null=True, blank=True)
    smtp_reply = models.CharField(_("answer of the mail server"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("pause of a lane")
        verbose_name_plural = _("pauses of lanes")

    def __str__(self) -> str:
        return self.get_lane_display()
