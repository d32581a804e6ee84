"""A tool's form, made from the tool's own description: adding a parameter there adds its line here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from yhgis.analysis.scheduler import LOCAL, computing_on
from yhgis.analysis.slices import limit_workers
from yhgis.analysis.tool import FlagParameter, LayerParameter, LayersParameter, Tool
from yhgis.errors import UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, tr
from yhgis.model.result import Result
from yhgis.plan.default_layers import with_default_layers
from yhgis.ui.dialogs.layer_choices import source_layer
from yhgis.ui.dialogs.tool_editors import Editor, LayersEditor, editor_for
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, row, say_primary
from yhgis.ui.session import Session
from yhgis.ui.tasks import Task

COLUMNS = (1, 2, 3)
#: Widths from which a form has one, two, three columns.
COLUMNS_FROM_PX = (0, 420, 620)


class ToolForm(QWidget):
    """Asks for a tool's parameters and runs it in the background.

    The answer goes to `Session.publish`; while the tool works the button cancels it.

    Signals
    -------
    finished(Result)
        After the answer was published.
    """

    finished = Signal(object)

    def __init__(self, tool: Tool, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool, self._session = tool, session
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._task: Task | None = None
        self.help = label("quiet", wrap=True)
        self.fault = label(wrap=True)
        self.fault.setProperty("kind", "danger")
        self.fault.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self._pressed)
        self.setLayout(self._layout())
        session.languageChanged.connect(self.retranslate)
        session.mapChanged.connect(self._map_changed)
        session.layerAdded.connect(self._layer_added)
        session.appearanceChanged.connect(self.retranslate)
        self._apply_settings()
        self.retranslate()

    # --- values ----------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Return every parameter as it stands in the form; layers as ids."""
        return {name: editor.value() for name, editor in self.editors.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show some parameters; layers as ids."""
        for name, value in values.items():
            self.editors[name].set_value(value)

    @property
    def running(self) -> bool:
        """Whether the tool works now."""
        return self._task is not None

    def run(self) -> None:
        """Ask the tool; a value that does not fit is said below the button."""
        try:
            values = self.tool.complete(self._with_layers(self.values()))
        except UserError as error:
            self._say(str(error))
            return
        self._say("")
        self._remember(values)
        self._task = self._session.tasks.run(
            lambda feedback: self._work(values, feedback),
            done=self._done,
            failed=lambda error: self._say(str(error)),
            title=Message("Calculating: {tool}", {"tool": self.tool.title}),
            on_progress=self._progressed,
            owner=self,
            key="run",
        )
        self._task.ended.connect(self._ended)
        self.progress.setValue(0)
        self._show_state()

    def cancel(self) -> None:
        """Stop the tool."""
        if self._task is not None:
            self._task.cancel()

    # --- building --------------------------------------------------------------------------------------------------

    def _layout(self) -> QVBoxLayout:
        for parameter in self.tool.parameters:
            editor = editor_for(parameter, self._session, self.editors)
            self.editors[parameter.id] = editor
            caption = label("quiet")
            caption.setBuddy(editor)
            caption.setVisible(not isinstance(parameter, FlagParameter))
            self._labels[parameter.id] = caption
        lines = [(self._labels[name], editor) for name, editor in self.editors.items()]
        self.fields = _Fields(lines)
        self.fields.columnsChanged.connect(self._place_words)
        area = QScrollArea()
        area.setWidget(self.fields)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words = row(self.help, margins=(GRID * 2, GRID, GRID * 2, 0))
        self._foot = row(self.button)
        foot = column(self.progress, self.fault, self._foot, margins=(GRID * 2, GRID // 2, GRID * 2, GRID), spacing=4)
        return column(self._words, area, foot, spacing=0)

    def _place_words(self, columns: int) -> None:
        """Put the tool's sentence above a narrow form, beside the button of a wide one."""
        wide = columns > 1
        (self._words if wide else self._foot).removeWidget(self.help)
        if wide:
            self._foot.insertWidget(0, self.help, 1)
        else:
            self._words.addWidget(self.help)
        self._words.setContentsMargins(GRID * 2, 0 if wide else GRID, GRID * 2, 0)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.help.setText(str(self.tool.help))
        for name, editor in self.editors.items():
            editor.refresh()
            self._labels[name].setText(str(editor.parameter.title))
        self._say("")
        self._show_state()

    def _apply_settings(self) -> None:
        settings = self._session.settings
        if "basis" in self.editors:
            self.editors["basis"].set_value(settings.basis)
        if "min_width" in self.editors and settings.min_width_m > 0:
            self.editors["min_width"].set_value(settings.min_width_m)

    def _remember(self, values: Mapping[str, Any]) -> None:
        if "basis" in values:
            self._session.remember(basis=values["basis"])

    # --- the map ---------------------------------------------------------------------------------------------------

    def _map_changed(self, before: Any, after: Any) -> None:
        if [entry.id for entry in before.entries] != [entry.id for entry in after.entries]:
            for editor in self.editors.values():
                editor.refresh()

    def _layer_added(self, layer_id: str) -> None:
        """Take a layer just brought as what the next question is about."""
        first = next((p for p in self.tool.parameters if isinstance(p, LayerParameter)), None)
        if first is not None and self._session.state.entry(layer_id).layer.kind in first.kinds:
            self.editors[first.id].refresh()
            self.editors[first.id].set_value(layer_id)

    # --- running ---------------------------------------------------------------------------------------------------

    def _with_layers(self, values: dict[str, Any]) -> dict[str, Any]:
        for parameter in self.tool.parameters:
            value = values[parameter.id]
            if isinstance(parameter, LayerParameter) and value is not None:
                values[parameter.id] = source_layer(self._session, value)
            elif isinstance(parameter, LayersParameter):
                values[parameter.id] = [source_layer(self._session, layer_id) for layer_id in value]
        return with_default_layers(self.tool, values, self._session.catalog)

    def _work(self, values: Mapping[str, Any], feedback: Feedback) -> Result:
        settings = self._session.settings
        limit_workers(settings.threads)
        with computing_on(settings.scheduler if self.tool.spread else LOCAL, feedback):
            return self.tool.run(values, feedback)

    def _done(self, result: Result) -> None:
        self._session.publish(result)
        self.finished.emit(result)

    def _progressed(self, fraction: float, _message: Message | None) -> None:
        self.progress.setValue(round(fraction * 1000))

    def _ended(self) -> None:
        self._task = None
        self._show_state()

    def _pressed(self) -> None:
        if self.running:
            self.cancel()
        else:
            self.run()

    def _show_state(self) -> None:
        self.progress.setVisible(self.running)
        say_primary(self.button, tr("Stop") if self.running else tr("Calculate"))

    def _say(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))


class _Fields(QWidget):
    """The lines of a form: one below another, or where there is room in columns, with the tick lists at the right.

    Signals
    -------
    columnsChanged(int)
    """

    columnsChanged = Signal(int)

    def __init__(self, lines: Sequence[tuple[QWidget, Editor]]) -> None:
        super().__init__()
        self._lines = lines
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        self._grid.setVerticalSpacing(4)
        self.columns = 0
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(sum(event.size().width() >= width for width in COLUMNS_FROM_PX))

    def _arrange(self, columns: int) -> None:
        if columns == self.columns:
            return
        self.columns = columns
        for number in range(self._grid.rowCount()):
            self._grid.setRowStretch(number, 0)
        lists = [line for line in self._lines if isinstance(line[1], LayersEditor)]
        others = [line for line in self._lines if line not in lists]
        if columns == 1:
            self._fill(0, self._lines)
        elif lists:
            share = -(-len(others) // (columns - 1))
            for number in range(columns - 1):
                self._fill(number, others[number * share : (number + 1) * share])
            self._fill(columns - 1, lists)
        else:
            share = -(-len(others) // columns)
            for number in range(columns):
                self._fill(number, others[number * share : (number + 1) * share])
        for number in range(max(COLUMNS)):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
        self._grid.setHorizontalSpacing(GRID * 2 if columns > 1 else 0)
        self._grid.setRowStretch(2 * len(self._lines), 1)
        self.columnsChanged.emit(columns)

    def _fill(self, side: int, lines: Sequence[tuple[QWidget, Editor]]) -> None:
        """Put lines one below another; a tick list takes what height is left."""
        place = 0
        for caption, editor in lines:
            grows = isinstance(editor, LayersEditor)
            span = 2 * len(self._lines) - place if grows and self.columns > 1 else 1
            self._grid.addWidget(caption, place, side, Qt.AlignmentFlag.AlignBottom)
            self._grid.addWidget(editor, place + 1, side, span, 1)
            if grows and self.columns == 1:
                self._grid.setRowStretch(place + 1, 100)
            place += 2


class ToolDialog(QDialog):
    """A tool's form in a window of its own; it stays open, so that the next question is one click away."""

    def __init__(self, tool: Tool, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = ToolForm(tool, session, self)
        self.setLayout(column(self.form))
        self.resize(GRID * 45, GRID * 70)
        session.languageChanged.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the title in the language in use."""
        self.setWindowTitle(str(self.form.tool.title))
