from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0003_sent_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="place",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where it was asked, and by which right.",
                max_length=80,
            ),
        ),
    ]
