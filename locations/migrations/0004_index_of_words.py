from django.db import migrations
from django.db.models import Q

from portal.common.search import indexes
from portal.common.search.models import fill

TABLES = ("locations_district", "locations_municipality", "locations_place",)


def shorten_what_is_no_word(apps, schema_editor):
    """An index takes no word of a thousand letters."""
    too_long = Q(search_text__regex=r"\S{101}")
    fill(apps.get_model("locations", "District"), ("name",), (), among=too_long)
    fill(apps.get_model("locations", "Municipality"), ("name",), ("legal_name",), among=too_long)
    fill(apps.get_model("locations", "Place"), ("name",), ("street", "postcode", "town"), among=too_long)


def make_indexes(apps, schema_editor):
    """PostgreSQL's, of every word; the trigrams of long texts are not asked any more."""
    indexes.make_word_indexes(schema_editor.connection, *TABLES)
    indexes.drop_indexes(schema_editor.connection, *TABLES, kind="trgm", columns=("search_text",))


def drop_indexes(apps, schema_editor):
    indexes.drop_indexes(schema_editor.connection, *TABLES, kind="words")


class Migration(migrations.Migration):
    atomic = False  # within one transaction an index still meets the words as they were before they were shortened

    dependencies = [
        ("locations", "0003_words_to_be_found"),
    ]

    operations = [
        migrations.RunPython(shorten_what_is_no_word, migrations.RunPython.noop),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
