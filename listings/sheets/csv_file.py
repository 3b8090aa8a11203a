"""A sheet as a file that a spreadsheet opens, and in which nothing that a neighbour wrote is a formula (SEC-13).

The rule is OWASP's "CSV injection": a cell that begins like a formula gets an apostrophe before it, every cell is quoted, and
quotes in it are doubled. Numbers of ours are never negative and stay numbers. French spreadsheets read `;` and a comma.
"""

import csv
import io
from decimal import Decimal

from listings.sheets.tables import Cell, Sheet

#: What a spreadsheet takes for the beginning of a formula, the wide forms of Asian keyboards included.
LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
#: Some programs trim these before they look.
_TRIMMED = " \u00a0\u202f\ufeff\u200b"


def neutral(text: str) -> str:
    """Return a text as a cell that no program takes for a formula."""
    dangerous = text.startswith(LEADS) or text.lstrip(_TRIMMED).startswith(LEADS)
    return ("'" if dangerous else "") + text.replace("\0", "")


def write(sheet: Sheet) -> bytes:
    """Return the file: UTF-8 with its mark, so that accents arrive whole."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(name) for name in sheet.csv_columns])
    writer.writerows([_cell(value) for value in row] for row in sheet.csv_rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Cell) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return str(value) if isinstance(value, int) else neutral(value)
