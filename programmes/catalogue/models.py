"""A programme: a method at work in municipalities, in phases, with events and partners."""

import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.agenda.models import Event
from locations.municipalities.models import Municipality
from portal.common.addresses import address_of
from portal.common.search.models import Searchable
from programmes.catalogue.choices import PartnerRole, PhaseState, Season, Status
from programmes.catalogue.querysets import MilestoneQuerySet, PhaseQuerySet, ProgrammeQuerySet
from stakeholders.organisations.models import Organisation
from stakeholders.subscriptions.models import Topic

ROLE_LABELS = dict(PartnerRole.choices)  # Django's own `get_role_display` makes it anew for each row


class Programme(Searchable):
    named_by, told_by = ("title",), ("summary", "text")

    method = models.CharField(_("method"), max_length=40)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="led_programmes", verbose_name=_("led by"))
    coordinator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("coordinator"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    slug = models.SlugField(_("name in addresses"), max_length=90, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    text = models.TextField(_("description"), max_length=40_000, blank=True)
    picture = models.ImageField(_("picture"), upload_to="programmes/", blank=True)
    picture_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    since_year = models.PositiveSmallIntegerField(_("first begun in"), null=True, blank=True, validators=[MinValueValidator(1900)])
    municipality_total = models.PositiveSmallIntegerField(
        _("municipalities in all"), null=True, blank=True, help_text=_("Only if there are more than are named below, such as 16.")
    )
    starts_on = models.DateField(_("begins"))
    original_ends_on = models.DateField(_("ends, as first planned"))
    ends_on = models.DateField(_("ends"))

    municipalities = models.ManyToManyField(Municipality, through="Participation", related_name="programmes", verbose_name=_("municipalities"))
    organisations = models.ManyToManyField(Organisation, through="Partner", related_name="programmes", verbose_name=_("partners"))
    # Owned here, not by the event: one event can serve two programmes, and events know nothing of programmes.
    events = models.ManyToManyField(Event, related_name="+", blank=True, verbose_name=_("events"))

    # Owned here as well: residents subscribe to a topic, and topics know nothing of programmes.
    topic = models.OneToOneField(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("topic of its news"))

    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # the rendered form: a double click starts one programme
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_begins",
                violation_error_message=_("The programme ends before it begins."),
            ),
        ]
        indexes = [models.Index(fields=["status", "starts_on"], name="programme_list")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("programmes:programme_detail", self.slug)

    @property
    def is_public(self) -> bool:
        return self.status != Status.DRAFT

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED

    def is_over_on(self, day: date) -> bool:
        """As `not_over` of the queryset has it."""
        return self.is_closed or self.ends_on < day

    @property
    def is_extended(self) -> bool:
        """Its end was put off after everybody had been told of the first one."""
        return self.ends_on > self.original_ends_on


class Participation(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="participations", verbose_name=_("programme"))
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="participations", verbose_name=_("municipality"))
    role = models.CharField(_("as what"), max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)
    joined_at = models.DateTimeField(_("takes part since"), null=True, blank=True, editable=False)  # unknown: from the beginning

    class Meta:
        verbose_name = _("participating municipality")
        verbose_name_plural = _("participating municipalities")
        constraints = [models.UniqueConstraint(fields=["programme", "municipality"], name="municipality_once_in_programme")]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.role_label}"

    @property
    def role_label(self) -> str:
        return str(ROLE_LABELS[self.role])


class Partner(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partners", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnerships", verbose_name=_("organisation"))
    role = models.CharField(_("as what"), max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [models.UniqueConstraint(fields=["programme", "organisation"], name="partner_once_in_programme")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.role_label}"

    @property
    def role_label(self) -> str:
        return str(ROLE_LABELS[self.role])


class Funding(models.Model):
    """Who pays, as the funder's own page records it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="funding", verbose_name=_("programme"))
    funder = models.CharField(_("funder"), max_length=160)
    reference = models.CharField(_("reference number"), max_length=60, blank=True)
    call = models.CharField(_("call"), max_length=200, blank=True)
    round = models.CharField(_("application round"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=60, blank=True, help_text=_("In the funder's own word."))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    source_url = models.URLField(_("where it is published"), blank=True)
    is_self_reported = models.BooleanField(_("the project wrote the text, the funder has not reviewed it"), default=False)

    class Meta:
        verbose_name = _("funding record")
        verbose_name_plural = _("funding records")

    def __str__(self) -> str:
        return self.funder


class Target(models.Model):
    """How many of something the programme promised. A number of its own: it never follows from who takes part."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets", verbose_name=_("programme"))
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    number = models.PositiveIntegerField(_("how many"))
    label = models.CharField(_("of what"), max_length=120, help_text=_("Such as “local strategies”."))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class Phase(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="phases", verbose_name=_("programme"))
    key = models.CharField(max_length=40, editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    season = models.CharField(_("season"), max_length=10, choices=Season)
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("what it is for"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["programme", "position"], name="phase_has_its_own_position"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_it_begins", violation_error_message=_("The phase ends before it begins.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def state_on(self, day: date) -> PhaseState:
        """Computed from the dates; closing a phase by hand ends it at once."""
        if self.closed_at or day > self.ends_on:
            return PhaseState.DONE
        return PhaseState.NOW if day >= self.starts_on else PhaseState.NEXT


class Milestone(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("programme"))
    phase = models.ForeignKey(Phase, on_delete=models.SET_NULL, null=True, blank=True, related_name="milestones", verbose_name=_("phase"))
    name = models.CharField(_("milestone"), max_length=160)
    due_on = models.DateField(_("due"))
    reached_on = models.DateField(_("reached"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self) -> str:
        return self.name

    def is_late_on(self, day: date) -> bool:
        return self.reached_on is None and day > self.due_on


class ChecklistItem(models.Model):
    """A condition for entering or leaving a phase, laid down by the method, ticked by the coordinator."""

    class Gate(models.TextChoices):
        ENTRY = "entry", _("before it begins")
        EXIT = "exit", _("before it ends")

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="checklist", verbose_name=_("phase"))
    gate = models.CharField(_("when"), max_length=5, choices=Gate, default=Gate.EXIT)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("what"), max_length=200)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")

    def __str__(self) -> str:
        return self.text
