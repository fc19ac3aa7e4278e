"""Indexes of the journal, made while lines go on being written."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("structures", "0005_journal_written")]

    operations = [
        AddIndexConcurrently(
            model_name="journalentry", index=models.Index(fields=["written", "id"], name="journal_written")
        ),
        AddIndexConcurrently(
            model_name="journalentry",
            index=models.Index(fields=["structure", "-at", "-id"], name="journal_of_structure"),
        ),
    ]
