"""The rows from before, read without holding anybody up."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("library", "0003_kept_corrections")]

    operations = [ValidateConstraint("resource", "library_level")]
