from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_letters_that_come_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="sender",
            field=models.CharField(
                blank=True, db_default="", help_text="Empty: the installation's own.", max_length=200
            ),
        ),
    ]
