"""The tables are what the models say."""

import pytest
from django.core.management import call_command


@pytest.mark.once
def test_no_migration_is_missing(capsys, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            call_command("makemigrations", check=True, dry_run=True, verbosity=1)
        except SystemExit:
            pytest.fail(f"Models have changed: make migrations\n{capsys.readouterr().out}")
