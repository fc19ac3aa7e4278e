"""Saves and comments stand where their version stands: with an own copy, behind the wall."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authoring", "0003_question_uploads"),
        ("structures", "0011_audit_of_a_project"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="structure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="structures.structure",
            ),
        ),
        migrations.AddField(
            model_name="draftsave",
            name="structure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="structures.structure",
            ),
        ),
    ]
