"""QGIS draws the county: the figures of `benchmarks.county.look` as its symbols, and a print layout."""

import os

from qgis import core
from qgis.PyQt.QtCore import QRectF, QSize
from qgis.PyQt.QtGui import QColor, QFont

from benchmarks.county import look

FONT = "WenQuanYi Micro Hei"


def styled(parcels, red, towns):
    """Give the three layers their look and return them, top first, as QGIS wants them."""
    categories = []
    for code, color in look.LAND_USE.items():
        words = {"color": color, **_outline(look.PARCEL_EDGE, look.PARCEL_EDGE_MM)}
        categories.append(core.QgsRendererCategory(code, core.QgsFillSymbol.createSimple(words), code))
    parcels.setRenderer(core.QgsCategorizedSymbolRenderer("DLBM", categories))
    red.setRenderer(core.QgsSingleSymbolRenderer(_hatched()))
    outline = core.QgsFillSymbol.createSimple({"style": "no", **_outline(look.TOWN_EDGE, look.TOWN_EDGE_MM)})
    towns.setRenderer(core.QgsSingleSymbolRenderer(outline))
    towns.setLabeling(core.QgsVectorLayerSimpleLabeling(_labels("XZMC")))
    towns.setLabelsEnabled(True)
    return [towns, red, parcels]


def _outline(color, width_mm):
    return {"outline_color": color, "outline_width": str(width_mm), "outline_width_unit": "MM"}


def _hatched():
    symbol = core.QgsFillSymbol()
    symbol.deleteSymbolLayer(0)
    hatch = core.QgsLinePatternFillSymbolLayer()
    hatch.setLineAngle(45)
    hatch.setDistance(look.HATCH_SPACING_MM)
    hatch.setLineWidth(look.HATCH_MM)
    hatch.setColor(QColor(look.RED))
    symbol.appendSymbolLayer(hatch)
    symbol.appendSymbolLayer(core.QgsSimpleLineSymbolLayer(QColor(look.RED), look.RED_EDGE_MM))
    return symbol


def _labels(field):
    settings = core.QgsPalLayerSettings()
    settings.fieldName = field
    settings.enabled = True
    text, halo = core.QgsTextFormat(), core.QgsTextBufferSettings()
    text.setFont(QFont(FONT))
    text.setSize(look.TOWN_PT)
    halo.setEnabled(True)
    halo.setSize(look.TOWN_HALO_MM)
    text.setBuffer(halo)
    settings.setFormat(text)
    return settings


def layout(layers):
    """Return a print layout A3 landscape: title, map, legend, scale bar, north arrow."""
    project = core.QgsProject.instance()
    project.addMapLayers(layers)
    made = core.QgsPrintLayout(project)
    made.initializeDefaults()
    made.pageCollection().page(0).setPageSize("A3", core.QgsLayoutItemPage.Landscape)
    view = core.QgsLayoutItemMap(made)
    view.attemptSetSceneRect(QRectF(10, 25, 320, 262))
    view.setLayers(layers)
    view.setCrs(layers[0].crs())
    extent = layers[2].extent()
    extent.scale(1.03)
    view.zoomToExtent(extent)
    view.setFrameEnabled(True)
    made.addLayoutItem(view)
    title = core.QgsLayoutItemLabel(made)
    title.setText("土地利用与生态保护红线")
    title.setFont(QFont(FONT, 24))
    _placed(made, title, 10, 8, 300, 14)
    legend = core.QgsLayoutItemLegend(made)
    legend.setTitle("图例")
    legend.setLinkedMap(view)
    _placed(made, legend, 335, 60)
    legend.adjustBoxSize()
    bar = core.QgsLayoutItemScaleBar(made)
    bar.setLinkedMap(view)
    bar.applyDefaultSize()
    _placed(made, bar, 335, 260)
    arrow = core.QgsLayoutItemPicture(made)
    arrow.setPicturePath(_north_arrow())
    _placed(made, arrow, 345, 28, 25, 25)
    return made


def _north_arrow():
    folders = [os.path.join(folder, "arrows", "NorthArrow_02.svg") for folder in core.QgsApplication.svgPaths()]
    return next(path for path in folders if os.path.exists(path))


def _placed(made, item, x, y, width=None, height=None):
    made.addLayoutItem(item)
    if width is None:
        item.attemptMove(core.QgsLayoutPoint(x, y))
    else:
        item.attemptSetSceneRect(QRectF(x, y, width, height))


def map_settings(layers, times, size=(1920, 1080)):
    """Return what a picture on the screen is drawn by, of the county or of a part ``times`` smaller a side."""
    settings = core.QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(*size))
    settings.setOutputDpi(96)
    settings.setDestinationCrs(layers[0].crs())
    for flag in ("Antialiasing", "UseRenderingOptimization", "DrawLabeling"):
        settings.setFlag(getattr(core.QgsMapSettings, flag), True)
    full = layers[2].extent()
    full.scale(1.05 / times)
    settings.setExtent(full)
    settings.kept = layers  # QGIS itself does not
    return settings


def frame(settings):
    """Draw by QGIS's parallel job and return the picture."""
    job = core.QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def export(made, path):
    """Write the layout at 300 dpi to a .pdf or .png."""
    exporter = core.QgsLayoutExporter(made)
    if path.endswith(".pdf"):
        settings = core.QgsLayoutExporter.PdfExportSettings()
        settings.dpi = 300
        code = exporter.exportToPdf(path, settings)
    else:
        settings = core.QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 300
        code = exporter.exportToImage(path, settings)
    assert code == 0, code
