"""The panel below the map: ask a question of layers on the left, read the answer on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QMenu, QSplitter, QStackedWidget, QWidget

from yhgis.analysis.tool import Tool
from yhgis.i18n import tr
from yhgis.model.quantity import AreaUnit
from yhgis.model.result import Result
from yhgis.report.how_made import shown_time, tool_title
from yhgis.ui.dialogs.tool_form import ToolForm
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, WrappingSegments, column, label, row
from yhgis.ui.panels.result_view import ResultView
from yhgis.ui.session import Session

#: Answers kept for comparing; the oldest goes first.
KEPT = 12
#: Width of the question beside the answer, and the panel's width from which both are shown.
FORM_PX = 472
WIDE_PX = 1100
#: Tools whose answers have a page of their own: not listed among the questions, their forms are opened from elsewhere.
WITH_A_PAGE = ("checkup",)


class ResultsPanel(QWidget):
    """Tools' forms, and the answers of this session, newest in front.

    ``show_tool(id)`` brings a tool's form up; answers arrive through `Session.resultReady`, whoever asked.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from yhgis.analysis.tools import TOOLS

        self._session = session
        self._tools: dict[str, Tool] = {tool.id: tool for tool in TOOLS}
        self.forms: dict[str, ToolForm] = {}
        self.results: list[Result] = []
        self._unit: AreaUnit | None = None
        self.menu: QMenu | None = None
        self._asking = True
        self._was_wide = False
        self.which_tool = WrappingSegments()
        self.stack = QStackedWidget()
        self.history = IconButton(session, "recent")
        self.back = IconButton(session, "back")
        self.close_result = IconButton(session, "close")
        self.view = ResultView(session)
        self.empty = label("quiet", wrap=True)
        self.answers = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.show_tool(next(iter(self._tools)))

    def sizeHint(self) -> QSize:
        return QSize(GRID * 100, GRID * 34)

    def show_tool(self, tool_id: str) -> ToolForm:
        """Bring a tool's form up; it is made when first asked for."""
        if tool_id not in self.forms:
            form = ToolForm(self._tools[tool_id], self._session)
            self.forms[tool_id] = form
            self.stack.addWidget(form)
        self.stack.setCurrentWidget(self.forms[tool_id])
        self.which_tool.choose(tool_id)
        self._front(asking=True)
        return self.forms[tool_id]

    def ask(self, tool_id: str, values: dict[str, object]) -> None:
        """Bring a tool's form up with some values filled in (layers as ids)."""
        self.show_tool(tool_id).set_values(values)

    def show_result(self, result: Result) -> None:
        """Put an answer in front, keeping those before it."""
        self.results = [*self.results, result][-KEPT:]
        self._present(result)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.which_tool.setAccessibleName(tr("Questions"))
        listed = [tool for tool in self._tools.values() if tool.id not in WITH_A_PAGE]
        self.which_tool.offer([(tool.id, str(tool.title), str(tool.help)) for tool in listed])
        self.history.say(tr("Earlier results of this session"))
        self.back.say(tr("Back to the question"))
        self.close_result.say(tr("Close this result"))
        self.empty.setText(
            tr(
                "Choose layers and press Calculate; the table appears here.\n"
                "A click on a cell shows its place on the map."
            )
        )
        self.view.retranslate()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.question = QWidget()
        self.question.setLayout(column(row(self.which_tool, margins=(GRID, 4, GRID, 0)), self.stack, spacing=0))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.head.insertWidget(0, self.back)
        self.view.head.addWidget(self.history)
        self.view.head.addWidget(self.close_result)
        self.answers.addWidget(self.empty)
        self.answers.addWidget(self.view)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.question)
        self.splitter.addWidget(self.answers)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        # The narrow arrangement decides how small the panel can be, not both halves together.
        self.splitter.setMinimumWidth(GRID * 40)
        self.setLayout(column(self.splitter))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Show question and answer side by side where both fit, else the one that is asked for."""
        wide = self.width() >= WIDE_PX
        self.question.setVisible(wide or self._asking)
        self.answers.setVisible(wide or not self._asking)
        self.back.setVisible(not wide)
        if wide and not self._was_wide:
            self.splitter.setSizes([FORM_PX, self.width() - FORM_PX])
        self._was_wide = wide

    def _connect(self) -> None:
        session = self._session
        session.resultReady.connect(self.show_result)
        session.languageChanged.connect(self.retranslate)
        session.identified.connect(self._map_clicked)
        self.which_tool.chosen.connect(self.show_tool)
        self.history.clicked.connect(self._show_history)
        self.close_result.clicked.connect(self._close)
        self.back.clicked.connect(lambda: self._front(asking=True))
        self.view.unitChanged.connect(self._keep_unit)

    def _show_history(self) -> None:
        """List the answers of this session, newest first."""
        self.menu = QMenu(self)
        self.menu.aboutToHide.connect(self.menu.deleteLater)
        for result in reversed(self.results):
            time = shown_time(result.provenance.made_at)[-5:]
            action = self.menu.addAction(f"{time}   {tool_title(result.provenance.tool)}")
            action.setCheckable(True)
            action.setChecked(result is self.view.result)
            action.triggered.connect(lambda _on=False, result=result: self._present(result))
        self.menu.popup(self.history.mapToGlobal(self.history.rect().bottomLeft()))

    def _present(self, result: Result) -> None:
        self.view.show_result(result, self._unit)
        self.history.setVisible(len(self.results) > 1)
        self.answers.setCurrentIndex(1)
        focus = QApplication.focusWidget()
        had_keys = focus is not None and self.question.isAncestorOf(focus)
        self._front(asking=False)
        if had_keys and self.question.isHidden():
            self.view.table.setFocus()  # else the keys go to whatever comes next in the window

    def _front(self, *, asking: bool) -> None:
        """Bring question or answer forward where only one of them fits."""
        self._asking = asking
        self._arrange()

    def _keep_unit(self, unit: AreaUnit) -> None:
        self._unit = unit

    def _close(self) -> None:
        """Take the shown answer away; the one before it comes."""
        self.results = [result for result in self.results if result is not self.view.result]
        if self.results:
            self._present(self.results[-1])
        else:
            self._session.highlight(None)
            self.answers.setCurrentIndex(0)
            self._front(asking=True)

    def _map_clicked(self, x: float, y: float) -> None:
        if self.answers.currentIndex() == 1:
            self.view.select_at(x, y)
