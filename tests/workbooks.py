"""XLSX files made by hand, down to the last cell: for tests that need to know exactly what is in one."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

Cell = str | float | date | None
Sheet = Mapping[str, Cell]
"""What stands at `A1`, `B2`, …; None is a cell with a format and nothing in it."""

_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DAY_ZERO = date(1899, 12, 30)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>'
    '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


def table(*rows: Sequence[Cell], column: str = "A", line: int = 1) -> Sheet:
    """Return rows laid out from a corner on."""
    return {
        f"{chr(ord(column) + across)}{line + down}": cell
        for down, row in enumerate(rows)
        for across, cell in enumerate(row)
        if cell != ""
    }


def book(sheets: Mapping[str, Sheet], *, hidden: Sequence[str] = ()) -> bytes:
    """Return a workbook with the sheets."""
    out, states = io.BytesIO(), ("visible", "hidden")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        numbered = list(enumerate(sheets.items(), start=1))
        parts = [f"xl/worksheets/sheet{at}.xml" for at, _ in numbered]
        overrides = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"} | dict.fromkeys(parts, "worksheet")
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + "".join(
                f'<Override PartName="/{part}" ContentType="{_TYPES}.{kind}+xml"/>' for part, kind in overrides.items()
            )
            + "</Types>",
        )
        archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            + "".join(
                f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}" state="{states[name in hidden]}"/>'
                for at, (name, _) in numbered
            )
            + "</sheets></workbook>",
        )
        related = [("worksheet", part.removeprefix("xl/")) for part in parts] + [("styles", "styles.xml")]
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(related))
        archive.writestr("xl/styles.xml", _STYLES)
        for part, (_, (_, sheet)) in zip(parts, numbered, strict=True):
            archive.writestr(part, _sheet(sheet))
    return out.getvalue()


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{found}</Relationships>'


def _sheet(sheet: Sheet) -> str:
    rows: dict[int, list[str]] = {}
    for place, cell in sheet.items():
        rows.setdefault(int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), []).append(_cell(place, cell))
    data = "".join(f'<row r="{line}">{"".join(cells)}</row>' for line, cells in sorted(rows.items()))
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>'


def _cell(place: str, cell: Cell) -> str:
    match cell:
        case None:
            return f'<c r="{place}" s="1"/>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        case date():
            return f'<c r="{place}" s="1"><v>{(cell - _DAY_ZERO).days}</v></c>'
        case _:
            return f'<c r="{place}"><v>{cell}</v></c>'
