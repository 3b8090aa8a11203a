from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from notifications.channels.http import Pool
from notifications.channels.sms.providers.base import Handed, Provider, Receipt, Stop, Text, Unsigned


class FolderProvider(Provider):
    """Text messages on a developer's machine: a file each, in the data folder. Refused in production."""

    name = "folder"

    async def submit(self, pool: Pool, text: Text) -> Handed:
        folder = Path(settings.DATA_DIR, "sms")
        folder.mkdir(parents=True, exist_ok=True)
        # The same reference writes the same file again: one message, as with a good provider.
        Path(folder, f"{text.reference}.txt").write_text(f"{text.number}\n{text.text}\n", encoding="utf-8")
        return Handed(accepted=True, provider_id=text.reference)

    async def find(self, pool: Pool, text: Text) -> Handed | None:
        return None

    def read(self, *, url: str, headers: Mapping[str, str], query: Mapping[str, str], body: Mapping[str, str]) -> list[Receipt | Stop]:
        raise Unsigned
