"""What /patterns/ shows: every component with sample data. The names are of no real people."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from portal.common.forms import DateInput, DateTimeInput, MarkdownInput, TimeInput
from portal.common.pointers import Pointer
from portal.common.search.query import read
from portal.common.search.sources import Hit
from portal.common.templatetags.marks import DRAWINGS, icon_names

SECTIONS = [
    "identity", "colour", "type", "icons", "buttons", "tags", "dates", "seats", "cards", "phases", "timeline", "gantt", "notices",
    "fields", "tables", "navigation", "figures", "people", "lists", "text", "overlays", "empty", "ticket",
]  # fmt: skip
ALSO_AT_DUSK = {
    "colour",
    "buttons",
    "tags",
    "dates",
    "seats",
    "cards",
    "phases",
    "timeline",
    "gantt",
    "notices",
    "fields",
    "tables",
    "figures",
    "lists",
    "overlays",
    "empty",
    "ticket",
}


@dataclass
class Sample:
    """Anything with an address of its own, such as an event or a programme; only what a component reads."""

    title: str
    summary: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["more"][name]
        except KeyError:
            raise AttributeError(name) from None

    def get_absolute_url(self) -> str:
        return "#cards"


class SampleForm(forms.Form):
    """One field of each shape."""

    name = forms.CharField(max_length=80)
    email = forms.EmailField(required=False)
    day = forms.DateField(widget=DateInput, required=False)
    at = forms.TimeField(widget=TimeInput, required=False)
    moment = forms.DateTimeField(widget=DateTimeInput, required=False)
    seats = forms.IntegerField(min_value=1, max_value=9, initial=2)
    town = forms.ChoiceField(choices=[("litija", "Litija"), ("smartno", "Šmartno pri Litiji")], required=False)
    keep = forms.ChoiceField(widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    thoughts = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=300, required=False)
    text = forms.CharField(widget=MarkdownInput(attrs={"rows": 4}), required=False)
    picture = forms.FileField(required=False)
    agreed = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": _("Your name"), "email": _("E-mail"), "day": _("Day"), "at": _("Time"), "moment": _("Day and time"), "seats": _("How many of you come"),
            "town": _("Where do you live?"), "keep": _("If seats run short"), "topics": _("Write to me about"), "thoughts": _("Where is it hottest on your way?"),
            "text": _("Text of the page"), "picture": _("Picture"), "agreed": _("I have read what is kept and for how long"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["email"].help_text = _("The ticket and the link to cancel go there.")
        self.fields["agreed"].help_text = _("You may take it back at any time.")
        self.fields["keep"].choices = [("together", _("Keep us together")), ("fewer", _("Fewer seats are fine"))]  # type: ignore[attr-defined]
        self.fields["topics"].choices = [("events", _("New workshops")), ("phases", _("When a programme changes its phase"))]  # type: ignore[attr-defined]


def phases(today: date, now: int) -> list[SimpleNamespace]:
    """Four phases of four months around today, the one numbered `now` running."""
    names = [(_("Sowing"), "sowing"), (_("Growth"), "growth"), (_("Harvest"), "harvest"), (_("Re-harvest"), "re-harvest")]
    first = today - timedelta(days=120 * now + 70)
    return [
        SimpleNamespace(
            name=name,
            season=season,
            state="done" if place < now else "now" if place == now else "next",
            starts_on=first + timedelta(days=120 * place),
            ends_on=first + timedelta(days=120 * place + 119),
            purpose=_("What this phase is for, in one sentence."),
        )
        for place, (name, season) in enumerate(names)
    ]


def lengths(today: date) -> list[SimpleNamespace]:
    """The same phases as a method lays them out, each a little into the next."""
    return [
        SimpleNamespace(name=phase.name, season=phase.season, starts_after_days=120 * place, lasts_days=150, length=_("five months"))
        for place, phase in enumerate(phases(today, 0))
    ]


def events(now: datetime) -> list[Sample]:
    def event(title: str, days: int, **more: Any) -> Sample:
        start = (now + timedelta(days=days)).replace(hour=16, minute=0, second=0, microsecond=0)
        return Sample(
            title,
            more={
                "starts_at": start,
                "ends_at": start + timedelta(hours=2),
                "place": "Knjižnica Litija",
                "kind_label": _("Workshop"),
                "seats_taken": 0,
                "seats_capacity": None,
                **more,
            },
        )

    return [
        event(_("A walk to find where shade is missing"), 4, seats_taken=14, seats_capacity=20, card_tone="leaf"),
        event(_("Mend what is broken, together"), 6, seats_taken=16, seats_capacity=16, waiting_count=4, card_tone="clay"),
        event(_("Evening with the mayor"), 10, seats_taken=57, seats_capacity=60, card_tone="sky", is_online=True),
        event(_("First steps with a computer"), 12, is_cancelled=True, card_tone="plum"),
    ]


def programmes(today: date) -> list[Sample]:
    def programme(title: str, now: int, label: str, icon: str, tone: str) -> Sample:
        rows = phases(today, now)
        words = _("%(phase)s is running") % {"phase": rows[now].name}
        return Sample(
            title,
            _("Schools, firms, societies and the town hall learn to work as one team."),
            {"method_label": label, "method_icon": icon, "method_tone": tone, "stops": rows, "phases": rows, "now_words": words, "url": "#cards"},
        )

    return [
        programme(_("Litija, town of innovation"), 1, _("Innovative local community"), "inlocom", "leaf"),
        programme(_("48 hours for forest and wood"), 0, _("Hackathon"), "hackathon", "clay"),
        programme(_("Open rooms in three districts"), 2, _("Community spaces"), "space", "wheat"),
    ]


def week(today: date) -> list[SimpleNamespace]:
    monday = today - timedelta(days=today.weekday())
    return [
        SimpleNamespace(on=monday + timedelta(days=place), count=count, url="#cards", is_today=monday + timedelta(days=place) == today)
        for place, count in enumerate([0, 1, 0, 2, 0, 3, 0])
    ]


def form(*, prefix: str) -> SampleForm:
    """A form that has been sent back once: a name is missing, a choice was not made."""
    sheet = SampleForm({"email": "ana@", "seats": "2", "thoughts": _("The bus stop in front of the school."), "agreed": "on"}, auto_id=f"{prefix}%s")
    sheet.is_valid()
    return sheet


def samples(now: datetime) -> dict[str, Any]:
    today = now.date()
    shown = {
        "events": events(now),
        "programmes": programmes(today),
        "ribbons": [(tone, phases(today, place)) for place, tone in enumerate(["clay", "leaf", "wheat", "plum"])],
        "phases": phases(today, 1),
        "lengths": lengths(today),
        "week": week(today),
        "today": today,
        "marks": read(_("mending workshop")),
        "hits": [
            Hit(
                title=_("Mending workshop: tools, bicycles and radios"),
                url="#navigation",
                icon="calendar",
                tone="leaf",
                facts=(_("Tomorrow, 17:00"), "Knjižnica Litija", "Litija"),
                text=_("Bring what is broken. At the workshop we mend it together."),
                tag=_("workshop"),
            ),
            Hit(title="Obrtna delavnica na Bregu", url="#navigation", icon="pin", tone="sky", facts=("Obrtniška cesta 3", "Litija")),
        ],
        "now": now,
        "gantt_start": (today - timedelta(days=100)).replace(day=1),
        "stories": [
            Sample(
                _("The school route that found its shade"),
                _("Forty parents, a forester and the road office walked it on a hot day."),
                {"worked": True, "drawing": 1, "place": "Litija", "by": "Ana Vzorec"},
            ),
            Sample(
                _("Why our tool library closed"),
                _("Two evenings a week were too few for people on shifts."),
                {"worked": False, "drawing": 2, "place": "Litija", "by": "Ana Vzorec"},
            ),
            Sample(
                _("A bus stop made of wood"),
                _("The town hall had promised an answer in 30 days and gave it in 19."),
                {"worked": None, "drawing": 3, "place": "Litija", "by": "Ana Vzorec"},
            ),
        ],
        "milestones": [
            {"at": today - timedelta(days=60), "title": _("Owners of the projects are named"), "text": _("Done four days early."), "state": "done"},
            {"at": today - timedelta(days=7), "title": _("The list of ideas is open to everyone"), "tag": _("A week late"), "state": "late"},
            {"at": today + timedelta(days=50), "title": _("The town council hears the report"), "state": "next"},
        ],
        "agenda": [
            {"at": now.replace(hour=16, minute=0), "title": _("Welcome"), "text": _("Tea, names, a map on the floor.")},
            {"at": now.replace(hour=16, minute=20), "title": _("The walk"), "text": _("Five stops, three groups, one of them slow on purpose.")},
        ],
        "pointers": [Pointer(_("Events"), 12, [(_("A walk to find where shade is missing"), "#lists"), (_("Evening with the mayor"), "")])],
        "ladder": [
            (_("You join with everyone you bring"), _("A party of three waits for three seats.")),
            (_("A seat comes free"), _("We write to the first who fits.")),
        ],
        "chart": [("Q4", 46), ("Q1", 118), ("Q2", 97), ("Q3", 203), (_("now"), 148)],
        "icons": sorted(icon_names() - DRAWINGS),
        "drawings": ["seed", "sprout", "sheaf", "resown", "inlocom", "location", "hackathon", "partnership", "space"],
        "tones": ["leaf", "sky", "clay", "plum", "wheat", "danger"],
        "page_obj": Paginator(range(200), 10).page(4),
        "markdown": "# {}\n\n{}\n\n- {}\n- {}\n".format(
            _("A heading"), _("Text with **strong words** and [a link](https://setev.example)."), _("first"), _("second")
        ),
    }
    day = [{"name": name, "id": name, "prefix": "", "town": SampleForm(auto_id="pick-%s"), "template": f"home/_patterns/{name}.html"} for name in SECTIONS]
    dusk = [
        {"name": name, "id": f"dusk-{name}", "prefix": "dusk-", "town": SampleForm(auto_id="dusk-pick-%s"), "template": f"home/_patterns/{name}.html"}
        for name in SECTIONS
        if name in ALSO_AT_DUSK
    ]
    return shown | {"day": day, "dusk": dusk, "form_day": form(prefix="id_"), "form_dusk": form(prefix="dusk_")}
