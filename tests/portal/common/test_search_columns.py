"""The columns by which rows are found: written with the row, made anew by the command, and never left behind."""

import ast
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from events.agenda.actions import call_off_event, change_event, publish_event
from events.agenda.models import Event
from locations.municipalities.models import Municipality
from locations.places.models import Place
from portal.common.search.folding import LONGEST_WORD
from portal.common.search.indexes import drop_indexes, make_trigram_indexes, make_word_indexes
from portal.common.search.models import MOST_OF_TEXT, Searchable, word_columns
from portal.common.search.query import read
from portal.common.search.querysets import has
from portal.common.search.vocabulary import has_trigrams, words_like
from portal.home.demo.stage import set_stage
from tests.factories.events import NOW, make_draft, make_event
from tests.factories.locations import make_municipality, make_place
from tests.factories.programmes import make_programme

ROOT = Path(__file__).resolve().parents[3]
SEARCHABLE = [model for model in apps.get_models() if issubclass(model, Searchable)]
WRITES_PAST_SAVE = {"update", "bulk_update", "bulk_create", "update_or_create"}

pytestmark = pytest.mark.django_db


def stale():
    """Rows whose columns do not fit their words."""
    return [row for model in SEARCHABLE for row in model.objects.all() if (row.search_name, row.search_text) != row.search_columns()]


def finds(rows, text):
    return set(rows.matching(read(text)).values_list("pk", flat=True))


def test_what_can_be_found_is_known():
    assert sorted(model.__name__ for model in SEARCHABLE) == ["District", "Event", "Municipality", "Place", "Programme"]


def test_a_row_is_found_by_its_words_in_every_language():
    event = make_event(title_sl="Senca", title_en="Shade", text_de="Unter der Linde", summary_sv="Vid ån")
    assert [finds(Event.objects.all(), text) for text in ("senca", "shade", "linde", "vid ån", "ulica")] == [{event.pk}] * 4 + [set()]


def test_a_row_follows_its_words_however_it_is_saved():
    event = make_event(title_sl="Senca", title_en="")
    event.title_sl = "Voda"
    event.save(update_fields=["title_sl"])
    assert (finds(Event.objects.all(), "voda"), finds(Event.objects.all(), "senca")) == ({event.pk}, set())
    event.title_sl = "Gozd"  # of what is not stored the columns say nothing
    event.save(update_fields=["status"])
    assert finds(Event.objects.all(), "gozd") == set()
    event.refresh_from_db()
    assert stale() == []


def test_an_event_follows_its_place_and_its_municipality_without_being_saved():
    event = make_event(title_sl="Senca", title_en="")
    place = event.place
    place.name = "Kozolec"
    place.save()
    Municipality.objects.get(pk=event.municipality_id).save()
    assert finds(Event.objects.all(), "kozolci") == {event.pk}


def test_no_act_leaves_the_columns_behind():
    event = make_draft(title_sl="Senca", title_en="")
    publish_event(event=event, actor=None, now=NOW)
    event.title_sl, event.text_en = "Voda", "Bring a **bucket**."
    change_event(event=event, capacity=None, actor=None, now=NOW)
    call_off_event(event=event, note="Zaradi dežja", actor=None, now=NOW)
    set_stage(NOW, checked_on=NOW.date())
    make_programme()
    assert stale() == []
    assert finds(Event.objects.all(), "bucket") == {event.pk}


@pytest.mark.once
def test_nobody_writes_these_words_past_the_rows_own_save():
    """`update(title=…)` would leave the columns behind; so would a `bulk_create`, but in a migration or through `fill`."""
    words = {column for model in SEARCHABLE for column in word_columns(model, (*model.named_by, *model.told_by))}
    names = {model.__name__ for model in SEARCHABLE}
    faults = []
    for folder in ("locations", "stakeholders", "events", "programmes", "portal"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in path.parts or path.parts[-3:] == ("common", "search", "models.py"):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WRITES_PAST_SAVE):
                    continue
                said = {keyword.arg for keyword in node.keywords} | {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
                of_ours = any(getattr(one, "id", "") in names for one in ast.walk(node.func))
                if (of_ours and (words & said or node.func.attr == "bulk_create")) or (node.func.attr == "update" and {"title", "title_sl"} & said):
                    faults.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert faults == []


def test_the_columns_are_bounded():
    event = make_event(title_sl="Senca", title_en="", text_sl=" ".join(f"beseda{number}" for number in range(1500)))
    assert len(event.search_text.split()) <= MOST_OF_TEXT + 5
    assert finds(Event.objects.all(), "beseda299") == {event.pk}
    assert finds(Event.objects.all(), "beseda1499") == set()


def test_what_is_longer_than_any_word_is_found_by_its_beginning():
    event = make_event(title_sl="a" * 110, title_en="", text_sl="b" * 3000)
    assert max(map(len, event.search_text.split())) == LONGEST_WORD
    assert [finds(Event.objects.all(), text) for text in ("a" * 100, "b" * 60)] == [{event.pk}] * 2


def test_what_speaks_for_other_rows_is_asked_once_for_a_question(django_assert_num_queries):
    event = make_event(title_sl="Senca", title_en="", place=make_place(name="Kozolec"))
    query = read("kozolec")
    with django_assert_num_queries(3):
        found = [set(rows.matching(query).values_list("pk", flat=True)) for rows in (Event.objects.all(), Municipality.objects.all())]
    assert found == [{event.pk}, set()]


def test_the_command_makes_everything_anew():
    event, place = make_event(title_sl="Senca", title_en=""), make_municipality(name="Gaj")
    Event.objects.update(search_name="", search_text="stale")
    Place.objects.update(search_text="")
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert stale() == []
    assert finds(Event.objects.all(), "senca") == {event.pk}
    assert finds(Municipality.objects.all(), "gaj") == {place.pk}
    assert "events.Event: 1 rows made anew." in said.getvalue()
    assert "locations.Municipality: 0 rows made anew." in said.getvalue()


@pytest.mark.only_postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
def test_postgres_finds_words_by_its_index():
    make_event(title_sl="Senca", title_en="")
    question = Event.objects.filter(has("search_text", *read("sence").terms)).values("pk")
    drop_indexes(connection, Event._meta.db_table, kind="words")
    make_word_indexes(connection, Event._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "events_event_search_text_words" in question.explain()


@pytest.mark.only_postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such index")
@pytest.mark.django_db(transaction=True)
def test_what_is_no_word_does_not_stop_the_migration_that_makes_the_index():
    migration = import_module("events.migrations.0008_index_of_words")
    event = make_event(title_sl="Senca", title_en="", text_sl="b" * 5000)
    drop_indexes(connection, Event._meta.db_table, kind="words")
    make_trigram_indexes(connection, Event._meta.db_table)
    Event.objects.update(search_text=f" senca {'b' * 5000} ")
    assert migration.Migration.atomic is False  # otherwise the index meets the row as it was before
    for act in migration.Migration.operations:
        with connection.schema_editor(atomic=False) as editor:
            act.code(apps, editor)
    assert finds(Event.objects.all(), "b" * 60) == {event.pk}


def test_what_is_known_to_be_empty_finds_nothing():
    assert list(Event.objects.none().best(read("senca"), "starts_at")) == []


@pytest.mark.only_postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no trigrams")
def test_postgres_compares_by_trigrams_and_finds_the_same():
    make_event(title_sl="Popravljalnica koles", title_en="")
    make_event(title_sl="Sprehod", title_en="")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")  # as where the tables were made without migrations
    before = words_like("popravljanlica", [Event.objects.all()])
    assert (has_trigrams(), {"popravljalnica", "sprehod"} <= before) == (False, True)
    assert make_trigram_indexes(connection, Event._meta.db_table)
    assert has_trigrams()
    assert words_like("popravljanlica", [Event.objects.all()]) == {"popravljalnica", "koles"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'events_event' AND indexdef LIKE '%gin_trgm_ops%'")
        assert cursor.fetchone() == (1,)
    drop_indexes(connection, Event._meta.db_table, kind="trgm")


def test_without_postgres_or_without_its_extension_nothing_is_made(monkeypatch):
    if connection.vendor == "postgresql":
        monkeypatch.setattr("portal.common.search.indexes._add_extension", lambda _connection: False)
    make_word_indexes(connection, Event._meta.db_table)
    assert not make_trigram_indexes(connection, Event._meta.db_table)
    drop_indexes(connection, Event._meta.db_table, kind="trgm")
