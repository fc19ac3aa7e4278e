from django.db import migrations

from common.db.public_ids import AddPublicId


class Migration(migrations.Migration):
    """Forms name an account by a random number; without a rewrite, in steps (common/db/public_ids.py)."""

    atomic = False
    dependencies = [("accounts", "0007_devices")]

    operations = [AddPublicId("user")]
