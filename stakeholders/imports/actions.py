"""Bringing a list in: looked through first, stored in shares, each of them whole.

The rows are the queue. A share is one transaction under the import's own lock, so that a killed worker, a second one, or a
second click change nothing about what comes out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from locations.municipalities.models import Municipality
from portal.common import audit
from portal.common.actor import Actor
from portal.common.pointers import free_among
from portal.common.worker.wake import wake
from stakeholders.contacts.presenters import parts_of
from stakeholders.contacts.rules import ensure_can_keep_contacts
from stakeholders.imports import rules
from stakeholders.imports.choices import FIELDS, Fate, State
from stakeholders.imports.models import Import, ImportRow
from stakeholders.organisations.models import Membership, Organisation
from stakeholders.people.choices import StakeholderType
from stakeholders.people.models import Person

SHARE = 500
AT_ONCE = 4  # shares inside a request; a longer list is the worker's
KEPT = timedelta(days=7)
JOB = "advance_imports"


def start_import(*, municipality: Municipality, kind: str, headings: Sequence[str], rows: Sequence[Sequence[str]], actor: Actor, now: datetime) -> Import:
    """Take a table in. Its columns are guessed from their headings; when the names are found it is looked through at once."""
    ensure_can_keep_contacts(actor, municipality.pk)
    columns = rules.match_columns(headings, kind)
    with transaction.atomic():
        batch = Import.objects.create(
            municipality=municipality,
            kind=kind,
            headings=list(headings),
            columns=columns,
            total=len(rows),
            state=State.CHECKING if "name" in columns else State.UPLOADED,
            created_by_id=actor.user_id,
            created_at=now,
        )
        ImportRow.objects.bulk_create(
            [ImportRow(batch=batch, number=number, cells=list(cells)) for number, cells in enumerate(rows, start=2)], batch_size=SHARE
        )
        audit.record(actor, "import.brought", batch, at=now, municipality=municipality.pk, kind=kind, rows=len(rows))
        wake(JOB)
    return batch


def choose_columns(*, batch: Import, columns: Sequence[str], actor: Actor, now: datetime) -> Import:
    """Say what each column is; the rows are looked through anew."""
    ensure_can_keep_contacts(actor, batch.municipality_id)
    rules.ensure_has_name(columns)
    with transaction.atomic():
        stored = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        rules.ensure_state(stored, State.UPLOADED, State.CHECKING, State.CHECKED)
        stored.columns, stored.state = list(columns), State.CHECKING
        stored.save(update_fields=["columns", "state"])
        stored.rows.update(fate="", key="", reasons=[], changes=[], values={}, target_id=None)
        audit.record(actor, "import.columns_chosen", stored, at=now)
        wake(JOB)
    return stored


def begin_import(*, batch: Import, actor: Actor, now: datetime) -> Import:
    """From now on rows are stored. Pressed twice, it is the same import."""
    ensure_can_keep_contacts(actor, batch.municipality_id)
    with transaction.atomic():
        if Import.objects.filter(pk=batch.pk, state=State.CHECKED).update(state=State.RUNNING):
            audit.record(actor, "import.begun", batch, at=now, **batch.rows.by_fate())
            wake(JOB)
    batch.refresh_from_db()
    return batch


def cancel_import(*, batch: Import, actor: Actor, now: datetime) -> Import:
    """Stop where it is. What is stored stays, and can be taken back."""
    ensure_can_keep_contacts(actor, batch.municipality_id)
    with transaction.atomic():
        going = (State.UPLOADED, State.CHECKING, State.CHECKED, State.RUNNING)
        if Import.objects.filter(pk=batch.pk, state__in=going).update(state=State.CANCELLED, finished_at=now):
            audit.record(actor, "import.cancelled", batch, at=now, stored=batch.rows.filter(stored_at__isnull=False).count())
    batch.refresh_from_db()
    return batch


# --- In shares ---


def advance(*, batch_id: int, now: datetime, shares: int = AT_ONCE) -> int:
    """Look through or store some shares. Returns how many rows that were."""
    done = 0
    for _share in range(shares):
        with transaction.atomic():
            batch = Import.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
            if batch is None:
                return done
            work = {State.CHECKING: _look_through, State.RUNNING: _store}.get(State(batch.state))
            rows = work(batch, now) if work else 0
        done += rows
        if not rows:
            break
    return done


def advance_imports(now: datetime) -> int:
    """For the worker: a few shares of each, so that a long one holds nobody up."""
    return sum(advance(batch_id=pk, now=now, shares=10) for pk in Import.objects.at_work().order_by("pk").values_list("pk", flat=True))


def _look_through(batch: Import, _now: datetime) -> int:
    rows = list(batch.rows.unchecked()[:SHARE])
    if not rows:
        Import.objects.filter(pk=batch.pk).update(state=State.CHECKED)
        return 0
    for row in rows:
        row.values, found = rules.read_row(batch.kind, batch.columns, row.cells)
        row.reasons, row.key = [list(pair) for pair in found], rules.key_of(row.values)
    ImportRow.objects.bulk_update(rows, ["key"], batch_size=SHARE)
    first = batch.rows.first_with({row.key for row in rows})
    known = _known(batch, rows)
    for row in rows:
        if not row.reasons and first.get(row.key, row.number) < row.number:
            row.reasons = [["name", "twice"]]
        if not row.reasons and batch.kind == "organisations" and "type" not in row.values and row.key not in known:
            row.reasons = [["type", "type_missing"]]
        _decide(batch, row, known)
    ImportRow.objects.bulk_update(rows, ["values", "fate", "reasons", "changes", "target_id"], batch_size=SHARE)
    return len(rows)


def _decide(batch: Import, row: ImportRow, known: dict[str, Any]) -> None:
    target = known.get(row.key)
    row.target_id = target.pk if target else None
    row.changes = _changes(batch, row.values, target) if target else []
    if row.reasons:
        row.fate = Fate.REFUSED
    elif target is None:
        row.fate = Fate.NEW
    else:
        row.fate = Fate.CHANGE if row.changes else Fate.SAME


def _known(batch: Import, rows: Sequence[ImportRow]) -> dict[str, Any]:
    """Who of them is there already, by key; two queries."""
    model: Any = Person if batch.kind == "people" else Organisation
    addresses = {row.values["email"] for row in rows if row.values.get("email")}
    names = {row.values["name"] for row in rows if row.values.get("name") and not row.values.get("email")}
    found = model.objects.filter(Q(email__in=addresses) | Q(name__in=names), municipality=batch.municipality_id).order_by("-pk")
    if batch.kind == "people":
        found = found.prefetch_related("organisations")
    known: dict[str, Any] = {}
    for row in found:  # of several, the oldest
        known[rules.key_of({"name": row.name})] = row
        if row.email:
            known[rules.key_of({"name": row.name, "email": row.email.lower()})] = row
    return known


def _changes(batch: Import, values: dict[str, str], target: Any) -> list[list[str]]:
    found = []
    for name, after in values.items():
        before = _organisation_of(target) if name == "organisation" else str(getattr(target, name))
        if _plain(before) != _plain(after):
            found.append([name, before, after])
    return found


def _organisation_of(person: Any) -> str:
    return next((organisation.name for organisation in person.organisations.all()), "")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _store(batch: Import, now: datetime) -> int:
    rows = list(batch.rows.to_store()[:SHARE])
    if not rows:
        Import.objects.filter(pk=batch.pk).update(state=State.DONE, finished_at=now)
        audit.record(None, "import.done", batch, at=now, **batch.rows.by_fate())
        return 0
    known = _known(batch, rows)  # asked again: somebody may have written one down since
    for row in rows:
        _decide(batch, row, known)
        row.stored_at = now
    _add([row for row in rows if row.fate == Fate.NEW], batch, now)
    _change([row for row in rows if row.fate == Fate.CHANGE], batch, known)
    if batch.kind == "people":
        _bind(rows, batch)
    ImportRow.objects.bulk_update(rows, ["fate", "changes", "target_id", "stored_at"], batch_size=SHARE)
    return len(rows)


def _add(rows: list[ImportRow], batch: Import, now: datetime) -> None:
    model: Any = Person if batch.kind == "people" else Organisation
    more = {"created_at": now} if batch.kind == "people" else {}
    made = [model(municipality_id=batch.municipality_id, **_columns(row), **more) for row in rows]
    for row, one in zip(rows, model.objects.bulk_create(made, batch_size=SHARE), strict=True):
        row.target_id = one.pk


def _columns(row: ImportRow) -> dict[str, str]:
    return {name: value for name, value in row.values.items() if name != "organisation"}


def _change(rows: list[ImportRow], batch: Import, known: dict[str, Any]) -> None:
    for row in rows:
        target, names = known[row.key], []
        for name, _before, after in row.changes:
            if name != "organisation":
                setattr(target, name, after)
                names.append(name)
        target.save(update_fields=[*names, "updated_at"])


def _bind(rows: list[ImportRow], batch: Import) -> None:
    """People with the organisations for which they speak; those that nobody has written down yet are added."""
    wanted = {row.target_id: row.values["organisation"] for row in rows if row.values.get("organisation") and row.target_id}
    if not wanted:
        return
    here = {one.name.casefold(): one for one in Organisation.objects.filter(municipality=batch.municipality_id).order_by("-pk")}
    for row in rows:
        name = row.values.get("organisation", "")
        if name and name.casefold() not in here:
            kind = row.values.get("group") or StakeholderType.ASSOCIATION
            here[name.casefold()] = Organisation.objects.create(
                municipality_id=batch.municipality_id, name=name, type=kind, source=row.values.get("source", "")
            )
    bound = dict(Membership.objects.filter(person__in=wanted, organisation__municipality=batch.municipality_id).values_list("person", "organisation"))
    fresh = {person: here[name.casefold()] for person, name in wanted.items() if bound.get(person) != here[name.casefold()].pk}
    Membership.objects.filter(person__in=fresh, organisation__municipality=batch.municipality_id).delete()
    Membership.objects.bulk_create([Membership(person_id=person, organisation=organisation) for person, organisation in fresh.items()], ignore_conflicts=True)


# --- Taken back ---


def undo_import(*, batch: Import, actor: Actor, now: datetime) -> tuple[int, int]:
    """Take back what was stored, as far as nobody has touched it since. Returns how many rows went back, and how many stayed."""
    ensure_can_keep_contacts(actor, batch.municipality_id)
    with transaction.atomic():
        stored = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        rules.ensure_state(stored, State.DONE, State.CANCELLED)
        model: Any = Person if stored.kind == "people" else Organisation
        rows = list(stored.rows.filter(stored_at__isnull=False).select_related("batch"))
        back = _take_out([row for row in rows if row.fate == Fate.NEW], model, stored) + _put_back([row for row in rows if row.fate == Fate.CHANGE], model)
        stored.state = State.UNDONE
        stored.save(update_fields=["state"])
        audit.record(actor, "import.undone", stored, at=now, rows=back)
    return back, len(rows) - back


def _take_out(rows: list[ImportRow], model: Any, batch: Import) -> int:
    """New ones that are still as they came, with which nobody spoke, and which take part in nothing."""
    by_id = {row.target_id: row for row in rows}
    found = [one for one in model.objects.filter(pk__in=by_id, contact_notes=None) if not _differs(one, by_id[one.pk])]
    taken = parts_of(batch.kind, found)
    gone = [one.pk for one in free_among(found) if not taken.get(one.pk)]
    if model is Organisation:
        gone = list(Organisation.objects.filter(pk__in=gone, memberships=None).values_list("pk", flat=True))
    model.objects.filter(pk__in=gone).delete()
    return len(gone)


def _differs(one: Any, row: ImportRow) -> bool:
    """Something is not as it came: neither the row's word, nor the emptiness where it said nothing."""
    names = set(FIELDS[row.batch.kind]) - {"organisation"}
    return any(_plain(str(getattr(one, name))) != _plain(row.values.get(name, str(one._meta.get_field(name).get_default() or ""))) for name in names)


def _put_back(rows: list[ImportRow], model: Any) -> int:
    found, back = model.objects.in_bulk([row.target_id for row in rows]), 0
    for row in rows:
        one = found.get(row.target_id)
        names = [name for name, _before, after in row.changes if name != "organisation" and one and _plain(str(getattr(one, name))) == _plain(after)]
        for name, before, _after in row.changes:
            if name in names:
                setattr(one, name, before)
        if names:
            one.save(update_fields=[*names, "updated_at"])
            back += 1
    return back


def forget_imports(now: datetime) -> int:
    """What somebody brought is kept for a week, so that it can be taken back."""
    gone, _by_model = Import.objects.filter(created_at__lt=now - KEPT).delete()
    return gone
