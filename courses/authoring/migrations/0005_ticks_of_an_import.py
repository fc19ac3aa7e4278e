"""What is ticked of an import stays, from page to page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authoring", "0004_where_its_version_is"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionupload",
            name="ticked",
            field=models.JSONField(
                help_text="Places in the file of what is ticked; none yet: what is by itself.", null=True
            ),
        ),
    ]
