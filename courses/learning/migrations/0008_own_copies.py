"""Own copies of structures, behind the wall beside the house's modules; what a portal shows of those."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_module_audience"),
        ("structures", "0011_audit_of_a_project"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalCatalogue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "others_shown",
                    models.BooleanField(default=True, help_text="Whether a module without a word of its own is shown."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PortalModule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shown", models.BooleanField(help_text="Empty: as the others.", null=True)),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="module",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                help_text="Of an own copy: of what.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.moduleversion",
            ),
        ),
        migrations.AddField(
            model_name="module",
            name="put_away_at",
            field=models.DateTimeField(blank=True, help_text="Of an own copy: when it was deleted.", null=True),
        ),
        migrations.AddField(
            model_name="module",
            name="seen",
            field=models.ForeignKey(
                blank=True,
                help_text="Of an own copy: the version of its origin that its people have looked at.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.moduleversion",
            ),
        ),
        migrations.AddField(
            model_name="module",
            name="structure",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose own copy it is.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="structures.structure",
            ),
        ),
        migrations.AddField(
            model_name="moduleversion",
            name="structure",
            field=models.ForeignKey(
                blank=True,
                help_text="As its module's.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="structures.structure",
            ),
        ),
        migrations.AddConstraint(
            model_name="module",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("copied_from", None), ("put_away_at", None), ("structure", None)),
                    models.Q(("copied_from__isnull", False), ("structure__isnull", False)),
                    _connector="OR",
                ),
                name="module_copy_has_its_origin",
            ),
        ),
        migrations.AddField(
            model_name="portalcatalogue",
            name="portal",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="structures.portal"
            ),
        ),
        migrations.AddField(
            model_name="portalmodule",
            name="module",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.module"),
        ),
        migrations.AddField(
            model_name="portalmodule",
            name="portal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="structures.portal"
            ),
        ),
        migrations.AddConstraint(
            model_name="portalmodule",
            constraint=models.UniqueConstraint(fields=("portal", "module"), name="portal_module_once"),
        ),
    ]
