from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When, Window
from django.db.models.functions import RowNumber

from events.agenda.choices import Status as EventStatus
from locations.municipalities.querysets import speaking_of
from portal.common.actor import Right
from portal.common.search.query import any_of
from portal.common.search.querysets import SearchableQuerySet
from programmes.catalogue.choices import Running, Status, method_names

NOT_SHOWN = [f"municipality__{name}" for name in ("search_name", "search_text", "official_languages", "contact_phone", "address", "set_up_steps")]
NOT_OF_THE_COORDINATOR = ("password", "last_login", "date_joined", "email", "language")
PUBLIC = (Status.PUBLISHED, Status.CLOSED)


def in_each(*names):
    """The columns of translated fields."""
    return [f"{name}_{language}" for name in names for language in settings.MODELTRANSLATION_LANGUAGES]


def rows_in_order(model, *order):
    """The rows of a model of this app, for a prefetch; asked by name because models import this file."""
    return apps.get_model("programmes", model).objects.order_by(*order)


def drafts_of_it_alone(programme, actor):
    """Draft events that no other programme has, as far as the actor may throw them away."""
    shared = programme.events.through.objects.exclude(programme=programme).values("event")
    return programme.events.manageable_by(actor).filter(status=EventStatus.DRAFT).exclude(pk__in=shared)


def is_over(on):
    return Q(status=Status.CLOSED) | Q(ends_on__lt=on)


def season_order(on):
    rank = Case(When(is_over(on), then=Value(2)), When(starts_on__gt=on, then=Value(1)), default=Value(0))
    return [rank, F("starts_on").desc(), "pk"]


class ProgrammeQuerySet(SearchableQuerySet):
    def said_otherwise(self, term, query):
        """By the name of its method, and by the municipalities that take part."""
        taking_part = apps.get_model("programmes", "Participation").objects.filter(municipality__in=speaking_of(query).municipalities[term])
        return Q(method__in=any_of(method_names(), term)) | Q(pk__in=taking_part.values("programme"))

    def public(self):
        return self.filter(status__in=PUBLIC)

    def manageable_by(self, actor):
        """Programmes led by a municipality for which the actor coordinates."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LEAD))

    def writable_by(self, actor):
        """Programmes whose words the actor may write."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.WRITE))

    def on_desk_of(self, actor):
        """Programmes led by a municipality whose workspace the actor sees."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LOOK))

    def visible_to(self, actor):
        if actor.is_admin:
            return self
        return self.filter(Q(status__in=PUBLIC) | Q(municipality_id__in=actor.may_in(Right.LOOK)))

    def running(self, state, on):
        """Those that run, come or are finished on a day."""
        wanted = {Running.NOW: Q(starts_on__lte=on), Running.NEXT: Q(starts_on__gt=on), Running.DONE: is_over(on)}
        found = self.filter(wanted[state])
        return found if state == Running.DONE else found.not_over(on)

    def not_over(self, on):
        return self.exclude(is_over(on))

    def in_season_order(self, on):
        """What runs first, then what comes, then what is over."""
        return self.order_by(*season_order(on))

    def first_of_each_half(self, number, on):
        """The first ones in season, and the first of those that are over."""
        half = Case(When(is_over(on), then=Value(1)), default=Value(0))
        return self.annotate(place_in_half=Window(RowNumber(), partition_by=half, order_by=season_order(on))).filter(place_in_half__lte=number)

    def with_phases(self):
        return self.select_related("municipality").prefetch_related(Prefetch("phases", rows_in_order("Phase", "position")))

    def for_cards(self):
        """What a card shows, and no more; its phases in one query for all of them."""
        phases = rows_in_order("Phase", "position").only("programme", "position", "season", "starts_on", "ends_on", "closed_at", *in_each("name"))
        return self.only("slug", "method", "status", "starts_on", "ends_on", *in_each("title", "summary")).prefetch_related(Prefetch("phases", phases))

    def for_programme_page(self):
        return (
            self.with_phases()
            .select_related("coordinator", "topic")
            .prefetch_related(
                Prefetch("milestones", rows_in_order("Milestone", "due_on", "pk")),
                Prefetch("participations", rows_in_order("Participation", "pk").select_related("municipality").defer(*NOT_SHOWN)),
                Prefetch("partners", rows_in_order("Partner", "organisation__type", "organisation__name", "pk").select_related("organisation")),
                Prefetch("funding", rows_in_order("Funding", "pk")),
                Prefetch("targets", rows_in_order("Target", "position", "pk")),
            )
        )

    def sparing(self):
        """Without the columns that the public page does not show."""
        return self.defer(*[f"coordinator__{name}" for name in NOT_OF_THE_COORDINATOR], *NOT_SHOWN, "search_name", "search_text", "submission_key")

    def for_desk_page(self):
        return self.for_programme_page().prefetch_related(
            Prefetch("phases__checklist", rows_in_order("ChecklistItem", "gate", "position", "pk").select_related("done_by"))
        )


class PhaseQuerySet(models.QuerySet):
    def reminding(self):
        """Phases of which somebody is reminded: of published programmes, not closed by hand."""
        return self.filter(programme__status=Status.PUBLISHED, closed_at=None).select_related("programme__municipality", "programme__coordinator")


class MilestoneQuerySet(models.QuerySet):
    def reminding(self):
        return self.filter(programme__status=Status.PUBLISHED, reached_on=None).select_related("programme__municipality", "programme__coordinator")
