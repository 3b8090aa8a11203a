"""The post's own list of towns and postcodes, imported from a file (POS-03). Lines written here, in the shape of its editions."""

from django.core.management import CommandError, call_command

import pytest

from tests.factories import verification as make
from verification import services
from verification.errors import AddressRefusedError
from verification.models import TownPostcode

pytestmark = pytest.mark.django_db
HEAD = "#Code_commune_INSEE;Nom_de_la_commune;Code_postal;Libellé_d_acheminement;Ligne_5"
LINES = [
    "22050;DINAN;22100;DINAN;", "22050;DINAN;22100;DINAN;LEHON", "35288;ST MALO;35400;ST MALO;", "35288;ST MALO;35400;ST MALO;PARAME",
    "1004;AMBERIEU EN BUGEY;1500;AMBERIEU EN BUGEY;", "2A004;AJACCIO;20000;AJACCIO;", "2A004;AJACCIO;20090;AJACCIO;",
    "75101;PARIS 01;75001;PARIS;", "75120;PARIS 20;75020;PARIS;", "SANS;CODE;;;",
]  # fmt: skip


def brought(tmp_path, head=HEAD, lines=LINES, encoding="utf-8-sig"):
    file = tmp_path / "019HexaSmal.csv"
    file.write_text("\n".join([head, *lines]), encoding=encoding)
    call_command("import_postcodes", str(file))


@pytest.mark.parametrize(("head", "encoding"), [(HEAD, "utf-8-sig"), (HEAD, "latin-1"), (HEAD.removeprefix("#"), "utf-8")])
def test_every_edition_is_read_and_twice_is_once(tmp_path, capsys, head, encoding):
    for _ in range(2):
        brought(tmp_path, head, encoding=encoding)
        said = capsys.readouterr()
        assert "7" in said.out
        assert "11" in said.err  # the line without codes
        assert set(TownPostcode.objects.values_list("town_code", "postcode")) == {
            ("22050", "22100"), ("35288", "35400"), ("01004", "01500"), ("2A004", "20000"), ("2A004", "20090"), ("75056", "75001"),
            ("75056", "75020"),
        }  # fmt: skip


def test_a_file_of_something_else_changes_nothing(tmp_path):
    brought(tmp_path)
    with pytest.raises(CommandError):
        brought(tmp_path, head="nom,code", lines=["Dinan,22100"])
    with pytest.raises(CommandError):
        call_command("import_postcodes", str(tmp_path / "absent.csv"))
    assert TownPostcode.objects.count() == 7


@pytest.mark.parametrize(
    ("postcode", "written", "before", "after"),
    [
        ("22100", "Dinan", True, True),
        ("22000", "Dinan", True, False),  # the department's, and another town's
        ("22104", "Dinan Cedex", True, True),  # not in the list, which knows no CEDEX
        ("35400", "Saint-Malo", False, False),
    ],
)
def test_with_the_list_a_postcode_must_be_the_towns_own(neighbourhood, declared, tmp_path, postcode, written, before, after):
    """POS-03: one set-up for both; the refusal names the right ones, and an exception of the operator's holds."""

    def refused():
        try:
            services.join_by_postcard(
                user=declared, neighbourhood=neighbourhood, address=make.address(postcode=postcode, town=written), by=declared
            )
        except AddressRefusedError as refusal:
            return f"{refusal.field}: {refusal}"
        return ""

    assert bool(refused()) is not before
    brought(tmp_path)
    words = refused()
    assert bool(words) is not after
    assert not words or words.startswith("postcode: ")
    assert not words or "22100" in words


def test_an_exception_of_the_operator_goes_before_the_list(neighbourhood, declared, tmp_path, settings):
    settings.PALIER_POSTCODE_EXCEPTIONS = {"22050": ["35400"]}
    brought(tmp_path)
    assert services.join_by_postcard(user=declared, neighbourhood=neighbourhood, address=make.address(postcode="35400"), by=declared)
