"""Every kind of letter as a list, and the municipality of samples."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from locations.municipalities.models import Municipality
from portal.common.outbox.catalogue import Fate, ReadyMade, app_of, every_letter, fates, is_for_many, kind_of

COUNTED = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """`fate`: None where the outbox does not tell such letters apart."""

    name: str
    label: str | Promise
    recipient: str | Promise
    trigger: str | Promise
    is_for_many: bool
    has_sample: bool
    fate: Fate | None


@dataclass
class Group:
    app: str
    label: str | Promise
    lines: list[Line] = field(default_factory=list)
    together: Fate | None = None


def groups(now: datetime) -> list[Group]:
    """By the app that writes them, in the order in which these stand in the house."""
    fared, found = fates(now - COUNTED), dict[str, Group]()
    for one in every_letter():
        app, fate = app_of(one), fared.get(kind_of(one), Fate(0, 0))
        group = found.setdefault(app, Group(app, apps.get_app_config(app).verbose_name))
        is_ready_made = isinstance(one, ReadyMade)
        group.together = fate if is_ready_made else group.together
        line = Line(one.name, one.label, one.recipient, one.trigger, is_for_many(one), one.sample is not None, None if is_ready_made else fate)
        group.lines.append(line)
    return list(found.values())


def invented(language: str) -> Municipality:
    """As new municipalities look. Not stored."""
    with translation.override(language):
        return Municipality(name=_("Samplewood"), legal_name=_("Municipality of Samplewood"), slug="sample", contact_email="town@example.si")
