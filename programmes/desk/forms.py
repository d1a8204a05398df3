"""What a coordinator types about a programme."""

from dataclasses import replace

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.agenda.models import Event
from locations.municipalities.models import Municipality
from portal.common.errors import Refused
from portal.common.forms import DateInput, MarkdownInput, cleaned_picture
from portal.common.versions import VersionedForm
from portal.common.words import dress, require_words, word_fields, word_sheets
from programmes.catalogue.choices import FIRST_DAY, LAST_DAY, PartnerRole
from programmes.catalogue.models import Funding, Milestone, Participation, Programme
from programmes.catalogue.rules import ensure_not_closed, lacks, phase_faults, spans_after_move, what_follows
from stakeholders.mandates.choices import Role
from stakeholders.organisations.choices import StakeholderType
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import User

OUT_OF_RANGE = _("Choose a day between 1990 and 2100.")
IN_RANGE = [MinValueValidator(FIRST_DAY, OUT_OF_RANGE), MaxValueValidator(LAST_DAY, OUT_OF_RANGE)]
WORDS = ("title", "summary", "text", "picture_alt")


class OwnColumnsForm(forms.ModelForm):
    """Writes what it asks and nothing else: what somebody publishes, moves or reaches meanwhile stays."""

    def save(self, commit=True):
        is_new = self.instance.pk is None
        row = super().save(commit=commit and is_new)
        if commit and not is_new:
            row.save(update_fields=self.own_columns())
        return row

    def own_columns(self):
        """The fields of the form, the plain field behind a language's, and the moment of the last change."""
        columns = self.instance._meta.concrete_fields
        asked = [column for column in columns if column.name in self.fields]
        plain = {column.translated_field.name for column in asked if hasattr(column, "translated_field")}
        return {column.name for column in columns if column in asked or column.name in plain or getattr(column, "auto_now", False)}


class ProgrammeForm(VersionedForm, OwnColumnsForm):
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, 5 MB at most."),
    )

    class Meta:
        model = Programme
        fields = (*word_fields(*WORDS), "picture", "coordinator", "since_year", "municipality_total")
        widgets = dict.fromkeys(word_fields("text"), MarkdownInput) | {name: forms.Textarea(attrs={"rows": 3}) for name in word_fields("summary")}
        help_texts = {
            "coordinator": _("The person to whom people turn. The name is shown on the public page."),
            "since_year": _("Only if it began before this round, such as 2006."),
            **{name: _("Stands below the title and in lists.") for name in word_fields("summary")},
            **{name: _("For those who do not see it.") for name in word_fields("picture_alt")},
        }

    def __init__(self, *args, may_lead=True, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self, *WORDS)
        self.fields["coordinator"].disabled = not may_lead  # an editor writes the words, and hands nobody a programme
        self.fields["coordinator"].queryset = coordinators_for(self.instance)
        self.fields["coordinator"].empty_label = _("nobody yet")
        self.fields["since_year"].validators.append(MaxValueValidator(LAST_DAY.year))

    def sheets(self):
        return word_sheets(self, *WORDS)

    def clean_picture(self):
        return cleaned_picture(self, "picture")

    def clean(self):
        given = super().clean()
        require_words(self, "title", _("Write a title in at least one language."))
        if self.instance.is_public:
            self.keep_publishable(given)
        return given

    def keep_publishable(self, given):
        """What a draft may lack, the public may not miss."""
        for lack in lacks(given, self.instance.municipality.language):
            if lack.field not in self.errors:
                self.add_error(lack.field, _("The programme is public and needs %(what)s.") % {"what": lack.words})


def coordinators_for(programme):
    """Who may stand on the page: those who coordinate for the municipality now, and whoever stands there already."""
    return (
        (
            User.objects.filter(is_active=True, mandates__municipality=programme.municipality_id, mandates__role=Role.COORDINATOR, mandates__ended_at=None)
            | User.objects.filter(pk=programme.coordinator_id)
        )
        .distinct()
        .order_by("name", "pk")
    )


class PhaseForm(forms.Form):
    starts_on = forms.DateField(label=_("First day"), widget=DateInput, validators=IN_RANGE)
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput, validators=IN_RANGE)

    def __init__(self, *args, phase, phases, **kwargs):
        super().__init__(*args, initial={"starts_on": phase.starts_on, "ends_on": phase.ends_on}, **kwargs)
        self.phase, self.phases = phase, phases

    def clean(self):
        given = super().clean()
        if given.get("starts_on") and given.get("ends_on"):
            for fault in self.faults(move_following=True):
                self.add_error(fault.field, fault.words)
        return given

    def faults(self, *, move_following):
        """What would be wrong, beside which of the two dates. Phases before this one never move, so they are not to blame."""
        first, last = self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]
        following = what_follows(self.phase, first, last, phases=self.phases, milestones=[], events=[]) if move_following else None
        faults = phase_faults(spans_after_move(self.phase, first, last, phases=self.phases, following=following))
        place = sorted(phase.position for phase in self.phases).index(self.phase.position)
        # What wrong days of its own would do to later phases says nothing more.
        return [fault for fault in faults if fault.place == place] or [self.about_next(fault) for fault in faults if fault.place > place]

    @staticmethod
    def about_next(fault):
        if fault.field == "starts_on":
            return replace(fault, words=_("A later phase would begin before this one does, or on the same day. Choose an earlier day."))
        return replace(fault, field="ends_on", words=_("A later phase would end outside of 1990 to 2100. Choose an earlier day."))


class MilestoneForm(OwnColumnsForm):
    class Meta:
        model = Milestone
        fields = (*word_fields("name"), "due_on", "phase")
        widgets = {"due_on": DateInput}

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.programme = programme
        dress(self, "name")
        for language, sheet in zip(word_fields("name"), word_sheets(self, "name"), strict=True):
            self.fields[language].label = capfirst(str(_("milestone in %(language)s")) % {"language": sheet.name})
        self.fields["due_on"].validators += IN_RANGE
        self.fields["phase"].queryset = programme.phases.order_by("position")
        self.fields["phase"].empty_label = _("none in particular")

    def clean(self):
        given = super().clean()
        require_words(self, "name", _("Write what is to be reached in at least one language."))
        try:
            ensure_not_closed(self.instance.programme)
        except Refused as refusal:
            self.add_error(None, refusal.message)
        return given


class ReachForm(forms.Form):
    reached_on = forms.DateField(
        label=_("Reached on"), widget=DateInput, required=False, validators=IN_RANGE, help_text=_("Leave it empty if it has not been reached after all.")
    )


class AttachForm(forms.Form):
    event = forms.ModelChoiceField(
        label=_("Event"), queryset=None, empty_label=None, help_text=_("Events of your municipalities from the last year and from now on.")
    )

    def __init__(self, *args, events, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events
        self.fields["event"].label_from_instance = event_words


def event_words(event):
    return _("%(event)s, %(day)s") % {"event": event.title, "day": date_format(timezone.localtime(event.starts_at), "DATE_FORMAT")}


def events_to_attach(programme, actor, since):
    return Event.objects.manageable_by(actor).filter(starts_at__gte=since).exclude(pk__in=programme.events.values("pk")).soonest_first()


class PartnerForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None, required=False, empty_label=_("a new one, named below"))
    name = forms.CharField(label=_("Name of a new organisation"), max_length=160, required=False)
    type = forms.ChoiceField(
        label=_("Kind of stakeholder"), choices=[("", "—"), *StakeholderType.choices], required=False, help_text=_("Only for a new organisation.")
    )
    role = forms.ChoiceField(label=_("As what"), choices=PartnerRole.choices, initial=PartnerRole.PARTNER)

    def __init__(self, *args, programme, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["organisation"].queryset = Organisation.objects.visible_to(actor).in_order()

    def clean(self):
        given = super().clean()
        if given.get("organisation") is None and given.get("name"):  # one that is named again is not a second one
            given["organisation"] = Organisation.objects.filter(municipality=self.programme.municipality_id, name__iexact=given["name"]).first()
        if given.get("organisation") is None and "organisation" not in self.errors:
            if not given.get("name"):
                self.add_error("name", _("Choose an organisation above, or write the name of a new one."))
            if not given.get("type") and "type" not in self.errors:
                self.add_error("type", _("Choose what kind of stakeholder the new organisation is."))
        return given


class MunicipalityForm(forms.Form):
    municipality = forms.ModelChoiceField(label=_("Municipality"), queryset=None, empty_label=None)
    role = forms.ChoiceField(
        label=_("As what"),
        choices=[choice for choice in PartnerRole.choices if choice[0] != PartnerRole.LEAD],  # the programme's own municipality leads it
        initial=PartnerRole.PARTNER,
    )

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        taking_part = Participation.objects.filter(programme=programme).values("municipality")
        self.fields["municipality"].queryset = Municipality.objects.exclude(pk__in=taking_part).in_order()


class FundingForm(OwnColumnsForm):
    currency = forms.CharField(
        label=_("Currency"), max_length=3, initial="EUR", validators=[RegexValidator("^[A-Z]{3}$", _("Write three capital letters, such as EUR or SEK."))]
    )

    class Meta:
        model = Funding
        fields = ("funder", "amount", "currency", "reference", "call", "round", "status", "source_url", "is_self_reported")
        field_classes = {"source_url": forms.URLField}

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.programme = programme
        self.fields["source_url"].assume_scheme = "https"
