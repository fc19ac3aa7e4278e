import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_the_digest_of_what_is_stored"),
        ("structures", "0004_people_and_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="rollup",
            name="carried_below",
            field=models.DateTimeField(
                blank=True,
                help_text="Sessions that began before are CarriedSessions: their detail is gone.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="CarriedSessions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("count", models.PositiveIntegerField()),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="structures.partner",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="structures.project"
                    ),
                ),
                (
                    "structure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="structures.structure"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "structure", "on", "invited_by"),
                        name="carried_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
