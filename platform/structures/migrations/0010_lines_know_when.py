"""When a line came in is the database's word, not the application's: an earlier instant is seen by who verifies."""

from django.db import migrations, models

# No default: lines that were there have none, and no table is rewritten.
ADD = """
ALTER TABLE structures_journalentry ADD COLUMN noted timestamptz;
CREATE OR REPLACE FUNCTION halte_stamp_line() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.written := pg_current_xact_id(); NEW.noted := clock_timestamp(); RETURN NEW; END $$;
CREATE TRIGGER stamp_line BEFORE INSERT ON structures_journalentry FOR EACH ROW EXECUTE FUNCTION halte_stamp_line();
"""
DROP = """
DROP TRIGGER stamp_line ON structures_journalentry;
DROP FUNCTION halte_stamp_line();
ALTER TABLE structures_journalentry DROP COLUMN noted;
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0009_public_ids")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ADD, DROP)],
            state_operations=[
                migrations.AddField(
                    model_name="journalentry",
                    name="noted",
                    field=models.DateTimeField(editable=False, null=True),
                )
            ],
        )
    ]
