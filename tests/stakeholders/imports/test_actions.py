import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.common.errors import Refused
from portal.common.tables import read_table
from stakeholders.contacts.actions import log_contact
from stakeholders.contacts.documents import write_stakeholders
from stakeholders.imports import actions
from stakeholders.imports.choices import State
from stakeholders.imports.models import Import
from stakeholders.organisations.models import Organisation
from stakeholders.people.models import Person
from tests.factories.locations import make_municipality
from tests.factories.stakeholders import actor_for, make_coordinator, make_mandate, make_membership, make_organisation, make_person

pytestmark = pytest.mark.django_db
HEADINGS = ["Ime", "E-pošta", "Telefon", "Organizacija"]


@pytest.fixture
def litija():
    return make_municipality()


@pytest.fixture
def ana(litija):
    return actor_for(make_coordinator(municipality=litija))


def brought(rows, litija, actor, now, *, kind="people", headings=HEADINGS):
    batch = actions.start_import(municipality=litija, kind=kind, headings=headings, rows=rows, actor=actor, now=now)
    while actions.advance(batch_id=batch.pk, now=now):
        pass
    batch.refresh_from_db()
    return batch


def stored(batch, actor, now):
    actions.begin_import(batch=batch, actor=actor, now=now)
    while actions.advance(batch_id=batch.pk, now=now):
        pass
    batch.refresh_from_db()
    return batch


def fates(batch):
    return list(batch.rows.order_by("number").values_list("fate", flat=True))


def test_looking_through_says_what_becomes_of_each_row_and_stores_nothing(litija, ana, now):
    make_person(municipality=litija, name="Bojan", email="bojan@setev.example", phone="1")
    make_person(municipality=litija, name="Cene", email="cene@setev.example", phone="2")
    batch = brought(
        [["Ana", "ana@setev.example", "", ""], ["Bojan", "bojan@setev.example", "9", ""], ["Cene", "CENE@setev.example", "2", ""], ["", "x", "", ""], ["Ana", "ana@setev.example", "", ""]],
        litija, ana, now,
    )  # fmt: skip
    assert (batch.state, fates(batch)) == (State.CHECKED, ["new", "change", "same", "refused", "refused"])
    assert batch.rows.get(number=3).changes == [["phone", "1", "9"]]
    assert batch.rows.get(number=6).reasons == [["name", "twice"]]
    assert Person.objects.count() == 2


def test_storing_adds_changes_and_passes_by(litija, ana, now):
    bojan = make_person(municipality=litija, name="Bojan", email="bojan@setev.example", phone="1", note="stays")
    batch = stored(
        brought([["Ana", "ana@setev.example", "5", "Gozd d.o.o."], ["Bojan", "bojan@setev.example", "9", ""], ["", "", "7", ""]], litija, ana, now), ana, now
    )
    bojan.refresh_from_db()
    assert batch.state == State.DONE
    assert (bojan.phone, bojan.note) == ("9", "stays")
    assert Person.objects.get(email="ana@setev.example").organisations.get().name == "Gozd d.o.o."
    assert Person.objects.count() == 2


def test_another_municipalitys_contact_of_the_same_address_is_another_contact(litija, ana, now):
    theirs = make_person(municipality=make_municipality(), name="Ana", email="ana@setev.example", phone="1")
    stored(brought([["Ana", "ana@setev.example", "9", ""]], litija, ana, now), ana, now)
    theirs.refresh_from_db()
    assert (theirs.phone, Person.objects.filter(municipality=litija).count()) == ("1", 1)


def test_a_second_press_and_a_second_worker_store_nothing_twice(litija, ana, now):
    batch = brought([["Ana", "ana@setev.example", "", ""]], litija, ana, now)
    stored(batch, ana, now)
    stored(batch, ana, now)
    actions.advance_imports(now)
    assert Person.objects.count() == 1


def test_a_worker_killed_in_the_middle_goes_on_where_it_was(litija, ana, now, monkeypatch):
    monkeypatch.setattr(actions, "SHARE", 2)
    batch = brought([[f"Oseba {number}", "", "", ""] for number in range(5)], litija, ana, now)
    actions.begin_import(batch=batch, actor=ana, now=now)
    actions.advance(batch_id=batch.pk, now=now, shares=1)

    def dies(*_args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_bind", dies)
        with pytest.raises(SystemExit):
            actions.advance(batch_id=batch.pk, now=now, shares=1)
    assert Person.objects.count() == 2
    stored(batch, ana, now)
    assert Person.objects.count() == 5


def test_whoever_was_written_down_meanwhile_is_not_added_a_second_time(litija, ana, now):
    batch = brought([["Ana", "ana@setev.example", "9", ""]], litija, ana, now)
    make_person(municipality=litija, name="Ana", email="ana@setev.example", phone="1")
    stored(batch, ana, now)
    assert Person.objects.get().phone == "9"


def test_stopping_keeps_what_is_stored_and_begins_nothing_more(litija, ana, now, monkeypatch):
    monkeypatch.setattr(actions, "SHARE", 2)
    batch = brought([[f"Oseba {number}", "", "", ""] for number in range(5)], litija, ana, now)
    actions.begin_import(batch=batch, actor=ana, now=now)
    actions.advance(batch_id=batch.pk, now=now, shares=1)
    actions.cancel_import(batch=batch, actor=ana, now=now)
    assert actions.advance(batch_id=batch.pk, now=now) == 0
    assert (batch.state, Person.objects.count()) == (State.CANCELLED, 2)


def test_an_import_is_taken_back_but_for_what_somebody_has_worked_with_since(litija, ana, now):
    cene = make_person(municipality=litija, name="Cene", email="cene@setev.example", phone="1")
    batch = stored(
        brought([["Ana", "", "", ""], ["Bojan", "", "", ""], ["Cene", "cene@setev.example", "2", ""], ["Darja", "", "", ""]], litija, ana, now), ana, now
    )
    Person.objects.filter(name="Bojan").update(phone="7")
    log_contact(row=Person.objects.get(name="Darja"), on=now.date(), way="call", text="Klic.", actor=ana, now=now)
    assert actions.undo_import(batch=batch, actor=ana, now=now) == (2, 2)
    cene.refresh_from_db()
    assert cene.phone == "1"
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Bojan", "Cene", "Darja"]
    with pytest.raises(Refused):
        actions.undo_import(batch=batch, actor=ana, now=now)


def test_an_organisation_for_which_somebody_acts_by_now_is_not_taken_back(litija, ana, now):
    batch = stored(brought([["Nova", "javni zavod"], ["Mirna", "javni zavod"]], litija, ana, now, kind="organisations", headings=["Naziv", "Vrsta"]), ana, now)
    make_mandate(organisation=Organisation.objects.get(name="Nova"))
    assert actions.undo_import(batch=batch, actor=ana, now=now) == (1, 1)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Nova"]


def test_organisations_need_their_kind_unless_they_are_known(litija, ana, now):
    make_organisation(municipality=litija, name="Znana", type="company")
    batch = brought(
        [["Znana", "", "040"], ["Nova", "", ""], ["Šola", "javni zavod", ""]], litija, ana, now, kind="organisations", headings=["Naziv", "Vrsta", "Telefon"]
    )
    assert fates(batch) == ["change", "refused", "new"]
    stored(batch, ana, now)
    assert Organisation.objects.get(name="Šola").type == "public_institute"


def test_columns_that_nobody_understood_are_chosen_and_looked_through_anew(litija, ana, now):
    batch = brought([["Ana", "1"]], litija, ana, now, headings=["Kdo", "Številka"])
    assert (batch.state, fates(batch)) == (State.UPLOADED, [""])
    with pytest.raises(Refused):
        actions.choose_columns(batch=batch, columns=["", "phone"], actor=ana, now=now)
    actions.choose_columns(batch=batch, columns=["name", "phone"], actor=ana, now=now)
    actions.advance(batch_id=batch.pk, now=now)
    assert fates(batch) == ["new"]


def test_every_row_wrong_is_every_row_refused(litija, ana, now):
    batch = brought([["", "nobody", "", ""] for _ in range(30)], litija, ana, now)
    assert set(fates(batch)) == {"refused"}
    stored(batch, ana, now)
    assert not Person.objects.exists()


def test_nobody_brings_stops_or_takes_back_for_another_municipality(litija, ana, now):
    stranger = actor_for(make_coordinator())
    batch = brought([["Ana", "", "", ""]], litija, ana, now)
    for act in (
        lambda: actions.start_import(municipality=litija, kind="people", headings=["Ime"], rows=[["x"]], actor=stranger, now=now),
        lambda: actions.choose_columns(batch=batch, columns=["name", "", "", ""], actor=stranger, now=now),
        lambda: actions.begin_import(batch=batch, actor=stranger, now=now),
        lambda: actions.cancel_import(batch=batch, actor=stranger, now=now),
        lambda: actions.undo_import(batch=batch, actor=stranger, now=now),
    ):
        with pytest.raises(Refused):
            act()


def test_what_was_brought_is_forgotten_after_a_week(litija, ana, now):
    brought([["Ana", "", "", ""]], litija, ana, now)
    assert actions.forget_imports(now + actions.KEPT) == 0
    assert actions.forget_imports(now + actions.KEPT * 1.01) > 0
    assert not Import.objects.exists()


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)  # NUL never comes past the door


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=4), file_format=st.sampled_from(["csv", "xlsx"]))
def test_what_is_taken_along_and_brought_back_is_the_same(people, file_format, now):
    litija = make_municipality()
    actor = actor_for(make_coordinator(municipality=litija))
    for number, (name, phone, note) in enumerate(people):
        make_person(municipality=litija, name=f"{number} {name}"[:120], email=f"oseba{number}@setev.example", phone=phone, note=note, group="company")
    rows = Person.objects.filter(municipality=litija).prefetch_related("organisations")
    content = write_stakeholders("people", rows, file_format)
    headings, cells = read_table(SimpleUploadedFile(f"people.{file_format}", content))
    batch = brought(cells, litija, actor, now, headings=headings)
    assert not [(row.changes, row.reasons) for row in batch.rows.filter(fate__in=["new", "refused"])]


def test_a_name_written_otherwise_is_the_same_person_in_a_list_as_in_the_form(litija, ana, now):
    make_person(municipality=litija, name="Špela Kos")
    Person.objects.update(email="")
    batch = brought([["SPELA KOS", "", "", ""], ["Spela Kos", "spela@setev.example", "", ""]], litija, ana, now)
    assert fates(batch) == ["change", "change"]
    assert Person.objects.same_as("spela kos").count() == 1


def test_taking_back_restores_for_whom_somebody_spoke_and_removes_what_the_list_had_added(litija, ana, now):
    zora, before = make_person(municipality=litija, name="Zora", email="zora@setev.example"), make_organisation(municipality=litija, name="Stara")
    make_membership(person=zora, organisation=before)
    batch = stored(brought([["Zora", "zora@setev.example", "", "Nova"], ["Ana", "", "", "Druga"]], litija, ana, now), ana, now)
    assert [one.name for one in zora.organisations.all()] == ["Nova"]
    assert actions.undo_import(batch=batch, actor=ana, now=now) == (2, 0)
    assert [one.name for one in zora.organisations.all()] == ["Stara"]
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Stara"]
