from django.db import migrations

# A French stemmer that drops no word: with PostgreSQL's own configuration « été » is a stop word and is never found.
FORWARDS = """
CREATE TEXT SEARCH DICTIONARY portal_fr_stem (TEMPLATE = snowball, Language = french);
CREATE TEXT SEARCH CONFIGURATION portal_fr (COPY = french);
ALTER TEXT SEARCH CONFIGURATION portal_fr
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH portal_fr_stem;
"""
BACKWARDS = """
DROP TEXT SEARCH CONFIGURATION portal_fr;
DROP TEXT SEARCH DICTIONARY portal_fr_stem;
"""


class Migration(migrations.Migration):
    dependencies = [("home", "0005_information_blocks")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
