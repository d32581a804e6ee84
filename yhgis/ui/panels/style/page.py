"""What the pages of the panel have in common: classes as lines, and the symbol of those that are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from yhgis.errors import UserError
from yhgis.i18n import Message, language, tr
from yhgis.model.style import LayerStyle, Renderer
from yhgis.ui.panels.pieces import column, label
from yhgis.ui.panels.style import renderers
from yhgis.ui.panels.style.basics import Edit
from yhgis.ui.panels.style.class_table import ClassTable
from yhgis.ui.panels.style.colours import map_colors
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.symbol_editor import SymbolEditor, main_color

if TYPE_CHECKING:
    from yhgis.model.symbol import Symbol


class Page(QWidget):
    """A page that shows a style and changes it through a `StyleEdit`."""

    def __init__(self, edit: StyleEdit) -> None:
        super().__init__()
        self.edit = edit
        self.session = edit.session

    def show_style(self, style: LayerStyle) -> None:
        """Read everything from ``style``; nobody is told."""
        raise NotImplementedError

    def put(self, renderer: Renderer, *, settled: bool = True) -> None:
        """Draw the layer with ``renderer``; labels and scales stay."""
        self.edit.put(self.edit.style.model_copy(update={"renderer": renderer}), settled=settled)


class SinglePage(Page):
    """One symbol for all features."""

    def __init__(self, edit: StyleEdit) -> None:
        super().__init__(edit)
        self.editor = SymbolEditor(self.session, edit.layer.kind, self._others)
        self.editor.edited.connect(self._edited)
        self.setLayout(column(self.editor, 1))

    def show_style(self, style: LayerStyle) -> None:
        self.editor.show_symbol(renderers.first_symbol(style))

    def _edited(self, change: Edit, done: bool) -> None:
        renderer = self.edit.style.renderer
        if renderer.kind == "single":
            self.put(renderer.model_copy(update={"symbol": change(renderer.symbol)}), settled=done)

    def _others(self) -> list[tuple[str, str]]:
        return map_colors(self.session, self.edit.layer_id)


class ClassesPage(Page):
    """A page of several classes: `table` and `editor`; edits go to the lines chosen, or to all when none is."""

    def __init__(self, edit: StyleEdit, second: str, *, figures: bool = False) -> None:
        super().__init__(edit)
        kind = edit.layer.kind
        self.table = ClassTable(kind, second, figures=figures)
        self.which = label("quiet")
        self.editor = SymbolEditor(self.session, kind, self._others)
        self.editor.edited.connect(self._edited)
        # Swatches follow a moving hand a little later: the map goes first.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(150)
        self._later.timeout.connect(self._show_rows)
        self.table.chosenChanged.connect(self._show_chosen)
        self.table.titleTyped.connect(self._title_typed)

    def show_classes(self, style: LayerStyle) -> None:
        """Show the lines of ``style`` and the symbol of those chosen."""
        self.table.show_rows(renderers.rows(style.renderer))
        self._show_chosen()

    def targets(self) -> list[int]:
        """Return the lines that an edit goes to."""
        return self.table.chosen() or list(range(self.table.rowCount()))

    def chosen_after(self, numbers: Sequence[int]) -> None:
        """Choose lines after the classes have changed."""
        self.table.choose(numbers)
        self.table.chosenChanged.emit()

    def find_classes(self, work: Callable[[], Renderer]) -> None:
        """Find classes beside the window, then draw the layer with them; nothing changes where that fails."""
        layer_id = self.edit.layer_id

        def done(renderer: Renderer) -> None:
            if self.edit.layer_id == layer_id and self.edit.entry is not None:
                self.become(renderer)

        def failed(error: UserError) -> None:
            self.session.report(error)
            if self.edit.layer_id == layer_id and self.edit.entry is not None:
                self.show_style(self.edit.style)

        self.session.tasks.run(
            lambda _feedback: work(),
            done=done,
            failed=failed,
            title=Message("Finding classes in {layer}", {"layer": self.edit.layer.info.title}),
            owner=self,
            key="classes",
        )

    def become(self, renderer: Renderer, chosen: Sequence[int] = ()) -> None:
        """Draw the layer with other classes, of which ``chosen`` are chosen."""
        self.table.choose(())
        self.put(renderer)
        self.show_style(self.edit.style)
        self.chosen_after(chosen)

    def _show_chosen(self) -> None:
        rows = renderers.rows(self.edit.style.renderer)
        wanted = [number for number in self.targets() if number < len(rows)]
        self.editor.setVisible(bool(wanted))
        if wanted:
            self.editor.show_symbol(rows[wanted[0]].symbol)
        one = len(wanted) == 1
        title = rows[wanted[0]].title.title if wanted else ""
        count = tr("All {count} classes", count=len(wanted))
        several = tr("{count} classes chosen", count=len(wanted))
        self.which.setText(str(title) if one else several if self.table.chosen() else count)

    def _edited(self, change: Edit, done: bool) -> None:
        renderer = self.edit.style.renderer
        rows = renderers.rows(renderer)
        for number in self.targets():
            if number < len(rows):
                renderer = renderers.with_symbol(renderer, number, change(rows[number].symbol))
        self.put(renderer, settled=done)
        if done:
            self._show_rows()
        elif not self._later.isActive():
            self._later.start()

    def _show_rows(self) -> None:
        if self.edit.entry is not None:
            self.table.show_rows(renderers.rows(self.edit.style.renderer))

    def _title_typed(self, number: int, text: str) -> None:
        renderer = renderers.with_title(self.edit.style.renderer, number, text, language())
        self.put(renderer)
        self.table.show_rows(renderers.rows(renderer))

    def _others(self) -> list[tuple[str, str]]:
        """Return the colours of the other classes."""
        kind, here = self.edit.layer.kind, set(self.targets())
        rows = renderers.rows(self.edit.style.renderer)
        found: list[tuple[str, Symbol]] = [
            (str(row.title.title), row.symbol) for i, row in enumerate(rows) if i not in here
        ]
        return [(name, color) for name, symbol in found if (color := main_color(symbol, kind))]
