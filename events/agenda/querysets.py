from django.conf import settings
from django.db.models import Case, F, Q, When

from events.agenda.choices import Status, kind_words
from locations.municipalities.querysets import speaking_of
from portal.common.actor import Right
from portal.common.search.query import any_of, read
from portal.common.search.querysets import SearchableQuerySet

ON_A_CARD = (
    "slug", "kind", "status", *(f"title_{language}" for language in settings.MODELTRANSLATION_LANGUAGES), "starts_at", "ends_at", "online_url",
    "needs_registration", "registration_opens_at", "registration_closes_at", "party_limit", "place__name", "place__town",
)  # fmt: skip
IN_RESULTS = (
    "slug", "kind", "status", *(f"{words}_{language}" for words in ("title", "summary", "text") for language in settings.MODELTRANSLATION_LANGUAGES),
    "starts_at", "place__name", "municipality__name",
)  # fmt: skip
PUBLIC = (Status.PUBLISHED, Status.CANCELLED)  # a cancelled event stays on its page, so that nobody waits at the door


class EventQuerySet(SearchableQuerySet):
    def said_otherwise(self, term, query):
        """By its kind, its place and its municipality."""
        known = speaking_of(query)
        return Q(kind__in=any_of(kind_words(), term)) | Q(place__in=known.places[term]) | Q(municipality__in=known.municipalities[term])

    def public(self):
        return self.filter(status__in=PUBLIC)

    def published(self):
        return self.filter(status=Status.PUBLISHED)

    def upcoming(self, at):
        return self.filter(ends_at__gt=at)

    def past(self, at):
        return self.filter(ends_at__lte=at)

    def manageable_by(self, actor):
        """Events of the municipalities for which the actor coordinates."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.LEAD))

    def writable_by(self, actor):
        """Events of the municipalities for which the actor may write."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.WRITE))

    def meetable_by(self, actor):
        """Events at whose door the actor stands: what is announced, of the municipalities where names may be seen."""
        return self if actor.is_admin else self.filter(municipality_id__in=actor.may_in(Right.MEET), status__in=PUBLIC)

    def on_desk_of(self, actor):
        """What the workspace lists: everything for those who see it, what is announced for those who help at the door."""
        at_the_door = Q(municipality_id__in=actor.may_in(Right.MEET), status__in=PUBLIC)
        return self if actor.is_admin else self.filter(Q(municipality_id__in=actor.may_in(Right.LOOK)) | at_the_door)

    def visible_to(self, actor):
        if actor.is_admin:
            return self
        return self.filter(Q(status__in=PUBLIC) | Q(municipality_id__in=actor.may_in(Right.LOOK)))

    def saying(self, text):
        """Every word of the text stands in the event, its kind, its place or its municipality; of signs alone nothing is found."""
        query = read(text)
        return self.matching(query) if query or not text.strip() else self.none()

    def soonest_first(self):
        return self.order_by("starts_at", "pk")

    def latest_first(self):
        return self.order_by("-starts_at", "-pk")

    def nearest_first(self, at):
        """What comes next, then what was last: the coordinator's order."""
        is_past = Case(When(ends_at__gt=at, then=0), default=1)
        coming = Case(When(ends_at__gt=at, then=F("starts_at")))
        return self.order_by(is_past, coming, "-starts_at", "-pk")

    def for_cards(self):
        """What a card shows, and no more: of some sixty columns of event, place and municipality it needs a third."""
        return self.select_related("place").only(*ON_A_CARD)

    def for_results(self):
        """What the search tells of an event."""
        return self.select_related("place", "municipality").only(*IN_RESULTS)

    def with_surroundings(self):
        """For cards and pages: place and municipality in the same query."""
        return self.select_related("place", "municipality")
