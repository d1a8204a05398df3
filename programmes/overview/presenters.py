"""How the history of a programme is told."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import AuditEntry
from portal.common.trail import Act, Told, entries_about, tell
from portal.common.words import word_fields
from programmes.catalogue.models import ChecklistItem, Milestone, Phase, Programme

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
    return tell(entries, acts=ACTS, names=names_in(programme, entries), row=programme, fields=[*word_fields(*TOLD), *TOLD_FACTS])


def names_in(programme: Programme, entries: list[AuditEntry]) -> dict[tuple[str, str], str]:
    """What the parts are called that these entries speak of."""
    rows = {Phase: programme.phases, Milestone: programme.milestones, ChecklistItem: ChecklistItem.objects.filter(phase__programme=programme)}
    found = {}
    for model, parts in rows.items():
        wanted = [entry.target_id for entry in entries if entry.target_type == label(model)]
        found |= {(label(model), str(row.pk)): f"“{row}”" for row in parts.filter(pk__in=wanted)}
    return found


def label(model: Any) -> str:
    return str(model._meta.label_lower)
