"""How the history of a programme is told."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.agenda.models import Event
from locations.municipalities.models import Municipality
from portal.common.models import AuditEntry
from portal.common.trail import Act, Told, entries_about, tell
from portal.common.words import word_fields
from programmes.catalogue.models import ChecklistItem, Milestone, Phase, Programme
from stakeholders.organisations.models import Organisation

MOVED = {"starts_on": ("was_starts_on", _("First day")), "ends_on": ("was_ends_on", _("Last day"))}
ACTS = {
    "programme.started": Act(_("started the programme"), "seed"),
    "programme.changed": Act(_("changed its words")),
    "programme.published": Act(_("published it"), "ok"),
    "programme.closed": Act(_("closed it"), "check", "sky"),
    "programme.reopened": Act(_("opened it again"), "reply", "wheat"),
    "programme.handed_over": Act(_("handed it over"), "person", "sky"),
    "programme.event_attached": Act(_("added an event"), "calendar"),
    "programme.event_detached": Act(_("took an event out"), "calendar", "wheat"),
    "programme.partner_added": Act(_("brought a partner to the table"), "person-plus"),
    "programme.partner_removed": Act(_("took a partner out"), "minus", "wheat"),
    "programme.municipality_added": Act(_("added a municipality"), "plus"),
    "programme.municipality_removed": Act(_("took a municipality out"), "minus", "wheat"),
    "programme.funding_removed": Act(_("took a funding record out"), "minus", "wheat"),
    "phase.moved": Act(_("moved the phase"), "calendar", "wheat", MOVED),
    "phase.closed": Act(_("closed the phase"), "check", "sky"),
    "phase.reopened": Act(_("opened the phase again"), "reply", "wheat"),
    "checklist.ticked": Act(_("ticked off"), "check"),
    "checklist.unticked": Act(_("opened again"), "reply", "wheat"),
    "milestone.set": Act(_("set the milestone"), "flag"),
    "milestone.changed": Act(_("changed the milestone"), "pencil", "leaf", {"due_on": ("was", _("Due"))}),
    "milestone.reached": Act(_("reached the milestone"), "ok"),
    "milestone.reopened": Act(_("opened the milestone again"), "reply", "wheat"),
    "milestone.discarded": Act(_("threw a milestone away"), "bin", "danger"),
}
TOLD = ("title", "summary", "text", "picture_alt")
TOLD_FACTS = ("coordinator", "since_year", "municipality_total")


def entries_of(programme: Programme) -> Any:
    """All that happened to the programme and its parts, newest first."""
    discarded = Q(target_type=label(Milestone), facts__programme=programme.pk)
    return entries_about(
        (label(Programme), [programme.pk]),
        (label(Phase), programme.phases.values_list("pk", flat=True)),
        (label(Milestone), programme.milestones.values_list("pk", flat=True)),
        (label(ChecklistItem), ChecklistItem.objects.filter(phase__programme=programme).values_list("pk", flat=True)),
        also=discarded,
    )


def told(programme: Programme, entries: list[AuditEntry]) -> list[Told]:
    return tell(entries, acts=ACTS, about=named(programme, entries), row=programme, fields=[*word_fields(*TOLD), *TOLD_FACTS])


def named(programme: Programme, entries: list[AuditEntry]) -> dict[int, str]:
    """What the entries speak of: a part of the programme, or an event, an organisation or a municipality that came or went."""
    parts = {Phase: programme.phases, Milestone: programme.milestones, ChecklistItem: ChecklistItem.objects.filter(phase__programme=programme)}
    others = {"event": Event.objects, "organisation": Organisation.objects, "municipality": Municipality.objects}
    found: dict[int, str] = {}
    for model, rows in parts.items():
        wanted = {entry.pk: int(entry.target_id) for entry in entries if entry.target_type == label(model)}
        found |= quoted(wanted, rows.in_bulk(wanted.values()))
    for fact, rows in others.items():
        wanted = {entry.pk: entry.facts[fact] for entry in entries if fact in entry.facts and entry.verb.endswith(("added", "removed", "tached"))}
        found |= quoted(wanted, rows.in_bulk(wanted.values()))
    return found


def quoted(wanted: dict[int, int], rows: dict[int, Any]) -> dict[int, str]:
    return {entry: f"“{rows[pk]}”" for entry, pk in wanted.items() if pk in rows}


def label(model: Any) -> str:
    return str(model._meta.label_lower)
