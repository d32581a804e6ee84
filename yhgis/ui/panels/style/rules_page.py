"""Looks by rule: which features, between which scales; drawn in order, each that fits."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from yhgis.i18n import tr
from yhgis.model.style import LayerStyle, Rule, RulesRenderer, Words
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, column, label, line, row
from yhgis.ui.panels.style import renderers
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.filter_field import FilterField
from yhgis.ui.panels.style.page import ClassesPage
from yhgis.ui.panels.style.scale_field import ScaleField
from yhgis.ui.panels.style.symbol_editor import CAPTION_PX


class RulesPage(ClassesPage):
    """The rules, and of the one chosen: for whom, from which scale to which, its symbol."""

    def __init__(self, edit: StyleEdit) -> None:
        super().__init__(edit, tr("For"))
        glyphs = ("zoom_in", "copy", "remove", "up", "down")
        buttons = [IconButton(self.session, glyph) for glyph in glyphs]
        self.add, self.copy, self.drop, self.up, self.down = buttons
        self.add.say(tr("Add a rule"))
        self.copy.say(tr("Add a rule like this one"))
        self.drop.say(tr("Take the chosen rules away"))
        self.up.say(tr("Draw this rule before the one above it"))
        self.down.say(tr("Draw this rule after the one below it"))
        self.add.clicked.connect(self._add)
        self.copy.clicked.connect(self._copy)
        self.drop.clicked.connect(self._drop)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.where = FilterField(edit.layer, may_be_rest=True)
        self.scales = ScaleField(self.session)
        self.where.chosen.connect(self._set_where)
        self.scales.chosen.connect(lambda scales: self._change(scales=scales))
        self.table.chosenChanged.connect(self._show_rule)
        self.table.dropAsked.connect(self._drop)
        self.form = QWidget()
        grid = QGridLayout(self.form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setColumnMinimumWidth(0, CAPTION_PX)
        grid.setColumnStretch(1, 1)
        for number, (caption, field) in enumerate(((tr("For"), self.where), (tr("Scales"), self.scales))):
            grid.addWidget(label(text=caption), number, 0)
            grid.addWidget(field, number, 1)
        bar = row(*buttons, 1, spacing=2)
        self.setLayout(column(self.table, bar, line(), self.which, self.form, self.editor, 1, spacing=6))

    def show_style(self, style: LayerStyle) -> None:
        if isinstance(style.renderer, RulesRenderer):
            if not self.table.chosen():
                self.table.show_rows(renderers.rows(style.renderer))
                self.table.choose((0,))
            self.show_classes(style)
            self._show_rule()

    def _show_rule(self) -> None:
        rules, chosen = self._rules, self.table.chosen()
        one = chosen[0] if len(chosen) == 1 and chosen[0] < len(rules) else None
        self.form.setVisible(one is not None)
        self.up.setEnabled(one is not None and one > 0)
        self.down.setEnabled(one is not None and one < len(rules) - 1)
        self.copy.setEnabled(one is not None)
        self.drop.setEnabled(bool(chosen) and len(chosen) < len(rules))
        if one is not None:
            self.where.show_value("rest" if rules[one].otherwise else rules[one].where)
            self.scales.show_value(rules[one].scales)

    @property
    def _rules(self) -> tuple[Rule, ...]:
        renderer = self.edit.style.renderer
        return renderer.rules if isinstance(renderer, RulesRenderer) else ()

    def _set_where(self, value: Any) -> None:
        self._change(otherwise=value == "rest", where=None if value == "rest" else value)

    def _change(self, **values: Any) -> None:
        """Change the chosen rule."""
        chosen = self.table.chosen()
        rules = list(self._rules)
        if len(chosen) == 1 and chosen[0] < len(rules):
            rules[chosen[0]] = rules[chosen[0]].model_copy(update=values)
            self._take(rules, chosen[0])

    def _take(self, rules: list[Rule], chosen: int) -> None:
        self.become(RulesRenderer(rules=tuple(rules)), (chosen,))

    def _add(self) -> None:
        from yhgis.carto.recolour import class_symbol

        rules = list(self._rules)
        symbol = rules[-1].symbol if rules else class_symbol(self.edit.layer.kind)
        rules.append(Rule(title=Words(zh="新规则", en="New rule"), symbol=symbol))
        self._take(rules, len(rules) - 1)

    def _copy(self) -> None:
        rules, at = list(self._rules), self.table.chosen()[0]
        rules.insert(at + 1, rules[at])
        self._take(rules, at + 1)

    def _drop(self) -> None:
        chosen = self.table.chosen()
        kept = [rule for i, rule in enumerate(self._rules) if i not in chosen]
        if chosen and kept:
            self._take(kept, min(chosen[0], len(kept) - 1))

    def _move(self, by: int) -> None:
        rules, at = list(self._rules), self.table.chosen()[0]
        rules[at], rules[at + by] = rules[at + by], rules[at]
        self._take(rules, at + by)
