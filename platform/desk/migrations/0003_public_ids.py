from django.db import migrations

from common.db.public_ids import AddPublicId


class Migration(migrations.Migration):
    """The address of a letter has a random number; without a rewrite, in steps (common/db/public_ids.py)."""

    atomic = False
    dependencies = [("desk", "0002_demo_mail_calendar")]

    operations = [AddPublicId("demomail")]
