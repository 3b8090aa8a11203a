"""Catalogues without GNU gettext."""

import gettext
import os
from pathlib import Path

from django.core.management import CommandError, call_command

import pytest

from portal import translations

MODULE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("A neighbour")
B = ngettext("%(n)s letter", "%(n)s letters", 2)
C = pgettext("of a day", "Open")
D = _("Two "
      "halves")
"""
TEMPLATE = """{% load i18n %}
  <p>{% translate "It's fine" %}</p>
    {% blocktranslate trimmed with name=user.name count n=n %}
      One letter for {{ name }}
    {% plural %}
      {{ n }} letters for {{ name }}
    {% endblocktranslate %}
  {# Translators: as in a door #}
  {% translate "Open" context "of a door" %} {{ "Filtered"|default:_("By default") }}
"""
COMPLETE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "A neighbour"
msgstr "Un voisin"
msgid "%(n)s letter"
msgid_plural "%(n)s letters"
msgstr[0] "%(n)s lettre"
msgstr[1] "%(n)s lettres"
msgctxt "of a day"
msgid "Open"
msgstr "Ouvert"
msgid "Two halves"
msgstr "Deux moitiés"
msgid "It's fine"
msgstr "Tout va bien"
msgid "One letter for %(name)s"
msgid_plural "%(n)s letters for %(name)s"
msgstr[0] "Une lettre pour %(name)s"
msgstr[1] "%(n)s lettres pour %(name)s"
msgctxt "of a door"
msgid "Open"
msgstr "Ouverte"
msgid "By default"
msgstr "Par défaut"
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project with marked texts and a complete French catalogue."""
    for name, text in {
        "app/models.py": MODULE,
        "app/templates/app/page.html": TEMPLATE,
        "tests/test_app.py": "_('Not for people')",
        "locale/fr/LC_MESSAGES/django.po": COMPLETE,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    return tmp_path


def problems():
    return list(translations.problems("fr"))


def rewrite(project, old, new):
    path = project / "locale/fr/LC_MESSAGES/django.po"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_complete_catalogue_has_no_problem_and_every_text_is_gathered(project):
    assert problems() == []
    gathered = {(message.context, translations.message_key(message)) for message in translations.gather() if message.id}
    assert gathered == {
        (None, "A neighbour"),
        (None, "%(n)s letter"),
        ("of a day", "Open"),
        (None, "Two halves"),
        (None, "It's fine"),
        (None, "One letter for %(name)s"),
        ("of a door", "Open"),
        (None, "By default"),
    }


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgid "A neighbour"\nmsgstr "Un voisin"\n', "", "app/models.py:3: missing in fr: 'A neighbour'"),
        ('"Un voisin"', '""', "not translated in fr: 'A neighbour'"),
        ('msgid "A neighbour"', '#, fuzzy\nmsgid "A neighbour"', "not translated in fr: 'A neighbour'"),
        ('"%(n)s lettres"', '""', "not translated in fr"),
        ('"%(n)s lettres"', '"%(m)s lettres"', "%(n)s letter"),
        ('msgctxt "of a door"\n', "", "app/templates/app/page.html:9: missing in fr: 'Open'"),
    ],
)
def test_incomplete_catalogue_is_reported(project, old, new, complaint):
    rewrite(project, old, new)
    (found,) = problems()
    assert complaint in found


def test_compiled_catalogue_speaks_french_and_is_compiled_again_only_after_a_change(project):
    (compiled,) = translations.compile_catalogues()
    assert translations.compile_catalogues() == []
    french = gettext.translation("django", project / "locale", ["fr"])
    assert french.gettext("It's fine") == "Tout va bien"
    assert french.ngettext("%(n)s letter", "%(n)s letters", 0) == "%(n)s lettre"
    assert french.pgettext("of a door", "Open") == "Ouverte"
    source = project / "locale/fr/LC_MESSAGES/django.po"
    rewrite(project, "Tout va bien", "Très bien")
    later = compiled.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert translations.compile_catalogues() == [compiled]


def test_update_adds_drops_fills_gaps_and_is_stable(project, tmp_path):
    module = project / "app/models.py"
    module.write_text(module.read_text().replace("A neighbour", "A new neighbour"))
    addition = tmp_path / "addition.po"
    addition.write_text('msgid "A new neighbour"\nmsgstr "Une nouvelle voisine"\nmsgid "Two halves"\nmsgstr "Ignored"\n')
    translations.update("fr", [addition])
    path = Path(project / "locale/fr/LC_MESSAGES/django.po")
    first = path.read_text()
    assert problems() == []
    assert "Une nouvelle voisine" in first
    assert "Deux moitiés" in first
    assert "Un voisin" not in first
    assert "models.py" not in first
    translations.update("fr", [])
    assert path.read_text() == first


def test_command_fails_and_names_the_gaps(project, capsys):
    call_command("check_translations")
    rewrite(project, '"Un voisin"', '""')
    with pytest.raises(CommandError, match="1 texts need a translation"):
        call_command("check_translations")
    assert "A neighbour" in capsys.readouterr().err
