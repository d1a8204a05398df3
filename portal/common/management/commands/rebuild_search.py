"""Make the words anew by which rows are found, and PostgreSQL's indexes of them."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection

from portal.common.search.indexes import make_trigram_indexes, make_word_indexes
from portal.common.search.models import Searchable, fill


class Command(BaseCommand):
    help = "Makes the search's columns anew: after a change of its rules, after rows were written by hand, or once PostgreSQL has got pg_trgm."

    def handle(self, *_args: Any, **_options: Any) -> None:
        models = [model for model in apps.get_models() if issubclass(model, Searchable)]
        for model in models:
            self.stdout.write(f"{model._meta.label}: {fill(model, model.named_by, model.told_by)} rows made anew.")
        tables = [model._meta.db_table for model in models]
        make_word_indexes(connection, *tables)
        if make_trigram_indexes(connection, *tables):
            self.stdout.write("PostgreSQL compares by trigrams.")
        elif connection.vendor == "postgresql":
            self.stdout.write(
                "PostgreSQL has no pg_trgm, and this role may not add it: misspelt words are compared with the newest names only. See docs/operations.md."
            )
