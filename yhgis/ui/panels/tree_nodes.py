"""The lines of the layer tree, from catalog and open map: groups, layers, legend lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from yhgis.i18n import Title, tr
from yhgis.model.layer import GeometryKind, Layer, LayerInfo, Status
from yhgis.model.map import Lost, MapEntry
from yhgis.model.web_offset import web_system
from yhgis.ui.panels import swatches
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.carto.display_list import Mark
    from yhgis.model.style import LayerStyle

OWN_GROUP = "own"
FIND_TITLE = Title("找不到文件 · 在文件夹中查找…", "File not found · Find in a folder …")
AGAIN_TITLE = Title("读取失败 · 再试一次", "Cannot be read · Try again")
COMMA = Title("，", ", ")
SCHEMATIC_MARK = Title("示意", "≈")


class NodeKind(Enum):
    """What a line of the tree is."""

    GROUP = auto()
    LAYER = auto()
    LEGEND = auto()
    FIND = auto()
    HINT = auto()


@dataclass(eq=False)
class Node:
    """One line of the tree.

    Parameters
    ----------
    kind : NodeKind
    key : str
        The same for the same thing after a rebuild: group id, layer id, or ``layer/title``.
    title : Title
    layer_id : str
        Of layers and legend lines.
    entry : MapEntry or None
        The layer on the map; None while it is not.
    tag : str
        What its geometry is worth, in a word, where that must be seen: schematic, a part, not found.
    swatch : callable
        Makes the marks of its small picture, when it is first painted.
    """

    kind: NodeKind
    key: str
    title: Title
    layer_id: str = ""
    entry: MapEntry | None = None
    tag: str = ""
    swatch: Callable[[], tuple[Mark, ...]] | None = None
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """What of the tag is written in the line: names need the room, and the whole word stands in the tip."""
        return str(SCHEMATIC_MARK) if self.tag == tr("schematic") else self.tag

    @property
    def visible(self) -> bool:
        """Whether the layer is drawn now."""
        return self.entry is not None and self.entry.visible

    @property
    def lost(self) -> bool:
        """Whether its file gave nothing."""
        return self.entry is not None and self.entry.lost is not None

    @property
    def own(self) -> bool:
        """Whether it is the user's layer."""
        return self.entry is not None and self.entry.layer.info.group == OWN_GROUP

    def row(self) -> int:
        """Return its place among its siblings."""
        return self.parent.children.index(self) if self.parent else 0

    def walk(self) -> Iterator[Node]:
        """Yield it and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def build(session: Session, legends: LegendCache) -> Node:
    """Return the root of the tree as it should be now.

    Groups without a layer are left out, except the user's own, which says what to do.
    """
    root = Node(NodeKind.GROUP, "", Title("", ""))
    for group in session.catalog.groups:
        if group.id != OWN_GROUP:
            _add_group(root, group.id, group.title, _built_in(session, group.id, legends))
    own = [entry for entry in reversed(session.state.entries) if entry.layer.info.group == OWN_GROUP]
    titles = [group.title for group in session.catalog.groups if group.id == OWN_GROUP]
    lines = [_on_map(entry, session, legends) for entry in own]
    hint = Node(NodeKind.HINT, "hint", Title("把文件拖到这里", "Drop files here"))
    _add_group(root, OWN_GROUP, titles[0] if titles else Title("我的数据", "My data"), lines or [hint])
    return root


def shape(root: Node) -> tuple[tuple[NodeKind, str, int], ...]:
    """Return what decides whether a rebuilt tree has the same lines: then only their content changed."""
    return tuple((node.kind, node.key, len(node.children)) for node in root.walk())


def stacked(on_map: Sequence[str], every: Sequence[str]) -> list[str]:
    """Return the ids of a group from top to bottom.

    Layers on the map stand in drawing order, the others stay beside their neighbour of the catalog, so that
    ticking one moves as little as possible.

    Parameters
    ----------
    on_map : sequence of str
        Ids on the map, top first.
    every : sequence of str
        All ids of the group in the catalog's order.
    """
    found = list(on_map)
    for number, layer_id in enumerate(every):
        if layer_id in found:
            continue
        before = next((known for known in reversed(every[:number]) if known in found), None)
        found.insert(found.index(before) + 1 if before is not None else 0, layer_id)
    return found


def _add_group(root: Node, group_id: str, title: Title, lines: Sequence[Node]) -> None:
    if not lines:
        return
    group = Node(NodeKind.GROUP, f"group:{group_id}", title, parent=root)
    root.children.append(group)
    for line in lines:
        line.parent = group
        group.children.append(line)


def _built_in(session: Session, group_id: str, legends: LegendCache) -> list[Node]:
    entries = {entry.id: entry for entry in session.state.entries if entry.layer.info.group == group_id}
    known = {entry.id: entry for entry in session.catalog.entries if entry.group == group_id}
    order = stacked(list(reversed(entries)), list(known))
    lines = []
    for layer_id in order:
        if layer_id in entries:
            lines.append(_on_map(entries[layer_id], session, legends))
        else:
            entry = known[layer_id]
            kind = GeometryKind(entry.geometry)
            tag = tr("schematic") if entry.status is Status.SCHEMATIC else ""
            lines.append(
                Node(
                    NodeKind.LAYER,
                    layer_id,
                    entry.title,
                    layer_id,
                    tag=tag,
                    swatch=_later(layer_id, kind),
                )
            )
    return lines


def _later(layer_id: str, kind: GeometryKind) -> Callable[[], tuple[Mark, ...]]:
    def make() -> tuple[Mark, ...]:
        from yhgis.carto.styles import load_style

        return swatches.of_style(load_style(layer_id), kind)

    return make


def _on_map(entry: MapEntry, session: Session, legends: LegendCache) -> Node:
    if entry.lost is not None:
        return _not_found(entry, entry.lost)
    info: LayerInfo = entry.layer.info
    style = session.style(entry)
    node = Node(
        NodeKind.LAYER,
        entry.id,
        info.title,
        entry.id,
        entry,
        _tag(entry),
        lambda: swatches.of_entry(entry, style),
    )
    for title, marks in legends.lines(entry.layer, style):
        child = Node(NodeKind.LEGEND, f"{entry.id}/{title}", Title(title), entry.id, entry, parent=node)
        child.swatch = _constantly(marks)
        node.children.append(child)
    return node


def _not_found(entry: MapEntry, lost: Lost) -> Node:
    """Return the line of a layer whose file gave nothing, with what can be done about it below."""
    tag = tr("no file") if lost.gone else tr("unreadable")
    node = Node(NodeKind.LAYER, entry.id, entry.layer.info.title, entry.id, entry, tag)
    title = FIND_TITLE if lost.gone else AGAIN_TITLE
    node.children.append(Node(NodeKind.FIND, f"{entry.id}/find", title, entry.id, entry, parent=node))
    return node


def _tag(entry: MapEntry) -> str:
    if entry.layer.info.status is Status.SCHEMATIC:
        return tr("schematic")
    if entry.extent is not None:
        return tr("part")
    return tr("approximate") if web_system(entry.crs) is not None else ""


def _constantly(marks: tuple[Mark, ...]) -> Callable[[], tuple[Mark, ...]]:
    return lambda: marks


class LegendCache:
    """Legend lines by layer and style; both never change, so a line is found once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Layer, LayerStyle, str, list[tuple[str, tuple[Mark, ...]]]]] = {}

    def lines(self, layer: Layer, style: LayerStyle) -> list[tuple[str, tuple[Mark, ...]]]:
        """Return title and swatch of each class; none for a layer drawn in one way."""
        from yhgis.carto.legend import has_rows, layer_entries
        from yhgis.i18n import language

        if not has_rows(style):
            return []
        known = self._known.get(layer.id)
        if known is None or known[0] is not layer or known[1] is not style or known[2] != language():
            found = layer_entries(layer, style, None, language(), swatch_mm=swatches.SWATCH_MM)
            known = (layer, style, language(), [(line.title, line.swatch) for line in found])
            self._known[layer.id] = known
        return known[3]


def spoken(node: Node) -> str:
    """Return what a screen reader says of a line."""
    if node.kind is not NodeKind.LAYER:
        return str(node.title)
    parts = [str(node.title)]
    if node.tag:
        parts.append(node.tag)
    parts.append(tr("shown") if node.visible else tr("hidden"))
    if node.entry is not None and node.entry.opacity < 1.0:
        parts.append(tr("opacity {percent} %", percent=round(node.entry.opacity * 100)))
    return str(COMMA).join(parts)
