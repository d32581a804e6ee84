"""Under the preview: the user's own templates, and the places of the parts taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QPushButton, QWidget

from yhgis.carto.sheet_layout_files import save_layout, saved_layouts
from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.model.map import MapState
from yhgis.model.sheet_edits import Element, SheetLayout
from yhgis.ui import session_sheets
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import ShortCombo, label
from yhgis.ui.session import Session


class LayoutBar(QWidget):
    """Keeps the places of one paper's parts in the session.

    Signals
    -------
    failed(UserError)
    """

    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._paper, self._orientation = "", "landscape"
        self.templates = ShortCombo()
        self.templates.setAccessibleName(tr("Template"))
        self.undo = QPushButton(tr("Undo"))
        self.reset = QPushButton(tr("Reset places"))
        self.save = QPushButton(tr("Save as template …"))
        self.name_dialog: QInputDialog | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(GRID * 2, 4, GRID * 2, 4)
        line.addWidget(label("quiet", tr("Template")))
        line.addWidget(self.templates)
        line.addStretch(1)
        for button in (self.undo, self.reset, self.save):
            button.setAutoDefault(False)
            line.addWidget(button)
        self.templates.activated.connect(self._chosen)
        self.undo.clicked.connect(self.take_back)
        self.reset.clicked.connect(lambda: self._keep(None))
        self.save.clicked.connect(self.ask_name)
        session.mapChanged.connect(self._map_changed)

    @property
    def layout_now(self) -> SheetLayout | None:
        """Where the user put the parts of sheets of this paper."""
        return session_sheets.layout_of(self._session, self._paper, self._orientation)

    def follow(self, paper: str, orientation: str) -> None:
        """Speak of another paper."""
        if (paper, orientation) != (self._paper, self._orientation):
            self._paper, self._orientation = paper, orientation
            self._fill()
        self._show_state()

    def put(self, element: Element, x_mm: float, y_mm: float) -> None:
        """Put a part elsewhere; undoable."""
        self._keep(self._base().with_place(element, x_mm, y_mm))

    def put_back(self, element: Element) -> None:
        """Put a part back where the template has it; undoable."""
        now = self.layout_now
        if now is not None and element in now.places:
            self._keep(now.without(element))

    def take_back(self) -> None:
        """Undo the last edit, if it was one of a sheet; other edits of the map are not this dialog's to undo."""
        if self._can_undo():
            self._session.undo()

    def ask_name(self) -> None:
        """Ask under which name to keep the places as a template of the user's."""
        now = self.layout_now
        dialog = QInputDialog(self)
        dialog.setWindowTitle(tr("Save as template"))
        dialog.setLabelText(tr("Name of the template"))
        dialog.setTextValue(now.name if now is not None else "")
        dialog.textValueSelected.connect(self.save_as)
        dialog.finished.connect(dialog.deleteLater)
        self.name_dialog = dialog
        dialog.open()

    def save_as(self, name: str) -> None:
        """Keep the places as a template of the user's."""
        try:
            saved = save_layout(self._base(), name)
        except UserError as error:
            self.failed.emit(error)
            return
        self._keep(saved.layout)
        self._fill()

    def _base(self) -> SheetLayout:
        if self.layout_now is not None:
            return self.layout_now
        return SheetLayout.model_validate({"paper": self._paper, "orientation": self._orientation})

    def _keep(self, layout: SheetLayout | None) -> None:
        if layout is not None and not layout.places:
            layout = None
        session_sheets.set_layout(self._session, self._paper, self._orientation, layout)
        self._show_state()

    def _chosen(self, place: int) -> None:
        self._keep(self.templates.itemData(place))

    def _fill(self) -> None:
        found, faults = saved_layouts(self._paper, self._orientation)
        self.templates.clear()
        self.templates.addItem(tr("The program's"), None)
        for saved in found:
            self.templates.addItem(saved.layout.name, saved.layout)
        for fault in faults:
            self.failed.emit(fault)
        self._show_state()

    def _map_changed(self, _before: MapState, _after: MapState) -> None:
        self._show_state()

    def _can_undo(self) -> bool:
        name = self._session.open_map.undo_name
        return name is not None and name.text in session_sheets.EDITS

    def _show_state(self) -> None:
        now = self.layout_now
        self.undo.setEnabled(self._can_undo())
        self.reset.setEnabled(now is not None)
        self.save.setEnabled(now is not None)
        names = [self.templates.itemData(i).name if i else "" for i in range(self.templates.count())]
        wanted = now.name if now is not None else ""
        self.templates.setCurrentIndex(names.index(wanted) if wanted in names else -1)
