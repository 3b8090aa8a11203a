"""The manifest lets a telephone install the portal."""

from django.contrib.staticfiles import finders

import pytest
from PIL import Image


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_manifest_is_in_the_readers_language(client, settings, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    assert "Cookie" in response["Vary"]
    assert response.json()["lang"] == language
    assert response.json()["start_url"] == "/"


def test_every_icon_exists_in_the_size_it_names(client):
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert path, icon["src"]
        if icon["type"] == "image/png":
            with Image.open(path) as image:
                assert f"{image.width}x{image.height}" == icon["sizes"]
