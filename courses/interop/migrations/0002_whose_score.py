import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A score line says whose it is. Nothing is launched yet anywhere: the table is empty, and needs no default."""

    dependencies = [("interop", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="scoreline",
            name="launched",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="interop.launchedlearner"
            ),
        ),
    ]
