"""The agenda's filters, and the coordinator's form of an event."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.agenda.choices import SOON, Kind, SeatCount, Status, agenda_filters, desk_filters
from events.agenda.models import Event
from events.agenda.presenters import known_places
from events.agenda.rules import can_lead
from locations.municipalities.models import District, Municipality
from locations.places.models import Place
from portal.common.filters import DeskFilterSet, RowFilter, TellingFilters, without
from portal.common.forms import DateInput, DateTimeInput, MarkdownInput, cleaned_picture
from portal.common.search.query import Query, read
from portal.common.search.vocabulary import probably_meant
from portal.common.versions import VersionedForm
from portal.common.words import WordSheet, active_languages, dress, word_fields, word_sheets

NAMED = ("name", "slug")
LITTLE = 4  # events below which a reader is shown what is on near by
WHEN = [("upcoming", _("upcoming")), ("soon", _("next two weeks")), ("past", _("past"))]
SHARED = ("municipality", "district", "kind")  # by list and month


class DayFilter(django_filters.DateFilter):
    """Events that are still on, or already on, on a day of the portal's calendar."""

    def __init__(self, *, edge: str, **kwargs: Any) -> None:
        super().__init__(widget=DateInput, required=False, **kwargs)
        self.edge = edge

    def filter(self, queryset: models.QuerySet, value: Any) -> models.QuerySet:
        if not value:
            return queryset
        return queryset.filter(ends_at__date__gte=value) if self.edge == "from" else queryset.filter(starts_at__date__lte=value)


class AgendaFilters(TellingFilters):
    """The public list's address: whatever stands in it, the list answers. What cannot be read is said beside the field."""

    q = django_filters.CharFilter(label=_("Words"), max_length=100, method="say")
    municipality = RowFilter(
        label=_("Municipality"),
        to_field_name="slug",
        empty_label=_("all"),
        queryset=lambda _request: Municipality.objects.taking_part().in_order().only(*NAMED),
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("all"))
    place = django_filters.ModelChoiceFilter(label=_("Place"), queryset=lambda _request: known_places(), widget=forms.HiddenInput)
    from_day = DayFilter(label=_("From"), edge="from")
    to_day = DayFilter(label=_("To"), edge="to")

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, data: Any, *, now: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.now = now
        self.meant: Query | None = None  # by words that were misspelt
        for name in agenda_filters.names():
            contributed = agenda_filters[name]()
            contributed.field_name, contributed.parent, contributed.model = contributed.field_name or name, self, Event
            self.filters[name] = contributed
        self.offer_districts()

    def offer_districts(self) -> None:
        """Those of the municipality in the address. A district that was chosen in another one falls away."""
        slug = self.data.get("municipality", "") if self.data else ""
        self.districts = list(District.objects.filter(municipality__slug=slug)) if slug else []
        if self.data and self.data.get("district") not in {None, "", *(one.slug for one in self.districts)}:
            self.data = without(self.data, "district")
        if self.districts:
            choices = [(one.slug, one.name) for one in self.districts]
            district = django_filters.ChoiceFilter(field_name="place__district__slug", label=_("District"), choices=choices, empty_label=_("all"))
            district.parent, district.model = self, Event
            self.filters["district"] = district

    def say(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        """The words as they are, or as they were probably meant when nothing fits them."""
        found = queryset.saying(value)
        if (query := read(value)) and not found.exists() and (meant := probably_meant(query, self.now)):
            forgiven = queryset.matching(meant)
            if forgiven.exists():
                self.meant = meant
                return forgiven
        return found

    @property
    def is_past(self) -> bool:
        return self.data.get("when") == "past" if self.data else False

    @property
    def is_upcoming(self) -> bool:
        return not self.is_past

    @property
    def finer(self) -> list[forms.BoundField]:
        """What only some look for: folded away at first."""
        return [self.form[name] for name in self.filters if name not in {"q", "municipality", "district", "place", "kind"}]

    @property
    def is_finely_narrowed(self) -> bool:
        return any(bound.errors or self.form.cleaned_data.get(bound.name) for bound in self.finer)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the time was chosen, so that an empty list can be explained."""
        return any(self.form.cleaned_data.get(name) for name in self.filters) if self.form.is_valid() else True

    @property
    def within(self) -> Municipality | None:
        return self.form.cleaned_data.get("municipality") if self.form.is_valid() else None

    @property
    def carried(self) -> str:
        """What list and month both know, as an address: whoever changes between them stays where they are."""
        return urlencode({name: self.data[name] for name in SHARED if self.data.get(name)})

    @property
    def past_url(self) -> str:
        """Where nothing is coming in a municipality: what has been there, if anything has."""
        here = self.within
        if not here or self.is_past or not Event.objects.public().past(at=self.now).filter(municipality=here).exists():
            return ""
        return f"?{urlencode({'municipality': here.slug, 'when': 'past'})}"

    @property
    def where(self) -> str:
        """The place to which the list is narrowed: “Litija”, “Litija, Gradec”."""
        given = self.form.cleaned_data if self.form.is_valid() else {}
        district = next((one.name for one in self.districts if one.slug == given.get("district")), "")
        return ", ".join(str(part) for part in (given.get("municipality"), district or given.get("place")) if part)

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        found = super().filter_queryset(queryset)
        return found.past(at=self.now).latest_first() if self.is_past else found.upcoming(at=self.now).soonest_first()

    def but_for(self, *names: str) -> models.QuerySet:
        """What the list would hold if nothing were chosen there."""
        return AgendaFilters(without(self.data, *names), queryset=Event.objects.public(), now=self.now).qs

    @cached_property
    def by_district(self) -> list[tuple[str, int, str, bool]]:
        """The districts of the chosen municipality in which something is on: name, how much, address, and whether it is the chosen one."""
        if not self.districts:
            return []
        rows = self.but_for("district", "place").order_by().values_list("place__district__slug").annotate(models.Count("pk"))
        numbers, here = dict(rows), self.data.get("district")
        found = [one for one in self.districts if one.slug in numbers or one.slug == here]
        addresses = {one: without(self.data, "place", "district") for one in found}
        for one, address in addresses.items():
            address["district"] = one.slug
        every = [(gettext("The whole municipality"), sum(numbers.values()), f"?{without(self.data, 'place', 'district').urlencode()}", not here)]
        return every + [(one.name, numbers.get(one.slug, 0), f"?{addresses[one].urlencode()}", one.slug == here) for one in found]

    def nearby(self, number: int) -> models.QuerySet | None:
        """When little is on: the rest of the municipality, and its neighbours that take part."""
        municipality = self.within
        if municipality is None or self.is_past or number >= LITTLE:
            return None
        around = models.Q(municipality=municipality) | models.Q(municipality__in=municipality.neighbours.taking_part())
        return self.but_for("municipality", "district", "place").filter(around).exclude(pk__in=self.qs.order_by().values("pk"))


def names_in_address() -> set[str]:
    """What narrows the list in its address, but for words that somebody typed."""
    return {*AgendaFilters.base_filters, *agenda_filters.names(), "district", "when", "page"} - {"q"}


class MonthFilters(AgendaFilters):
    """The month narrowed to a municipality, a district of it, or to a kind."""

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in set(self.filters).difference(SHARED):
            del self.filters[name]

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        return django_filters.FilterSet.filter_queryset(self, queryset).soonest_first()


class DeskFilters(DeskFilterSet):
    """The coordinator's own list: whatever the desk counts, this list can show."""

    q = django_filters.CharFilter(label=_("Words"), max_length=80, method="say")
    status = django_filters.ChoiceFilter(label=_("State"), choices=Status.choices, empty_label=_("all"))
    when = django_filters.ChoiceFilter(label=_("Time"), choices=WHEN, empty_label=_("all"), method="at_that_time")
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), to_field_name="slug", empty_label=_("all"), queryset=Municipality.objects.none())

    class Meta:
        model = Event
        fields: list[str] = []

    plain = frozenset({"q", "status", "when"})

    def __init__(self, data: Any, *, now: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.now = now
        self.choose_among(Municipality.objects.on_desk_of(actor).in_order(), actor)
        for name in desk_filters.names():
            contributed = desk_filters[name](actor)
            contributed.field_name, contributed.parent, contributed.model = contributed.field_name or name, self, Event
            self.filters[name] = contributed

    def say(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        return queryset.saying(value)

    def at_that_time(self, queryset: models.QuerySet, _name: str, value: str) -> models.QuerySet:
        if value == "soon":
            return queryset.upcoming(at=self.now).filter(starts_at__lte=self.now + SOON)
        return queryset.past(at=self.now) if value == "past" else queryset.upcoming(at=self.now)


WORDS = ("title", "summary", "text", "picture_alt")
HINTS = {
    "title": _("What it is, in a few words."),
    "summary": _("Stands below the title and in search results."),
    "picture_alt": _("For those who cannot see it."),
}
FEWER_SEATS = _("Fewer than are taken is possible: nobody is sent away, and the waiting list stands still until it is true again.")


FELT_AT_ONCE = (
    "starts_at",
    "ends_at",
    "place",
    "online_url",
    "needs_registration",
    "capacity",
    "party_limit",
    "registration_opens_at",
    "registration_closes_at",
)


class EventForm(VersionedForm):
    """An event with its words in each language of the portal. How many seats there are is kept beside the event, not in it."""

    capacity = forms.IntegerField(
        label=_("Seats"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("Needed when people register."),
    )
    capacity_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)  # seats are not in the event's history
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, 5 MB at most."),
    )

    class Meta:
        model = Event
        fields = (
            *word_fields(*WORDS),
            "municipality",
            "kind",
            "starts_at",
            "ends_at",
            "place",
            "online_url",
            "needs_registration",
            "party_limit",
            "registration_opens_at",
            "registration_closes_at",
            "contact_name",
            "contact_email",
            "picture",
        )
        widgets = {
            "starts_at": DateTimeInput,
            "ends_at": DateTimeInput,
            "registration_opens_at": DateTimeInput,
            "registration_closes_at": DateTimeInput,
            **dict.fromkeys(word_fields("text"), MarkdownInput),
        }
        help_texts = {
            "online_url": _("Only those who registered see it, in their letter."),
            "registration_opens_at": _("Empty: as soon as the event is published."),
            "registration_closes_at": _("Empty: when the event begins."),
            "party_limit": _("How many one person may register, themselves included."),
            "contact_email": _("Shown on the event's page."),
        }
        field_classes = {"online_url": forms.URLField}

    def __init__(self, *args: Any, actor: Any, count: SeatCount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, *WORDS)
        for word, hint in HINTS.items():
            for name in word_fields(word):
                self.fields[name].help_text = hint
        self.fields["capacity_seen"].initial = count.capacity if count else None
        self.sequence_seen = self.instance.sequence
        self.people = count.taken + count.waiting if count else 0
        if count:
            self.fields["capacity"].initial = count.capacity
            self.fields["capacity"].help_text = FEWER_SEATS
        self.fields["municipality"].queryset = Municipality.objects.writable_by(actor).in_order()
        self.fields["municipality"].empty_label = None
        if self.instance.pk and self.instance.is_public:
            self.fields["municipality"].disabled = True
            self.fields["municipality"].help_text = _("It answers for the data of those who register, so it stays once the event is announced.")
            if not can_lead(actor, self.instance):
                self.leave_to_coordinators()
        title = self.fields[f"title_{self.first_language()}"]
        title.required, title.error_messages["required"] = True, _("Write a title. Without one, nobody finds the event.")
        self.fields["place"].queryset = Place.objects.manageable_by(actor).select_related("municipality").in_order()
        self.fields["place"].empty_label = _("none, or not known yet")

    def leave_to_coordinators(self) -> None:
        """What residents feel at once: a letter to everybody, fewer seats. An editor goes on writing the words."""
        for name in FELT_AT_ONCE:
            self.fields[name].disabled = True
        self.fields["starts_at"].help_text = _("The event is announced: time, place and seats are changed by a coordinator.")

    def first_language(self) -> str:
        """In which the title must stand: that of the municipality, as far as it is chosen and the portal speaks its language."""
        field = self.fields["municipality"]
        try:
            municipality = field.clean(self["municipality"].value())
        except forms.ValidationError:
            municipality = field.queryset.first()
        spoken = active_languages()
        return municipality.language if municipality and municipality.language in spoken else spoken[0]

    @property
    def has_new_place(self) -> bool:
        """A place chosen by the page's address, not yet by the coordinator."""
        return not self.is_bound and bool(self.initial.get("place")) and str(self.initial["place"]) != str(self.instance.place_id)

    def sheets(self) -> list[WordSheet]:
        """The fields of each language, for one fieldset each."""
        return word_sheets(self, *WORDS)

    def clean_picture(self) -> Any:
        return cleaned_picture(self, "picture")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self._meet_other_seats(given)
        place, municipality = given.get("place"), given.get("municipality")
        if place and municipality and place.municipality_id != municipality.pk:
            self.add_error("place", _("This place is in another municipality. Choose one of the municipality that organises."))
        if given.get("needs_registration") and not given.get("capacity") and "capacity" not in self.errors:
            self.add_error("capacity", _("Write how many seats there are, or say that nobody needs to register."))
        if self.people and given.get("needs_registration") is False:
            self.add_error("needs_registration", _("People have registered already. Let their registrations stand, or cancel the event."))
        if self.instance.pk and self.instance.is_public and not place and not given.get("online_url") and not {"place", "online_url"} & self.errors.keys():
            self.add_error("place", _("The event is announced: it needs a place, or a link for taking part online."))
        self._check_times(given)
        return given

    def _meet_other_seats(self, given: dict[str, Any]) -> None:
        """Somebody gave the event another number of seats since the form was opened: it stands where nobody touched it here."""
        stored, seen, mine = self.fields["capacity"].initial, given.get("capacity_seen"), given.get("capacity")
        if stored is None or seen is None or stored in (seen, mine) or "capacity" in self.errors or self.fields["capacity"].disabled:
            return
        self.data = self.data.copy()
        self.data["capacity_seen"] = str(stored)
        if mine == seen:
            given["capacity"] = self.data["capacity"] = stored
        else:
            self.add_error("capacity", _("Somebody else set %(number)s seats meanwhile. Save once more to keep yours.") % {"number": stored})

    def _check_times(self, given: dict[str, Any]) -> None:
        starts, ends, closes, opens = (given.get(name) for name in ("starts_at", "ends_at", "registration_closes_at", "registration_opens_at"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The event ends before it begins."))
        if opens and closes and closes <= opens:
            self.add_error("registration_closes_at", _("Registration closes before it opens."))

    def validate_constraints(self) -> None:
        """The constraints on times are said beside their fields, by `_check_times`."""
