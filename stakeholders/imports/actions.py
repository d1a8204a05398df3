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
from stakeholders.people.choices import StakeholderType, name_key
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
    first = batch.rows.first_with({row.key for row in rows})
    for row in rows:
        first.setdefault(row.key, row.number)
    known = _known(batch, rows)
    for row in rows:
        if not row.reasons and first.get(row.key, row.number) < row.number:
            row.reasons = [["name", "twice"]]
        if not row.reasons and batch.kind == "organisations" and "type" not in row.values and row.key not in known:
            row.reasons = [["type", "type_missing"]]
        _decide(batch, row, known)
    _write(rows, "key", "values", "fate", "reasons", "changes", "target_id")
    return len(rows)


def _write(rows: Sequence[ImportRow], *columns: str) -> None:
    """Columns of rows that are there, in one statement: an update of five hundred rows with a case for each takes seconds."""
    ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["batch", "number"], update_fields=columns, batch_size=SHARE)


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
    """Who of them is there already, by the row's key: as `same_as` says it, for a whole share in one query."""
    model: Any = Person if batch.kind == "people" else Organisation
    addresses = {row.values["email"] for row in rows if row.values.get("email")}
    names = {name_key(row.values["name"]) for row in rows if row.values.get("name")}
    found = model.objects.filter(Q(email__in=addresses) | Q(name_key__in=names), municipality=batch.municipality_id).order_by("-pk")
    if batch.kind == "people":
        found = found.prefetch_related("organisations")
    by_address: dict[str, Any] = {}
    by_name: dict[str, Any] = {}
    without_address: dict[str, Any] = {}
    for one in found:  # of several, the oldest
        by_address[one.email.lower()] = by_name[one.name_key] = one
        if not one.email:
            without_address[one.name_key] = one
    known: dict[str, Any] = {}
    for row in rows:
        name, email = name_key(row.values.get("name", "")), row.values.get("email", "")
        same = (by_address.get(email) or without_address.get(name)) if email else by_name.get(name)
        if same:
            known[row.key] = same
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
    # two lists of one municipality are stored one after the other: otherwise neither would see whom the other adds
    Municipality.objects.select_for_update(no_key=True).get(pk=batch.municipality_id)
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
    _write(rows, "fate", "changes", "target_id", "bound", "stored_at")
    return len(rows)


def _add(rows: list[ImportRow], batch: Import, now: datetime) -> None:
    model: Any = Person if batch.kind == "people" else Organisation
    more = {"created_at": now} if batch.kind == "people" else {}
    made = [model(municipality_id=batch.municipality_id, name_key=name_key(row.values["name"]), **_columns(row), **more) for row in rows]
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
    wanted = [row for row in rows if row.values.get("organisation") and row.target_id]
    here = _organisations(wanted, batch)
    spoke = Membership.objects.filter(person__in=[_whom(row) for row in wanted], organisation__municipality=batch.municipality_id)
    before = dict(spoke.order_by("-organisation__name", "-pk").values_list("person", "organisation"))
    moved = [row for row in wanted if before.get(_whom(row)) != here[name_key(row.values["organisation"])]]
    for row in moved:
        row.bound |= {"before": before.get(_whom(row)), "now": here[name_key(row.values["organisation"])]}
    left = Q(*(Q(person=_whom(row), organisation=row.bound["before"]) for row in moved if row.bound["before"]), _connector=Q.OR)
    if left:
        Membership.objects.filter(left).delete()
    Membership.objects.bulk_create([Membership(person_id=_whom(row), organisation_id=row.bound["now"]) for row in moved], ignore_conflicts=True)


def _whom(row: ImportRow) -> int:
    """The person that the row has become; every stored row has one."""
    return row.target_id or 0


def _organisations(rows: list[ImportRow], batch: Import) -> dict[str, int]:
    """The organisations that the rows name, by the key of their names; new ones are noted in the first row that names them."""
    first: dict[str, ImportRow] = {}
    for row in rows:
        first.setdefault(name_key(row.values["organisation"]), row)
    here = dict(Organisation.objects.filter(municipality=batch.municipality_id, name_key__in=first).order_by("-pk").values_list("name_key", "pk"))
    fresh = [
        Organisation(
            municipality_id=batch.municipality_id,
            name=row.values["organisation"],
            name_key=key,
            type=row.values.get("group") or StakeholderType.ASSOCIATION,
            source=row.values.get("source", ""),
        )
        for key, row in first.items()
        if key not in here
    ]
    for one in Organisation.objects.bulk_create(fresh, batch_size=SHARE):
        here[one.name_key] = one.pk
        first[one.name_key].bound["made"] = one.pk
    return here


# --- Taken back ---


def undo_import(*, batch: Import, actor: Actor, now: datetime) -> tuple[int, int]:
    """Take back what was stored, as far as nobody has touched it since. Returns how many rows went back, and how many stayed."""
    ensure_can_keep_contacts(actor, batch.municipality_id)
    with transaction.atomic():
        stored = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        rules.ensure_state(stored, State.DONE, State.CANCELLED)
        model: Any = Person if stored.kind == "people" else Organisation
        rows = list(stored.rows.filter(stored_at__isnull=False).select_related("batch"))
        back = _put_back([row for row in rows if row.fate == Fate.CHANGE], model) | _take_out([row for row in rows if row.fate == Fate.NEW], model, stored)
        _take_out_made([row.bound["made"] for row in rows if row.bound.get("made")])
        stored.state = State.UNDONE
        stored.save(update_fields=["state"])
        audit.record(actor, "import.undone", stored, at=now, rows=len(back))
    return len(back), len(rows) - len(back)


def _take_out(rows: list[ImportRow], model: Any, batch: Import) -> set[int]:
    """New ones that are still as they came, with which nobody spoke, and which take part in nothing. Returns the rows."""
    by_id = {row.target_id: row for row in rows}
    found = [one for one in model.objects.filter(pk__in=by_id, contact_notes=None) if not _differs(one, by_id[one.pk])]
    taken = parts_of(batch.kind, found)
    gone = [one.pk for one in free_among(found) if not taken.get(one.pk)]
    if model is Organisation:
        gone = list(Organisation.objects.filter(pk__in=gone, memberships=None).values_list("pk", flat=True))
    model.objects.filter(pk__in=gone).delete()
    return {by_id[pk].pk for pk in gone}


def _take_out_made(ids: list[int]) -> None:
    """Organisations that were added because somebody speaks for them, as far as nobody does so any more."""
    free = list(Organisation.objects.filter(pk__in=ids, memberships=None, contact_notes=None))
    taken = parts_of("organisations", free)
    Organisation.objects.filter(pk__in=[one.pk for one in free_among(free) if not taken.get(one.pk)]).delete()


def _differs(one: Any, row: ImportRow) -> bool:
    """Something is not as it came: neither the row's word, nor the emptiness where it said nothing."""
    names = set(FIELDS[row.batch.kind]) - {"organisation"}
    return any(_plain(str(getattr(one, name))) != _plain(row.values.get(name, str(one._meta.get_field(name).get_default() or ""))) for name in names)


def _put_back(rows: list[ImportRow], model: Any) -> set[int]:
    """Changed ones get back what they held, word by word where nobody has changed it since. Returns the rows."""
    found, back = model.objects.in_bulk([row.target_id for row in rows]), set()
    for row in rows:
        one = found.get(row.target_id)
        names = [name for name, _before, after in row.changes if name != "organisation" and one and _plain(str(getattr(one, name))) == _plain(after)]
        for name, before, _after in row.changes:
            if name in names:
                setattr(one, name, before)
        if names:
            one.save(update_fields=[*names, "updated_at"])
        if (one and _speaks_as_before(row)) or names:
            back.add(row.pk)
    return back


def _speaks_as_before(row: ImportRow) -> bool:
    """The person speaks again for the organisation for which they spoke; True when the import had changed that, and nobody since."""
    if not Membership.objects.filter(person=row.target_id, organisation=row.bound.get("now")).delete()[0]:
        return False
    if row.bound.get("before"):
        Membership.objects.get_or_create(person_id=_whom(row), organisation_id=row.bound["before"])
    return True


def erase_brought(*, email: str, now: datetime) -> int:
    """Rows of lists in which the address stands. Those that were stored are contacts, and are erased there."""
    gone, _by_model = ImportRow.objects.naming(email).delete()
    return gone


def forget_imports(now: datetime) -> int:
    """What somebody brought is kept for a week, so that it can be taken back."""
    gone, _by_model = Import.objects.filter(created_at__lt=now - KEPT).delete()
    return gone
