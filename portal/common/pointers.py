"""What leads to a row that is to go: said by kind, number and name, before it is deleted and instead of an error.

Rows hold one another by PROTECT. Deleting at the desk and in the administration asks here first; `discard` asks once more when
it is done, because somebody may have been quicker.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import CASCADE, PROTECT, RESTRICT, SET_NULL, Model, ProtectedError, Q, QuerySet, RestrictedError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.common.actor import Actor
from portal.common.errors import Refused
from portal.common.registry import Registry

NAMED = 10  # rows of one kind; of the rest only the number is told


class Fate(Enum):
    """What becomes of a row when the one it points to goes."""

    HOLDS = "holds"  # nothing: it holds the other
    GOES = "goes"  # it goes along
    LOSES = "loses"  # it stays and no longer names the other


@dataclass(frozen=True)
class Naming:
    """How rows of one kind are named at the desk: those that the actor may see, in their order, and where each leads."""

    seen_by: Callable[[QuerySet[Any], Actor], QuerySet[Any]]
    address: Callable[[Any, Actor], str]
    words: Callable[[Any], str] = str


@dataclass(frozen=True)
class Pointer:
    """Rows of one kind that lead to the row; `rows` are words and address of the first few that may be named."""

    kind: str
    count: int
    rows: list[tuple[str, str]]
    address: str = ""  # of a list with all of them

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


class StillUsed(Refused):
    """Something leads to the row, so it stays."""

    def __init__(self, row: Model) -> None:
        what = "; ".join(f"{capfirst(kind_of(rows.model))}: {rows.count()}" for rows in holding(itself(row)))
        words = _("“%(name)s” stays, because this leads to it: %(what)s.") if what else _("“%(name)s” stays, because something leads to it.")
        super().__init__(words % {"name": row, "what": what})


# By the label of a model, such as "events.event". A kind that nobody entered is counted and not named.
namings: Registry[Naming] = Registry("way to name rows that lead to others")


def pointers_to(row: Model, *, actor: Actor) -> list[Pointer]:
    """What holds the row, as it is told at the desk: names only of what the actor may see."""
    return [_at_the_desk(rows, actor) for rows in holding(itself(row))]


def losing(row: Model, *, actor: Actor) -> list[Pointer]:
    """What stays when the row goes, and no longer names it; as far as its kind is named at all."""
    lost = [rows for rows in fates(itself(row))[Fate.LOSES] if rows.model._meta.label_lower in namings and rows.exists()]
    return [_at_the_desk(rows, actor) for rows in lost]


def discard(row: Model) -> None:
    """Delete the row, or raise StillUsed with what leads to it. For actions, inside their transaction."""
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise StillUsed(row) from error


def itself(row: Model) -> QuerySet[Any]:
    return type(row)._base_manager.filter(pk=row.pk)


def kind_of(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)


def holding(rows: QuerySet[Any]) -> list[QuerySet[Any]]:
    """The rows that hold these, one query for each kind, kinds without a row left out.

    They point to them, or to what would go along with them.
    """
    return [found for found in fates(rows)[Fate.HOLDS] if found.exists()]


def free_among(rows: Iterable[Any]) -> list[Any]:
    """Those of the rows to which nothing leads that would hold them; as many queries for one as for many."""
    rows = list(rows)
    held: set[Any] = set()
    for relation in _relations(type(rows[0])) if rows else ():
        if relation.on_delete in (PROTECT, RESTRICT):
            column = relation.field.attname
            held |= set(relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows}).values_list(column, flat=True).distinct())
    return [row for row in rows if row.pk not in held]


def fates(rows: QuerySet[Any]) -> dict[Fate, list[QuerySet[Any]]]:
    """What would become of all that points to the rows. Nothing is read yet, so a million of them cost no memory."""
    wanted: dict[Fate, dict[type[Model], Q]] = {fate: {} for fate in Fate}
    for fate, model, condition in _walk(rows.order_by(), frozenset()):
        wanted[fate][model] = wanted[fate].get(model, Q()) | condition
    return {fate: [model._default_manager.filter(condition) for model, condition in models.items()] for fate, models in wanted.items()}


def _walk(rows: QuerySet[Any], passed: frozenset[Any]) -> Iterator[tuple[Fate, type[Model], Q]]:
    for relation in _relations(rows.model):
        model = relation.related_model
        condition = Q(**{f"{relation.field.name}__in": rows})
        if owner := model._meta.auto_created:  # the table between two that know each other
            yield from _loses_a_link(owner, model, rows)
        elif relation.on_delete in (PROTECT, RESTRICT):
            yield Fate.HOLDS, model, condition
        elif relation.on_delete is SET_NULL and relation.field.editable:
            yield Fate.LOSES, model, condition
        elif relation.on_delete is CASCADE and relation not in passed:
            yield Fate.GOES, model, condition
            yield from _walk(model._base_manager.filter(condition), passed | {relation})


def _loses_a_link(owner: Any, between: type[Model], rows: QuerySet[Any]) -> Iterator[tuple[Fate, type[Model], Q]]:
    if issubclass(rows.model, owner):
        return  # its own list of others goes with it
    field = next(field for field in owner._meta.local_many_to_many if field.remote_field.through is between)
    yield Fate.LOSES, owner, Q(pk__in=owner._base_manager.filter(**{f"{field.name}__in": rows}).values("pk"))


def _relations(model: type[Model]) -> list[Any]:
    """Each foreign key that points to the model, also those without a name for the way back."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and (field.one_to_one or field.one_to_many)]


def _at_the_desk(rows: QuerySet[Any], actor: Actor) -> Pointer:
    naming = namings.get(rows.model._meta.label_lower)
    named = []
    if naming:
        named = [(naming.words(row), naming.address(row, actor)) for row in naming.seen_by(rows, actor)[:NAMED]]
    return Pointer(capfirst(kind_of(rows.model)), rows.count(), named)
