"""Every tool's answer in every office format, read by independent readers and laid out by LibreOffice.

Figures are compared with the `Result` itself; nothing of the program's own formatting is asked.
"""

from __future__ import annotations

import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pptx
import pytest
import shapely
from docx.oxml.ns import qn
from pypdf import PdfReader

from yhgis.analysis.tools import TOOLS, tool
from yhgis.feedback import silent
from yhgis.i18n import Title
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.result import Result, Table, ValueKind
from yhgis.plan.catalog import Catalog
from yhgis.report.town_file import TownRequest, write_town_cards
from yhgis.report.write import write_result

KINDS = ("xlsx", "docx", "pptx")
TOOL_IDS = tuple(one.id for one in TOOLS)
#: Tools whose answers have polygons on this plan: documents and slides show them on a map.
MAPPED = ("overlap", "conflicts", "check", "topology", "compare")
LIBRE_OFFICE = shutil.which("soffice")


def own(*boxes: tuple[float, float, float, float]) -> Layer:
    """A layer of the user's: squares near the core."""
    geometry = np.array([shapely.box(*box) for box in boxes], dtype=object)
    names = np.array([f"地块{i}" for i in range(len(boxes))], dtype=object)
    return Layer(LayerInfo("own", Title("选址", "Site")), geometry, {"name": names}, "EPSG:4549")


def asked() -> dict[str, Result]:
    """Each tool's answer about the built-in plan."""
    catalog = Catalog.load()
    lines = [catalog.layer(name) for name in ("ecological_redline", "permanent_farmland", "urban_boundary")]
    site = own((490_000, 3_352_000, 490_900, 3_352_700))
    questions: dict[str, dict[str, object]] = {
        "overlap": {"rows": catalog.layer("towns"), "columns": lines[::2]},
        "conflicts": {"layers": lines[::2]},
        "coverage": {"target": catalog.layer("district"), "layers": [catalog.layer("zones")]},
        "share": {"features": catalog.layer("towns"), "cover": lines[0]},
        "check": {"footprint": site, "against": [*lines, catalog.layer("towns")]},
        "topology": {"layer": lines[0]},
        "compare": {"old": site, "new": own((490_000, 3_352_000, 490_950, 3_352_700))},
        "checkup": {"layer": own((490_000, 3_352_000, 490_900, 3_352_700), (490_800, 3_352_000, 491_500, 3_352_700))},
    }
    return {id_: tool(id_).run(tool(id_).complete(values), silent()) for id_, values in questions.items()}


@pytest.fixture(scope="module")
def written(
    tmp_path_factory: pytest.TempPathFactory, qapp: object
) -> tuple[Path, dict[str, Result]]:  # fmt: skip
    """The folder with all files, and the answers."""
    folder = tmp_path_factory.mktemp("成果") / "余杭 区（终稿）"
    folder.mkdir()
    answers = asked()
    for id_, result in answers.items():
        for kind in KINDS:
            write_result(result, folder / f"{id_}_{kind}.{kind}")
    for kind in KINDS:
        write_town_cards(TownRequest(("五常街道",), folder / f"card_{kind}.{kind}"), silent())
    return folder, answers


@pytest.fixture(scope="module")
def laid_out(written: tuple[Path, dict[str, Result]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDFs that LibreOffice makes of all files, in one run."""
    if LIBRE_OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    out = tmp_path_factory.mktemp("pdf")
    profile = tmp_path_factory.mktemp("profile").as_uri()
    files = [str(path) for path in sorted(written[0].iterdir())]
    command = [LIBRE_OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(out), *files], capture_output=True, check=True, timeout=240)
    return {path.stem: path for path in out.iterdir()}


def figures(table: Table) -> list[tuple[ValueKind, float]]:
    """The figures of the first rows, totals too."""
    rows = [*table.rows[:10], *([table.totals] if table.totals else [])]
    found = []
    for row in rows:
        for value, column in zip(row, table.columns, strict=True):
            if isinstance(value, (int, float, np.number)) and np.isfinite(value) and column.kind is not ValueKind.TEXT:
                found.append((column.kind, float(value)))
    return found


def printed(kind: ValueKind, value: float) -> set[str]:
    """The ways in which a figure may be printed: in some unit, rounded half up, thousands grouped."""
    factors = {
        ValueKind.AREA: (1.0, 1e-4, 1e-6, 0.0015, 1.5e-7),
        ValueKind.SHARE: (100.0,),
        ValueKind.LENGTH: (1.0, 0.001),
    }.get(kind, (1.0,))
    exact = Decimal(repr(value))
    texts = set()
    for factor in factors:
        for digits in (0, 1, 2, 3, 4, 6):
            step = Decimal(1).scaleb(-digits)
            texts.add(f"{(exact * Decimal(repr(factor))).quantize(step, ROUND_HALF_UP):,}")
    return texts


def words_of_docx(path: Path) -> str:
    return "\n".join(node.text or "" for node in docx.Document(str(path)).element.body.iter(qn("w:t")))


def words_of_pptx(path: Path) -> str:
    said = []
    for slide in pptx.Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(said)


def test_every_tool_is_here() -> None:
    assert set(TOOL_IDS) == set(asked_ids())


def asked_ids() -> tuple[str, ...]:
    return ("overlap", "conflicts", "coverage", "share", "check", "topology", "compare", "checkup")


@pytest.mark.parametrize("id_", TOOL_IDS)
def test_the_workbook_has_the_results_figures(id_: str, written: tuple[Path, dict[str, Result]]) -> None:
    folder, answers = written
    book = openpyxl.load_workbook(folder / f"{id_}_xlsx.xlsx", data_only=True)
    cells = [
        value
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if isinstance(value, (int, float))
    ]
    known = np.sort(np.array([float(cell) for cell in cells]))
    for kind, value in figures(answers[id_].tables()[0]):
        near = known[np.searchsorted(known, value - 0.01) : np.searchsorted(known, value + 0.01, side="right")]
        assert len(near), (kind, value)


@pytest.mark.parametrize("kind", ["docx", "pptx"])
@pytest.mark.parametrize("id_", TOOL_IDS)
def test_document_and_slides_print_the_results_figures(
    id_: str, kind: str, written: tuple[Path, dict[str, Result]]
) -> None:
    folder, answers = written
    path = folder / f"{id_}_{kind}.{kind}"
    said = words_of_docx(path) if kind == "docx" else words_of_pptx(path)
    cells = set(said.replace(" %", "").split("\n"))
    for value_kind, value in figures(answers[id_].tables()[0]):
        assert printed(value_kind, value) & cells, (value_kind, value)


@pytest.mark.parametrize("id_", MAPPED)
def test_document_and_slides_have_the_map(id_: str, written: tuple[Path, dict[str, Result]]) -> None:
    folder = written[0]
    pictures = docx.Document(str(folder / f"{id_}_docx.docx")).inline_shapes
    assert any("结果图斑位置" in picture._inline.docPr.get("descr") for picture in pictures)
    slides = pptx.Presentation(str(folder / f"{id_}_pptx.pptx")).slides
    assert any("结果图斑位置" in shape.name for slide in slides for shape in slide.shapes if shape.shape_type == 13)


def text_of(path: Path) -> list[str]:
    """The text of each page, by poppler where it is there."""
    if shutil.which("pdftotext") is None:
        return [page.extract_text() for page in PdfReader(path).pages]
    command = ["pdftotext", "-enc", "UTF-8", "-layout", str(path), "-"]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    return said.split("\f")[:-1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("id_", [*TOOL_IDS, "card"])
def test_libre_office_opens_it_and_no_page_is_empty(
    id_: str, kind: str, written: tuple[Path, dict[str, Result]], laid_out: dict[str, Path]
) -> None:
    path = laid_out[f"{id_}_{kind}"]
    pages = text_of(path)
    assert len(pages) == len(PdfReader(path).pages) >= 1
    if kind == "pptx":
        assert len(pages) == len(pptx.Presentation(str(written[0] / f"{id_}_pptx.pptx")).slides)
    assert all(len(page.split()) > 3 for page in pages)
    whole = "".join(pages)
    assert "示意" in whole or id_ in ("compare", "checkup")  # those two are about the user's own data
    assert "�" not in whole
    if id_ == "card":
        assert len(pages) == {"docx": 1, "pptx": 1, "xlsx": 2}[kind]
    else:
        values = figures(written[1][id_].tables()[0])
        value_kind, value = max(values, key=lambda one: one[1])
        assert any(text in whole for text in printed(value_kind, value) if len(text) > 2)
