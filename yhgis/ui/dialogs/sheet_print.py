"""A sheet to a printer, in its own size, as vectors where the printer can."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from yhgis.carto.display_list import DisplayList
from yhgis.errors import DataError
from yhgis.model.view import MM_PER_INCH
from yhgis.paint.painter import paint


def printer_for(width_mm: float, height_mm: float) -> QPrinter:
    """Return a printer set to a page of this size, without margins: the sheet has its own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    across = width_mm > height_mm
    upright = QSizeF(min(width_mm, height_mm), max(width_mm, height_mm))
    size = QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
    return printer


def print_page(page: DisplayList, printer: QPrinter) -> None:
    """Print ``page``; on a smaller paper it is made to fit. Main thread.

    Raises
    ------
    DataError
        The printer takes nothing.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise DataError("The printer {printer} takes no page.", printer=printer.printerName() or "-")
    try:
        paper = printer.paperRect(QPrinter.Unit.Millimeter)
        fit = min(paper.width() / page.width_mm, paper.height() / page.height_mm, 1.0)
        paint(page, painter, printer.resolution() / MM_PER_INCH * fit, background=False)
    finally:
        painter.end()
