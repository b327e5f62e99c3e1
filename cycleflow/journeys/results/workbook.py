"""Results as an XLSX workbook: one sheet a page, filters on, headings frozen, and a picture of the grades.

**Why** every text is written as text: a name that begins with `=` is a name, not a formula somebody's spreadsheet runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cycleflow.journeys.results.pages import Page

_WIDEST = 48


def workbook_of(pages: Sequence[Page]) -> bytes:
    """Return the pages as a workbook."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        formats = _Formats(book)
        for page in pages:
            sheet = book.add_worksheet(page.title)
            _fill(sheet, page, formats)
            if page.drawn and page.rows:
                _draw(book, sheet, page)
    return content.getvalue()


class _Formats:
    """How headings, figures and sums of money look."""

    def __init__(self, book: Workbook) -> None:
        self.heading: Format = book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"}
        )
        self.figure: Format = book.add_format({"num_format": "0.######"})
        self.whole: Format = book.add_format({"num_format": "0"})
        self.money: Format = book.add_format({"num_format": "#,##0.00"})


def _fill(sheet: Worksheet, page: Page, formats: _Formats) -> None:
    for place, column in enumerate(page.columns):
        sheet.write_string(0, place, column.title, formats.heading)
        sheet.set_column(place, place, _width(page, place))
    for line, row in enumerate(page.rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, Decimal):
                whole = formats.whole if value == value.to_integral_value() else formats.figure
                sheet.write_number(line, place, float(value), formats.money if page.columns[place].is_money else whole)
            elif value:
                sheet.write_string(line, place, value)
    sheet.freeze_panes(1, 2)
    if page.rows:
        sheet.autofilter(0, 0, len(page.rows), len(page.columns) - 1)


def _width(page: Page, place: int) -> int:
    """Return how many letters wide a column is; a Chinese one takes two."""
    texts = [page.columns[place].title, *(str(row[place]) for row in page.rows if row[place] is not None)]
    longest = max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) for text in texts)
    return min(_WIDEST, longest + 3)


def _draw(book: Workbook, sheet: Worksheet, page: Page) -> None:
    """Draw the columns that say how many people have each grade, and may have it; the first two name the grades."""
    last = len(page.rows)
    chart = book.add_chart({"type": "column"})
    for column in page.drawn:
        if all(row[column] is not None for row in page.rows):
            chart.add_series(
                {
                    "name": [page.title, 0, column],
                    "categories": [page.title, 1, 0, last, 1],
                    "values": [page.title, 1, column, last, column],
                }
            )
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart(1, len(page.columns) + 1, chart)
