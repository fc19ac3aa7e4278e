"""Whom a module teaches, beside its document: the catalogue asks at each page."""

from django.db import migrations, models

FILL = """
UPDATE courses_module m SET audience = 'aidant' FROM courses_moduleversion v
WHERE v.id = m.published_id AND v.document #>> '{module,audience}' = 'aidant'
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0006_review_and_withdrawal")]

    operations = [
        migrations.AddField(
            model_name="module",
            name="audience",
            field=models.CharField(
                choices=[("learner", "Learners"), ("aidant", "Helpers")],
                db_default="learner",
                default="learner",
                max_length=10,
                verbose_name="for whom",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
