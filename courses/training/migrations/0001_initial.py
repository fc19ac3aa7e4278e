import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import courses.training.models

# An answer is an event: its owner may change when two accounts become one, nothing else ever does.
GUARD = """
CREATE FUNCTION halte_training_answer_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'user_id' IS DISTINCT FROM to_jsonb(OLD) - 'user_id' THEN
    RAISE EXCEPTION 'an answer never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER answer_never_changes BEFORE UPDATE ON training_studyanswer
  FOR EACH ROW EXECUTE FUNCTION halte_training_answer_never_changes();
"""
UNDO = """
DROP TRIGGER answer_never_changes ON training_studyanswer;
DROP FUNCTION halte_training_answer_never_changes();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("courses", "0007_module_audience"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Study",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField(auto_now_add=True, verbose_name="begun on")),
                ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="finished on")),
                ("mastered", models.BooleanField(default=False, verbose_name="mastered")),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.module"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.moduleversion"
                    ),
                ),
            ],
            options={
                "ordering": ["begun_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=courses.training.models.new_code, max_length=20, unique=True)),
                (
                    "name",
                    models.CharField(help_text="As it was shown on the day.", max_length=200, verbose_name="name"),
                ),
                ("title", models.JSONField(help_text="The module's title in each language, as it was on the day.")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="issued on")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn on")),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.module"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "study",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attestation", to="training.study"
                    ),
                ),
            ],
            options={
                "ordering": ["issued_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StudyAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField()),
                ("step", models.CharField(max_length=10)),
                (
                    "exercise",
                    models.CharField(blank=True, help_text="Empty for a step without an exercise.", max_length=20),
                ),
                ("value", models.JSONField(help_text="What she did. Never a secret that she typed.", null=True)),
                ("value_hash", models.CharField(max_length=64)),
                ("score", models.PositiveSmallIntegerField(default=0)),
                ("max_score", models.PositiveSmallIntegerField(default=0)),
                (
                    "outcome",
                    models.JSONField(
                        default=dict, help_text="Steps reached, slips, trapped, kind of feedback; first or not."
                    ),
                ),
                ("helped", models.BooleanField(default=False, help_text="A hint was shown.")),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="training.study"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Trainee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "All sectors"),
                            ("work", "Work integration"),
                            ("banking", "Banking"),
                            ("social", "Social services"),
                            ("education", "Education"),
                            ("health", "Care and health"),
                            ("seniors", "Seniors"),
                        ],
                        max_length=12,
                        verbose_name="sector",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="study",
            constraint=models.UniqueConstraint(
                condition=models.Q(("completed_at", None)), fields=("user", "module"), name="training_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.UniqueConstraint(fields=("user", "module"), name="training_attested_once"),
        ),
        migrations.AddConstraint(
            model_name="studyanswer",
            constraint=models.UniqueConstraint(fields=("user", "key"), name="training_answer_once"),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
