"""A module has one published version and one draft at most: the database says so."""

from django.db import migrations, models

# What two acts at once may have left: only the version that the module points to stays published, and only the newest
# draft stays one. The others retire: they can still be read.
ONE_EACH = """
UPDATE courses_moduleversion v SET status = 'retired'
FROM courses_module m
WHERE m.id = v.module_id AND v.status = 'published' AND m.published_id IS DISTINCT FROM v.id;
UPDATE courses_moduleversion v SET status = 'retired'
WHERE v.status = 'draft'
  AND EXISTS (
    SELECT 1 FROM courses_moduleversion n
    WHERE n.module_id = v.module_id AND n.status = 'draft' AND n.number > v.number
  );
"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_version_files_never_change")]

    operations = [
        migrations.RunSQL(ONE_EACH, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="moduleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "published")), fields=("module",), name="module_version_one_published"
            ),
        ),
        migrations.AddConstraint(
            model_name="moduleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "draft")), fields=("module",), name="module_version_one_draft"
            ),
        ),
    ]
