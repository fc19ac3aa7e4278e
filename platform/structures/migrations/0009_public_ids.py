from django.db import migrations

from common.db.public_ids import AddPublicId


class Migration(migrations.Migration):
    """Addresses and forms name these by a random number; without a rewrite, in steps (common/db/public_ids.py)."""

    atomic = False
    dependencies = [("structures", "0008_asked_by_code")]

    operations = [AddPublicId("membership"), AddPublicId("affiliation"), AddPublicId("partner")]
