"""Leading a new municipality's coordinator through the first hour: what is to be done, what is done, and where."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from locations.municipalities.choices import Step
from locations.municipalities.models import Municipality
from programmes.catalogue.models import Programme
from stakeholders.duties.models import AccessibilityStatement, PrivacyRecord
from stakeholders.mandates.models import Invitation, Mandate


@dataclass(frozen=True)
class ToDo:
    title: str
    why: str
    button: str
    url: str
    is_done: bool


def for_set_up(slug: str, rows) -> Municipality | None:
    """The municipality with what its steps depend on, in one query."""
    mine = {"municipality": OuterRef("pk")}
    return (
        rows.filter(slug=slug)
        .annotate(
            has_colleagues=Exists(Invitation.objects.filter(**mine)) | Exists(Mandate.objects.in_force().filter(**mine).order_by("pk")[1:]),
            has_statement=Exists(AccessibilityStatement.objects.filter(**mine)),
            has_record=Exists(PrivacyRecord.objects.filter(**mine)),
            has_programme=Exists(Programme.objects.filter(**mine)),
        )
        .first()
    )


def steps(municipality) -> list[ToDo]:
    gone_through = set(Step) if municipality.set_up_at else set(municipality.set_up_steps)

    def at(name: str) -> str:
        return reverse(name, args=[municipality.slug])

    return [
        ToDo(
            _("Names and contact"),
            _("They stand on every form and in every letter: residents see who answers for their data."),
            _("Write them down"),
            at("locations:desk_municipality_names"),
            Step.NAMES in gone_through,
        ),
        ToDo(
            _("Logo and colours"),
            _("Your pages and letters wear them. Colours that cannot be read are refused."),
            _("Choose"),
            at("locations:desk_municipality_look"),
            Step.LOOK in gone_through,
        ),
        ToDo(
            _("Languages"),
            _("The first is the language of your letters; events can be written in each."),
            _("Choose"),
            at("locations:desk_municipality_languages"),
            Step.LANGUAGES in gone_through,
        ),
        ToDo(
            _("Letters"),
            _("See in your own mailbox what residents will get."),
            _("Try a letter"),
            at("locations:desk_municipality_letters"),
            Step.LETTERS in gone_through,
        ),
        ToDo(
            _("Accessibility"),
            _("The law asks for a statement. Answer a few questions, and it is written."),
            _("Write the statement"),
            f"{at('duties:desk_statement_edit')}?next={at('workspace:set_up')}",
            municipality.has_statement,
        ),
        ToDo(
            _("Privacy"),
            _("What you keep of residents, why, and for how long."),
            _("Look it over"),
            f"{at('duties:desk_privacy_edit')}?next={at('workspace:set_up')}",
            municipality.has_record,
        ),
        ToDo(
            _("A colleague"),
            _("So that somebody can step in when you are away."),
            _("Invite"),
            reverse("mandates:desk_invitation_create"),
            municipality.has_colleagues,
        ),
        ToDo(
            _("The first programme"),
            _("Choose a method that has proved itself; phases, milestones and events are laid out for you."),
            _("Start"),
            reverse("programmes:desk_programme_start"),
            municipality.has_programme,
        ),
    ]
