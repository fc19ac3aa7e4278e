"""The journal's lines know the transaction that wrote them, so that the sealing can follow it (docs/wall.md)."""

from django.db import migrations

import common.db.fields

# In two steps: lines that were there get a constant, which rewrites no table and so holds nobody up. All of them were
# committed before this transaction got its lock, and 0 is below any snapshot.
ADD = """
ALTER TABLE structures_journalentry ADD COLUMN written xid8 NOT NULL DEFAULT '0';
ALTER TABLE structures_journalentry ALTER COLUMN written SET DEFAULT pg_current_xact_id();
"""
DROP = "ALTER TABLE structures_journalentry DROP COLUMN written"


class Migration(migrations.Migration):
    dependencies = [("structures", "0004_people_and_places")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ADD, DROP)],
            state_operations=[
                migrations.AddField(
                    model_name="journalentry", name="written", field=common.db.fields.TransactionIdField()
                )
            ],
        )
    ]
