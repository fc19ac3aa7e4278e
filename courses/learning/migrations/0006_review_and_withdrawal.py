"""A draft waits in review before it is published, and a published version may be withdrawn.

What waits in review is still the one draft of its module. Withdrawn is like retired: it never changes again.
"""

import importlib

from django.db import migrations, models

before = importlib.import_module("courses.learning.migrations.0003_version_files_never_change")

GUARD = before.GUARD.replace("IF OLD.status = 'draft'", "IF OLD.status IN ('draft', 'in_review')").replace(
    "IF NEW.status = 'draft'", "IF NEW.status IN ('draft', 'in_review')"
)
STATUSES = [
    ("draft", "Draft"),
    ("in_review", "In review"),
    ("published", "Published"),
    ("retired", "Retired"),
    ("withdrawn", "Withdrawn"),
]


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_labels")]

    operations = [
        migrations.RunSQL(GUARD, before.GUARD),
        migrations.AlterField(
            model_name="moduleversion",
            name="status",
            field=models.CharField(choices=STATUSES, default="draft", max_length=10, verbose_name="status"),
        ),
        migrations.AddConstraint(
            model_name="moduleversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["draft", "in_review"])),
                fields=("module",),
                name="module_version_one_open",
            ),
        ),
        migrations.RemoveConstraint(model_name="moduleversion", name="module_version_one_draft"),
    ]
