"""What a resident chooses, and what the desk writes down."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from locations.municipalities.models import Municipality
from portal.common.forms import EmailField, is_of_the_net, one_line
from portal.common.words import dress, require_words, word_fields, word_sheets
from stakeholders.subscriptions.models import Subscriber, Topic
from stakeholders.subscriptions.presenters import by_municipality, sentence_for

NOTHING = _("Choose at least one topic.")
WORDS = ("name", "description")


def address_field(**more: Any) -> EmailField:
    errors = {"required": _("Write your e-mail address."), "invalid": _("Write the whole address, such as name@example.si.")}
    return EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}), error_messages=errors, **more)


class TopicChoice(forms.Form):
    """Topics to tick, below the municipality that answers for them; a single one goes along without a tick."""

    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOTHING, "invalid_choice": _("This topic is not on offer any more.")},
    )
    name = forms.CharField(label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("In which language shall we write?"))

    def __init__(self, *args: Any, offered: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {topic.slug: topic for topic in offered}
        topics, language = self.fields["topics"], self.fields["language"]
        topics.choices = [(topic.slug, topic.name) for topic in offered]  # type: ignore[attr-defined]
        language.choices = list(settings.LANGUAGES)  # type: ignore[attr-defined]
        if len(settings.LANGUAGES) == 1:
            language.widget = forms.HiddenInput()

    def groups(self) -> list[dict[str, Any]]:
        """What there is to tick: each municipality with its ticks and the sentence that is agreed to."""
        if isinstance(self.fields["topics"].widget, forms.MultipleHiddenInput):
            return []
        ticks = {tick.data["value"]: tick for tick in self["topics"].subwidgets}
        return [
            {"municipality": municipality, "sentence": sentence_for(municipality), "ticks": [(ticks[topic.slug], topic) for topic in topics]}
            for municipality, topics in by_municipality(self.offered.values())
        ]

    def clean_topics(self) -> list[Topic]:
        return [topic for slug, topic in self.offered.items() if slug in self.cleaned_data["topics"]]

    def clean_name(self) -> str:
        return "".join(letter for letter in one_line(self.cleaned_data["name"]) if letter.isprintable())


class SubscribeForm(TopicChoice):
    """The last field is seen by machines only."""

    email = address_field(label=_("Your e-mail"), help_text=_("We write to it once, to ask whether it is yours."))
    website = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, data: Any = None, *, offered: Sequence[Topic]) -> None:
        super().__init__(data, offered=offered, initial={"language": get_language(), "topics": list({topic.slug for topic in offered[:1]})})
        self.fields["name"].help_text = _("So that we can greet you. It may stay empty.")
        self.is_of_one = len(offered) == 1
        self.sentence = sentence_for(offered[0].municipality) if self.is_of_one else ""
        if self.is_of_one:  # whoever sends the form chooses it
            self.fields["topics"].widget = forms.MultipleHiddenInput()
        else:
            del self.initial["topics"]  # nothing is ticked beforehand: a tick that nobody made agrees to nothing

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"]).lower()
        if not is_of_the_net(address):
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return address


class PreferencesForm(TopicChoice):
    """Everything may be unticked: that ends it."""

    def __init__(self, data: Any = None, *, offered: Sequence[Topic], subscriber: Subscriber, active: Collection[int]) -> None:
        ticked = [topic.slug for topic in offered if topic.pk in active]
        super().__init__(data, offered=offered, initial={"topics": ticked, "name": subscriber.name, "language": subscriber.language})
        self.fields["topics"].required = False


# --- The desk ---


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ("municipality", *word_fields(*WORDS), "position")
        help_texts = {"position": _("Topics of a municipality stand in the order of these numbers, the smallest first.")}
        widgets = dict.fromkeys(word_fields("description"), forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, *WORDS)
        for name in word_fields("description"):
            self.fields[name].help_text = _("In a sentence: what you write about, and how often at most.")
        if self.instance.pk:
            del self.fields["municipality"]  # its subscribers have agreed to be written to by this one
        else:
            self.fields["municipality"].queryset = Municipality.objects.manageable_by(actor).in_order()
            self.fields["municipality"].empty_label = None

    def sheets(self) -> list[Any]:
        return word_sheets(self, *WORDS)

    def own_columns(self) -> list[str]:
        return [*WORDS, *word_fields(*WORDS), "position"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        require_words(self, "name", _("Write a name in at least one language."))
        municipality = given.get("municipality") or (self.instance.municipality if self.instance.pk else None)
        others = Topic.objects.filter(municipality=municipality).exclude(pk=self.instance.pk)
        for name in word_fields("name"):
            if municipality and given.get(name) and others.filter(**{f"{name}__iexact": given[name]}).exists():
                self.add_error(name, _("This municipality has a topic of this name already."))
        return given


class FindForm(forms.Form):
    """One address, whole: there is no list to leaf through."""

    email = address_field(label=_("E-mail"), help_text=_("The whole address of whoever asks you."))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class SilenceForm(FindForm):
    """A wish to hear nothing more, or to hear again: the second one is told by nobody but the person, so it wants to be known how."""

    NEVER, AGAIN = "never", "again"

    wish = forms.ChoiceField(
        label=_("What was asked for?"),
        choices=[(NEVER, _("never to be written to again")), (AGAIN, _("to be written to again"))],
        widget=forms.RadioSelect,
        initial=NEVER,
    )
    evidence = forms.CharField(
        label=_("How and when was it asked?"), max_length=300, required=False, help_text=_("Such as: by telephone, on 3 May. No name and no address.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("wish") == self.AGAIN and not given.get("evidence"):
            self.add_error("evidence", _("Write how the person asked: nobody is written to again on hearsay."))
        return given
