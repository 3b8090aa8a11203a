import uuid

from django.db import migrations, models

import wagtail.images.models

import home.models.photo


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="photo",
            name="restricted",
            field=models.BooleanField(
                default=False, editable=False, help_text="Shown only to those whom the thing it belongs to is shown to."
            ),
        ),
        migrations.AlterField(
            model_name="photo",
            name="file",
            field=home.models.photo.CleanImageField(
                height_field="height",
                upload_to=wagtail.images.models.get_upload_to,
                verbose_name="file",
                width_field="width",
            ),
        ),
    ]
