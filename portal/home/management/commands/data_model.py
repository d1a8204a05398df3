"""Draws docs/data-model.md from the models, so that the picture is never older than the code."""

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand
from django.db import models
from modeltranslation.fields import TranslationField
from simple_history.models import HistoricalChanges

APPS = ("locations", "stakeholders", "events", "programmes", "common")
TITLES = {"common": "The ground", "locations": "Places", "stakeholders": "People", "events": "Events", "programmes": "Programmes"}
HEAD = """# Data model

Drawn from the models by `make data-model`; a test fails when it is stale. A line is a foreign key, its words the
column. Tables of other apps stand without their columns. A column marked `translated` has one column for each
language (sl, en, de, sv).
"""


class Command(BaseCommand):
    help = "Draw docs/data-model.md from the models."

    def handle(self, **options):
        path = settings.BASE_DIR / "docs" / "data-model.md"
        path.write_text(draw(), encoding="utf-8")
        self.stdout.write(f"Drawn: {path.relative_to(settings.BASE_DIR)}")


def draw():
    return HEAD + "".join(draw_app(apps.get_app_config(label)) for label in APPS)


def draw_app(app):
    # what the history keeps has the columns of the row it is of
    ours = [model for model in app.get_models() if not model._meta.auto_created and not issubclass(model, HistoricalChanges)]
    lines = [line for model in ours for line in [*draw_table(model), *draw_links(model)]]
    return f"\n## {TITLES[app.label]}\n\n```mermaid\nerDiagram\n" + "\n".join(f"  {line}" for line in lines) + "\n```\n"


def draw_table(model):
    columns = [draw_column(field) for field in model._meta.concrete_fields if not isinstance(field, TranslationField)]
    return [f"{model.__name__} {{", *(f"  {column}" for column in columns), "}"]


def draw_column(field):
    is_translated = any(isinstance(other, TranslationField) and other.translated_field.name == field.name for other in field.model._meta.concrete_fields)
    key = " PK" if field.primary_key else " FK" if field.is_relation else " UK" if field.unique else ""
    notes = [note for note, holds in (("translated", is_translated), ("optional", field.null)) if holds]
    return f"{kind_of(field)} {field.name}{key}" + (f' "{", ".join(notes)}"' if notes else "")


def kind_of(field):
    if field.is_relation:
        return field.related_model.__name__
    return type(field).__name__.removesuffix("Field").removeprefix("Translation")


def draw_links(model):
    name = model.__name__
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if not field.is_relation:
            continue
        other = field.related_model.__name__
        if field.many_to_many:
            if field.remote_field.through._meta.auto_created:
                yield f'{name} }}o--o{{ {other} : "{field.name}"'
        else:
            mine = "|o" if isinstance(field, models.OneToOneField) else "}o"
            yield f'{name} {mine}--{"o|" if field.null else "||"} {other} : "{field.name}"'
