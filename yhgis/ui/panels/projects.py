"""The plan's projects (专栏1、16、17、20): every row, found by words, town, category and box, and on the map."""

from __future__ import annotations

from typing import Any

import shapely
from PySide6.QtWidgets import QLineEdit, QWidget

from yhgis.i18n import Message, Title, tr
from yhgis.plan.projects import Project, boxes, categories, category, projects
from yhgis.plan.towns import profiles
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import ShortCombo, column, row
from yhgis.ui.panels.plan_panel import PlanTablePanel
from yhgis.ui.panels.project_places import ProjectPlaces
from yhgis.ui.panels.projects_table import category_title, projects_table
from yhgis.ui.search import plain, sounds
from yhgis.ui.session import Session

#: Value of the town box for rows whose phrase names none.
UNKNOWN = "?"
#: Ground shown around a place, in metres.
_AROUND_M = 1500.0


class ProjectsPanel(PlanTablePanel):
    """All projects that the plan names; a click on a placed one shows it on the map."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._places = ProjectPlaces(session)
        self._all = projects()
        self._placed = {project.id: self._places.of(project) is not None for project in self._all}
        self.rows: tuple[Project, ...] = ()
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(GRID * 18)
        self.sign = self.text.addAction(icon("search", colors(session.dark)), QLineEdit.ActionPosition.LeadingPosition)
        self.town, self.category, self.box = ShortCombo(6), ShortCombo(8), ShortCombo(6)
        self._lay_out()
        self.text.textChanged.connect(self.refresh)
        for chooser in (self.town, self.category, self.box):
            chooser.activated.connect(self.refresh)
        self.box.activated.connect(self._offer_categories)
        self.table.placeAsked.connect(lambda number, _column: self.show_on_map(self.rows[number]))
        session.appearanceChanged.connect(self._redraw)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.text.setPlaceholderText(tr("Name, pinyin or initials"))
        self.text.setAccessibleName(tr("Find a project"))
        self.sign.setText(tr("Find a project"))
        named = {project.town for project in self._all if project.town}
        towns = [(str(town.title), town.title.zh) for town in profiles() if town.title.zh in named]
        _offer(self.town, tr("Town"), [(tr("All towns"), ""), *towns, (tr("Town not given"), UNKNOWN)])
        found = [(f"{tr('Box {number}', number=box.id)} {box.title}", str(box.id)) for box in boxes()]
        _offer(self.box, tr("Box"), [(tr("All boxes"), ""), *found])
        self._offer_categories()

    def notes(self) -> tuple[str, ...]:
        """Return where the rows stand in the plan, and what is not known."""
        sections = Title("；", "; ")
        stand = str(sections).join(f"{box.plan_ref}（{box.section}）" for box in boxes())
        return (
            tr("Every project that the outline names in its boxes: {boxes}.", boxes=stand),
            tr("A town stands only where the outline's own phrase names it; places are schematic."),
        )

    def show_project(self, project_id: str) -> None:
        """Choose a row, whatever the filter was, and show it on the map."""
        self.text.clear()
        for chooser in (self.town, self.box):
            chooser.setCurrentIndex(0)
        self._offer_categories()
        self.category.setCurrentIndex(0)
        self.refresh()
        number = next(i for i, project in enumerate(self.rows) if project.id == project_id)
        self.table.select_rows([number])
        self.show_on_map(self.rows[number], quietly=True)

    def show_town(self, town: str) -> None:
        """Show the rows whose phrase names a town (its Chinese name)."""
        self.text.clear()
        self.box.setCurrentIndex(0)
        self._offer_categories()
        self.category.setCurrentIndex(0)
        self.town.setCurrentIndex(max(self.town.findData(town), 0))
        self.refresh()

    def show_on_map(self, project: Project, *, quietly: bool = False) -> None:
        """Zoom to a project and blink it; say so where its place is not known."""
        shapes = self._places.of(project)
        if shapes is None:
            if not quietly:
                self._session.show_message(
                    "info", Message("The plan does not say where “{project}” is.", {"project": project.title})
                )
            return
        x0, y0, x1, y1 = (float(value) for value in shapely.total_bounds(shapes))
        self._session.zoom_to_extent((x0 - _AROUND_M, y0 - _AROUND_M, x1 + _AROUND_M, y1 + _AROUND_M))
        self._session.flash(shapes)

    def refresh(self, *_: object) -> None:
        """Show the rows that fit all that is asked."""
        self.rows = tuple(project for project in self._all if self._fits(project))
        self.table.show_table(projects_table(self.rows, [self._placed[project.id] for project in self.rows]))
        on_map = sum(self._placed[project.id] for project in self.rows)
        shown, every = len(self.rows), len(self._all)
        self.note.setText(tr("{shown} of {all} rows, {placed} on the map", shown=shown, all=every, placed=on_map))

    # --- inside ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = row(
            self.text,
            self.town,
            self.box,
            self.category,
            1,
            self.note,
            self.copy,
            self.save,
            margins=(GRID, 4, GRID, 4),
            spacing=6,
        )
        for part, share in ((self.text, 3), (self.town, 2), (self.box, 2), (self.category, 3)):
            head.setStretchFactor(part, share)
        body = column(head, self.table, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _offer_categories(self, *_: object) -> None:
        box = self.box.currentData()
        known = categories(int(box) if box else None)
        found = [(category_title(one.id), one.id) for one in known]
        _offer(self.category, tr("Category"), [(tr("All categories"), ""), *found])
        self.refresh()

    def _fits(self, project: Project) -> bool:
        town, box, wanted = self.town.currentData(), self.box.currentData(), self.category.currentData()
        if town and (project.town is not None if town == UNKNOWN else project.town != town):
            return False
        if box and str(category(project.category).box) != box:
            return False
        return (not wanted or project.category == wanted) and _named(project, plain(self.text.text()))

    def _redraw(self, *_: object) -> None:
        self.sign.setIcon(icon("search", colors(self._session.dark)))


def _named(project: Project, wanted: str) -> bool:
    """Whether a project's names hold ``wanted``, or sound like it from one of their syllables on."""
    if not wanted:
        return True
    texts = (project.title.zh, project.title.en, project.named_as)
    if any(wanted in plain(text) for text in texts):
        return True
    return wanted.isascii() and len(wanted) > 1 and any(sound.startswith(wanted) for sound in sounds(project.title.zh))


def _offer(chooser: ShortCombo, name: str, words: list[tuple[str, Any]]) -> None:
    """Show words with their values, keeping what is chosen where it is still there."""
    chosen = chooser.currentData()
    chooser.clear()
    for text, value in words:
        chooser.addItem(text, value)
    chooser.setCurrentIndex(max(chooser.findData(chosen), 0))
    chooser.setAccessibleName(name)
