from django.db import migrations

from common.db.public_ids import AddPublicId


class Migration(migrations.Migration):
    """A row of a roll is named by a random number; without a rewrite, in steps (common/db/public_ids.py)."""

    atomic = False
    dependencies = [("events", "0001_initial")]

    operations = [AddPublicId("attendance")]
