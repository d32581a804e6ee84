"""A look for each value of a field."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QGridLayout, QMenu, QPushButton, QToolButton

from yhgis.i18n import tr
from yhgis.model.style import CategoriesRenderer, LayerStyle
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, ShortCombo, column, label, line, row
from yhgis.ui.panels.style import field_work, renderers
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.page import ClassesPage
from yhgis.ui.panels.style.symbol_editor import CAPTION_PX

_OTHER = "#E3E1DC"
#: So many values that are not named yet are offered one by one.
_MOST_OFFERED = 40


class CategoriesPage(ClassesPage):
    """Field, built-in tables, the categories, their symbols."""

    def __init__(self, edit: StyleEdit) -> None:
        super().__init__(edit, tr("Values"))
        layer = edit.layer
        self.field = ShortCombo(6)
        self.field.setAccessibleName(tr("Field"))
        for name in layer.fields:
            self.field.addItem(str(layer.info.field_label(name)), name)
        self.field.activated.connect(lambda _index: self.classify(str(self.field.currentData())))
        self.tables = QPushButton(tr("Colour table …"))
        self.tables.setProperty("kind", "link")
        self.tables.setMenu(self._tables_menu())
        self.tables.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        self.again = QPushButton(tr("Anew from the values"))
        self.again.setProperty("kind", "link")
        self.again.clicked.connect(lambda: self.classify(str(self.field.currentData())))
        self.add, self.drop, self.merge = (
            IconButton(self.session, glyph) for glyph in ("zoom_in", "remove", "call-merge")
        )
        self.add.say(tr("Add a value"))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_menu = QMenu(self)
        self.add_menu.aboutToShow.connect(self._fill_add)
        self.add.setMenu(self.add_menu)
        self.drop.say(tr("Take the chosen classes away"))
        self.merge.say(tr("Make one class of those chosen"))
        self.drop.clicked.connect(self._drop)
        self.merge.clicked.connect(self._merge)
        self.other = QCheckBox(tr("Other values"))
        self.other.clicked.connect(self._set_other)
        self.table.dropAsked.connect(self._drop)
        self.table.secondTyped.connect(self._values_typed)
        self.table.chosenChanged.connect(self.say_buttons)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setColumnMinimumWidth(0, CAPTION_PX)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(text=tr("Field")), 0, 0)
        grid.addWidget(self.field, 0, 1)
        buttons = row(self.add, self.drop, self.merge, 1, self.other, spacing=2)
        links = row(self.tables, 1, self.again)
        self.setLayout(column(grid, links, self.table, buttons, line(), self.which, self.editor, 1, spacing=6))

    def _tables_menu(self) -> QMenu:
        from yhgis.carto.tables import tables

        menu = QMenu(self)
        for one in tables():
            menu.addAction(str(one.data.title.title)).triggered.connect(partial(self.use_table, one.data.id))
        return menu

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_style(self, style: LayerStyle) -> None:
        renderer = style.renderer
        if isinstance(renderer, CategoriesRenderer):
            self.field.setCurrentIndex(self.field.findData(renderer.field))
            self.other.setChecked(renderer.other is not None)
            self.show_classes(style)
            self.say_buttons()

    def say_buttons(self) -> None:
        chosen = self.table.chosen()
        self.drop.setEnabled(bool(chosen))
        self.merge.setEnabled(len([i for i in chosen if i < len(self._renderer.categories)]) > 1)

    @property
    def _renderer(self) -> CategoriesRenderer:
        renderer = self.edit.style.renderer
        return renderer if isinstance(renderer, CategoriesRenderer) else CategoriesRenderer(field="", categories=())

    # --- changing ----------------------------------------------------------------------------------------------------

    def classify(self, field: str) -> None:
        """Make a category of each value of ``field``, beside the window."""
        from yhgis.carto.categories import categories_renderer

        layer = self.edit.layer
        self.find_classes(lambda: categories_renderer(layer, field))

    def use_table(self, table_id: str, _on: bool = False) -> None:
        """Take the looks of a built-in table."""
        from yhgis.carto.tables import table

        layer, field = self.edit.layer, str(self.field.currentData() or "")
        self.find_classes(lambda: field_work.by_table(layer, field, table(table_id)))

    def _fill_add(self) -> None:
        self.add_menu.clear()
        left = field_work.left_values(self.edit.layer, self._renderer)
        for value in left[:_MOST_OFFERED]:
            self.add_menu.addAction(value).triggered.connect(partial(self.add_values, (value,)))
        if 1 < len(left) <= _MOST_OFFERED:
            self.add_menu.addSeparator()
            self.add_menu.addAction(tr("All of these")).triggered.connect(partial(self.add_values, tuple(left)))
        if not left:
            self.add_menu.addAction(tr("Every value has a class")).setEnabled(False)

    def add_values(self, values: tuple[str, ...], _on: bool = False) -> None:
        """Give each of some values a class of its own."""
        renderer = self._renderer
        first = len(renderer.categories)
        for value in values:
            renderer = renderers.with_category(renderer, value, self.edit.layer.kind)
        self.become(renderer, tuple(range(first, len(renderer.categories))))

    def _drop(self) -> None:
        chosen = self.table.chosen()
        if chosen:
            self.become(renderers.without(self._renderer, chosen))

    def _merge(self) -> None:
        chosen = self.table.chosen()
        self.become(renderers.merged(self._renderer, chosen), tuple(chosen[:1]))

    def _values_typed(self, number: int, text: str) -> None:
        self.become(renderers.with_values(self._renderer, number, text), (number,))

    def _set_other(self, on: bool) -> None:
        from yhgis.carto.recolour import class_symbol, recoloured

        kind, renderer = self.edit.layer.kind, self._renderer
        shape = renderer.categories[0].symbol if renderer.categories else class_symbol(kind)
        other = recoloured(shape, _OTHER, kind) if on else None
        self.become(renderer.model_copy(update={"other": other}))
