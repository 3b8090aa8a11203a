import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_recovery_ways"),
        ("verification", "0008_vouching"),
    ]

    operations = [
        migrations.RenameModel(old_name="CardWish", new_name="RecoveryWish"),
        migrations.AlterModelOptions(name="recoverywish", options={"verbose_name": "wish to come back"}),
        migrations.CreateModel(
            name="RecoveryCall",
            fields=[
                (
                    "recovery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="call",
                        serialize=False,
                        to="accounts.recoveryrequest",
                    ),
                ),
                ("number_hash", models.CharField(editable=False, max_length=64)),
                ("called_at", models.DateTimeField(auto_now_add=True)),
                ("first_yes_at", models.DateTimeField(blank=True, null=True)),
                ("second_yes_at", models.DateTimeField(blank=True, null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recovery_calls", to="verification.vouchrequest"
                    ),
                ),
            ],
            options={"verbose_name": "call to two neighbours"},
        ),
        migrations.AddConstraint(
            model_name="recoverycall",
            constraint=models.UniqueConstraint(fields=("request", "number_hash"), name="one_number_per_call"),
        ),
    ]
