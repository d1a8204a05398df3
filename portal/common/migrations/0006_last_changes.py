from django.db import migrations, models

from portal.common.warm.triggers import unwatch


def keep_it_small(apps, schema_editor):
    """Few rows that change all the time: leave them room in their page, and sweep often. The triggers come after `migrate`, by themselves."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE common_lastchange SET (fillfactor = 25, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)")


def let_go(apps, schema_editor):
    unwatch(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0005_batches'),
    ]

    operations = [
        migrations.CreateModel(
            name='LastChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(db_index=True, max_length=63, verbose_name='table')),
                ('mark', models.BigIntegerField(verbose_name='mark')),
            ],
            options={
                'verbose_name': 'last change of a table',
                'verbose_name_plural': 'last changes of tables',
            },
        ),
        migrations.RunPython(keep_it_small, let_go),
    ]
