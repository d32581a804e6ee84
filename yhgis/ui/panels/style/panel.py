"""The style panel: the layer chosen in the tree, drawn otherwise while the map looks on."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from yhgis.errors import UserError
from yhgis.i18n import Message, tr
from yhgis.model.style import LayerStyle, Renderer
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Elided, IconButton, Segments, ShortCombo, column, label, line, row
from yhgis.ui.panels.style import renderers
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.files import StyleFiles
from yhgis.ui.panels.style.page import Page
from yhgis.ui.panels.style.styling import styling
from yhgis.ui.panels.style.symbol_editor import CAPTION_PX
from yhgis.ui.session import Session

SYMBOLS, LABELS, DISPLAY = "symbols", "labels", "display"
#: Pages by what they show: module and class.
_PAGES = {
    "single": ("page", "SinglePage"),
    "categories": ("categories_page", "CategoriesPage"),
    "graduated": ("graduated_page", "GraduatedPage"),
    "rules": ("rules_page", "RulesPage"),
    LABELS: ("labels_page", "LabelsPage"),
    DISPLAY: ("display_page", "DisplayPage"),
}


class StylePanel(QWidget):
    """Symbols, labels and display of one layer."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.edit = StyleEdit(session, self)
        self.files = StyleFiles(self.edit, self)
        self.page: Page | None = None
        self._page_of: tuple[str, str] = ("", "")
        self.title = Elided("title")
        self.menu_button = IconButton(session, "more")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.subject = Segments()
        self.kind = ShortCombo(6)
        self.kind_line = QWidget()
        self.kind_caption = label()
        self.hint = label("quiet", wrap=True)
        self.notes = _Notes(session)
        self.top = QWidget()
        self.holder = QVBoxLayout()
        self._lay_out()
        self.subject.chosen.connect(lambda _id: self.reload())
        self.kind.activated.connect(lambda _index: self.turn_into(str(self.kind.currentData())))
        self.edit.reloaded.connect(self.reload)
        self.edit.shown.connect(lambda _style: self._say_kind())
        self.files.told.connect(self.notes.tell)
        session.languageChanged.connect(self.retranslate)
        session.mapChanged.connect(lambda *_: self._follow_map())
        styling(session).chosen.connect(self.show_layer)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 37, GRID * 70)

    def _lay_out(self) -> None:
        edge = GRID + 4
        head = row(self.title, self.menu_button, margins=(edge, 6, GRID - 2, 0))
        self.top.setLayout(column(column(self.subject, margins=(GRID, 2, GRID, 6)), line(), spacing=0))
        self.kind_caption.setFixedWidth(CAPTION_PX)
        self.kind_line.setLayout(row(self.kind_caption, self.kind))
        body = QWidget()
        self.holder = column(self.hint, self.notes, self.kind_line, margins=(edge, GRID, edge, edge), spacing=GRID)
        self.holder.addStretch(1)
        body.setLayout(self.holder)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area = area
        self.setLayout(column(head, self.top, area, spacing=0))

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_layer(self, layer_id: str) -> None:
        """Show the style of a layer, on the map or not; an empty id shows what to do."""
        if layer_id != self.edit.layer_id:
            self.notes.hide()
        self.edit.choose(layer_id)
        if not layer_id:
            self.reload()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        words = ((SYMBOLS, tr("Symbols")), (LABELS, tr("Labels")), (DISPLAY, tr("Display")))
        self.subject.offer([(word_id, word, word) for word_id, word in words])
        self.subject.setAccessibleName(tr("What of the style"))
        self.subject.choose(self.subject.current or SYMBOLS)
        self.kind.clear()
        for kind, word in (
            ("single", tr("Single symbol")),
            ("categories", tr("By value")),
            ("graduated", tr("By number")),
            ("rules", tr("By rule")),
        ):
            self.kind.addItem(word, kind)
        self.kind.setAccessibleName(tr("How features are told apart"))
        self.kind_caption.setText(tr("Drawn"))
        self.menu_button.say(tr("Copy, paste, files, default"))
        menu = QMenu(self)
        self.files.fill(menu)
        before = self.menu_button.menu()
        self.menu_button.setMenu(menu)
        if before is not None:
            before.deleteLater()
        self.setAccessibleName(tr("Style"))
        self._drop_page()
        self.reload()

    def reload(self) -> None:
        """Read layer and style again."""
        entry = self.edit.entry
        self.top.setVisible(entry is not None)
        self.menu_button.setVisible(entry is not None)
        self.hint.setVisible(entry is None)
        self.title.setText(str(entry.layer.info.title) if entry is not None else tr("Style"))
        self._say_kind()
        if entry is None:
            self._drop_page()
            on_tree = bool(self.edit.layer_id)
            off = tr("This layer is not on the map: tick it in the tree, then change how it is drawn.")
            self.hint.setText(off if on_tree else tr("Choose a layer in the tree to change how it is drawn."))
            return
        self._show_page(self.edit.style)

    def _say_kind(self) -> None:
        self.kind_line.setVisible(self.subject.current == SYMBOLS and self.edit.entry is not None)
        if self.edit.entry is not None:
            self.kind.setCurrentIndex(self.kind.findData(self.edit.style.renderer.kind))

    def _show_page(self, style: LayerStyle) -> None:
        subject = self.subject.current
        wanted = style.renderer.kind if subject == SYMBOLS else subject
        if self.page is None or self._page_of != (self.edit.layer_id, wanted):
            self._drop_page()
            module, name = _PAGES[wanted]
            made: Page = getattr(import_module(f"yhgis.ui.panels.style.{module}"), name)(self.edit)
            self.holder.insertWidget(3, made)
            self.page, self._page_of = made, (self.edit.layer_id, wanted)
        self.page.show_style(style)

    def _drop_page(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            page.hide()
            self.holder.removeWidget(page)
            page.deleteLater()

    def _follow_map(self) -> None:
        """Follow what happens to the layer as a whole: it goes, comes back, is faded in the tree."""
        gone = self.edit.entry is None
        if gone != (self.page is None) or self._page_of[1] == DISPLAY:
            self.reload()

    # --- changing ----------------------------------------------------------------------------------------------------

    def turn_into(self, kind: str) -> None:
        """Tell the features apart in another way, as near to the present look as can be."""
        style = self.edit.style
        if kind == style.renderer.kind:
            return
        if kind == "single":
            self._become(renderers.as_single(style))
        elif kind == "rules":
            self._become(renderers.as_rules(style.renderer))
        else:
            self._find(kind)

    def _become(self, renderer: Renderer) -> None:
        self.edit.put(self.edit.style.model_copy(update={"renderer": renderer}))
        self.reload()

    def _find(self, kind: str) -> None:
        """Find a field and its classes, beside the window."""
        layer, layer_id = self.edit.layer, self.edit.layer_id

        def work() -> Renderer:
            from yhgis.ui.panels.style.field_work import first_categories, first_graduated

            return first_categories(layer) if kind == "categories" else first_graduated(layer)

        def done(renderer: Renderer) -> None:
            if self.edit.layer_id == layer_id and self.edit.entry is not None:
                self._become(renderer)

        def failed(error: UserError) -> None:
            self.session.report(error)
            self._say_kind()

        self.session.tasks.run(
            lambda _feedback: work(),
            done=done,
            failed=failed,
            title=Message("Finding classes in {layer}", {"layer": layer.info.title}),
            owner=self,
            key="classes",
        )


class _Notes(QFrame):
    """What a style lost on its way to or from a file; stays until it is closed or another layer comes."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.headline = label(wrap=True)
        self.lines = label("quiet", wrap=True)
        self.cross = IconButton(session, "close")
        self.cross.say(tr("Close"))
        self.cross.clicked.connect(self.hide)
        head = row(self.headline, self.cross)
        head.setStretch(0, 1)
        head.setAlignment(self.cross, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(head, self.lines, margins=(10, 8, 6, 8), spacing=4))
        self.hide()

    def tell(self, headline: Message, dropped: list[Message]) -> None:
        """Show what was dropped; nothing where all went through."""
        self.setVisible(bool(dropped))
        if dropped:
            self.headline.setText(f"{headline} {tr('Left out:')}")
            self.lines.setText("\n".join(f"· {one}" for one in dropped))
            self.lines.setAccessibleName(self.lines.text())
