"""How the layer as a whole is shown: its opacity, the scales at which it is drawn, whether the legend lists it."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout

from yhgis.i18n import tr
from yhgis.model.style import LayerStyle, ScaleRange
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.fields import ShareField
from yhgis.ui.panels.style.page import Page
from yhgis.ui.panels.style.scale_field import ScaleField
from yhgis.ui.panels.style.symbol_editor import CAPTION_PX


class DisplayPage(Page):
    """The layer's own things."""

    def __init__(self, edit: StyleEdit) -> None:
        super().__init__(edit)
        self.opacity = ShareField(tr("Opacity of the layer"))
        self.scales = ScaleField(self.session)
        self.legend = QCheckBox(tr("List it in the legend"))
        self.opacity.moved.connect(lambda share: self.session.preview_opacity(edit.layer_id, float(share)))
        self.opacity.chosen.connect(lambda share: self.session.set_opacity(edit.layer_id, float(share)))
        self.scales.chosen.connect(self._set_scales)
        self.legend.clicked.connect(self._set_legend)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnMinimumWidth(0, CAPTION_PX)
        grid.setColumnStretch(1, 1)
        for number, (caption, field) in enumerate(((tr("Opacity"), self.opacity), (tr("Scales"), self.scales))):
            grid.addWidget(label(text=caption), number, 0)
            grid.addWidget(field, number, 1)
        self.setLayout(column(grid, self.legend, 1, spacing=GRID))

    def show_style(self, style: LayerStyle) -> None:
        entry = self.edit.entry
        if entry is not None and not self.opacity.slider.isSliderDown():
            self.opacity.show_value(entry.opacity)
        self.scales.show_value(style.scales)
        self.legend.setChecked(style.in_legend)

    def _set_scales(self, scales: ScaleRange) -> None:
        self.edit.put(self.edit.style.model_copy(update={"scales": scales}))

    def _set_legend(self, on: bool) -> None:
        self.edit.put(self.edit.style.model_copy(update={"in_legend": bool(on)}))
