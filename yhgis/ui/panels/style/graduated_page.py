"""Classes of a number: field, method, number of classes, ramp, and the limits to move by hand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSpinBox, QWidget

from yhgis.i18n import tr
from yhgis.model.style import GraduatedRenderer, LayerStyle
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, ShortCombo, column, label, line, row
from yhgis.ui.panels.style import field_work, renderers
from yhgis.ui.panels.style.breaks_chart import BreaksChart
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.page import ClassesPage
from yhgis.ui.panels.style.pictures import ramp_icon
from yhgis.ui.panels.style.symbol_editor import CAPTION_PX, main_color

_NO_DATA = "#E3E1DC"
_RAMP = QSize(62, 12)


class GraduatedPage(ClassesPage):
    """A look for each range of a number."""

    def __init__(self, edit: StyleEdit) -> None:
        super().__init__(edit, tr("Up to"), figures=True)
        self.field, self.method, self.ramp = ShortCombo(4), ShortCombo(3), ShortCombo(1)
        self.count = QSpinBox()
        self.turned = IconButton(self.session, "invert")
        self.turned.setCheckable(True)
        self.turned.say(tr("Reversed"))
        self.missing = QCheckBox(tr("Show those without a number"))
        self.chart = BreaksChart(self.session)
        self._spread_of: tuple[str, str] = ("", "")
        self._fill()
        self._listen()
        self._lay_out()

    def _fill(self) -> None:
        from yhgis.carto.graduated import LEAST_CLASSES, METHODS, MOST_CLASSES
        from yhgis.carto.ramps import ramps

        layer = self.edit.layer
        for name in field_work.number_fields(layer):
            self.field.addItem(str(layer.info.field_label(name)), name)
        for method, title in METHODS.items():
            self.method.addItem(str(title), method)
        self.method.addItem(tr("By hand"), "")
        self.count.setRange(LEAST_CLASSES, MOST_CLASSES)
        self.count.setKeyboardTracking(False)
        self.ramp.setIconSize(_RAMP)
        for one in ramps():
            self.ramp.addItem(ramp_icon(one.colors, _RAMP, self.devicePixelRatioF()), "", one.id)
            for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                self.ramp.setItemData(self.ramp.count() - 1, str(one.title.title), role)
        names = {self.field: tr("Field"), self.method: tr("Method"), self.ramp: tr("Ramp"), self.count: tr("Classes")}
        for widget, name in names.items():
            widget.setAccessibleName(name)

    def _listen(self) -> None:
        self.field.activated.connect(lambda _index: self.classify())
        self.method.activated.connect(lambda _index: self.classify())
        self.count.valueChanged.connect(lambda _count: self.classify())
        self.ramp.activated.connect(lambda _index: self._recolor())
        self.turned.clicked.connect(lambda _on: self._recolor())
        self.missing.clicked.connect(self._set_missing)
        self.chart.moved.connect(lambda number, value: self._move_limit(number, value, settled=False))
        self.chart.chosen.connect(lambda number, value: self._move_limit(number, value, settled=True))
        self.table.secondTyped.connect(self._limit_typed)

    def _lay_out(self) -> None:
        self.count.setFixedWidth(GRID * 7)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, CAPTION_PX)
        grid.setColumnStretch(1, 1)
        lines: list[tuple[str, QWidget, QWidget | None]] = [
            (tr("Field"), self.field, None),
            (tr("Method"), self.method, self.count),
            (tr("Ramp"), self.ramp, self.turned),
        ]
        for number, (caption, widget, beside) in enumerate(lines):
            grid.addWidget(label(text=caption), number, 0)
            grid.addWidget(widget, number, 1, 1, 1 if beside is not None else 2)
            if beside is not None:
                grid.addWidget(beside, number, 2)
        parts = (grid, self.chart, self.table, row(self.missing, 1), line(), self.which, self.editor, 1)
        self.setLayout(column(*parts, spacing=6))

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_style(self, style: LayerStyle) -> None:
        renderer = style.renderer
        if not isinstance(renderer, GraduatedRenderer):
            return
        self.count.blockSignals(True)
        self.count.setValue(len(renderer.steps))
        self.count.blockSignals(False)
        for box, value in ((self.field, renderer.field), (self.method, renderer.method), (self.ramp, renderer.ramp)):
            box.setCurrentIndex(box.findData(value))
        self.turned.setChecked(renderer.reversed)
        self.missing.setChecked(renderer.missing is not None)
        self.show_classes(style)
        self._show_limits(renderer)
        self._find_spread(renderer.field)

    def _show_limits(self, renderer: GraduatedRenderer) -> None:
        kind = self.edit.layer.kind
        self.chart.show_limits(renderers.limits(renderer), [main_color(step.symbol, kind) for step in renderer.steps])

    def _find_spread(self, field: str) -> None:
        """Look how the numbers are spread, beside the window, once a field."""
        layer, wanted = self.edit.layer, (self.edit.layer_id, field)
        if wanted == self._spread_of:
            return
        self._spread_of = wanted
        self.chart.show_spread(None)
        self.session.tasks.run(
            lambda _feedback: field_work.spread(layer, field), done=self.chart.show_spread, owner=self, key="spread"
        )

    @property
    def _renderer(self) -> GraduatedRenderer | None:
        renderer = self.edit.style.renderer
        return renderer if isinstance(renderer, GraduatedRenderer) else None

    # --- changing ----------------------------------------------------------------------------------------------------

    def classify(self) -> None:
        """Find the limits anew, beside the window."""
        from yhgis.carto.graduated import graduated_renderer
        from yhgis.carto.ramps import DEFAULT_RAMP

        before, layer = self._renderer, self.edit.layer
        field, method = str(self.field.currentData()), str(self.method.currentData() or "quantiles")
        count, turned = self.count.value(), self.turned.isChecked()
        ramp = str(self.ramp.currentData() or DEFAULT_RAMP)
        symbol = before.steps[0].symbol if before is not None else None
        missing = self.missing.isChecked()
        self.find_classes(
            lambda: graduated_renderer(
                layer, field, method=method, count=count, ramp=ramp, turned=turned, symbol=symbol, show_missing=missing
            )
        )

    def _recolor(self) -> None:
        renderer, ramp = self._renderer, self.ramp.currentData()
        if renderer is not None and ramp:
            kind = self.edit.layer.kind
            self.become(renderers.with_ramp(renderer, str(ramp), self.turned.isChecked(), kind))

    def _move_limit(self, number: int, value: float, *, settled: bool) -> None:
        renderer = self._renderer
        if renderer is None:
            return
        changed = renderers.with_limit(renderer, number, value)
        self.put(changed, settled=settled)
        self.table.show_rows(renderers.rows(changed))
        self.method.setCurrentIndex(self.method.findData(""))
        self._show_limits(changed)

    def _limit_typed(self, number: int, text: str) -> None:
        try:
            value = float(text.replace(",", "").replace("，", ""))
        except ValueError:
            self.table.put_back(number)
            return
        self._move_limit(number, value, settled=True)

    def _set_missing(self, on: bool) -> None:
        from yhgis.carto.recolour import recoloured

        renderer = self._renderer
        if renderer is not None:
            symbol = recoloured(renderer.steps[0].symbol, _NO_DATA, self.edit.layer.kind) if on else None
            self.become(renderer.model_copy(update={"missing": symbol}))
