"""Finding by name: Chinese, pinyin, initials or English. Knows no widget."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from yhgis.feedback import Feedback
from yhgis.i18n import Title

if TYPE_CHECKING:
    from yhgis.plan.projects import Project
    from yhgis.ui.session import Session

#: What can be found, in the order in which equals are listed.
KINDS: dict[str, Title] = {
    "town": Title("镇街", "Town"),
    "layer": Title("图层", "Layer"),
    "command": Title("命令", "Command"),
    "zone": Title("片区", "Zone"),
    "place": Title("地点", "Place"),
    "project": Title("项目", "Project"),
    "indicator": Title("指标", "Indicator"),
    "bookmark": Title("书签", "Bookmark"),
}
MOST = 12


@dataclass(frozen=True)
class Item:
    """One thing that can be found.

    Parameters
    ----------
    kind : str
        Key of `KINDS`.
    title : Title
    run : callable
        What choosing it does.
    words : str
        More words to find it by.
    shortcut : str
        Shown at the right.
    icon : str
        Key of `yhgis.ui.icons.GLYPHS`.
    aside : Title, optional
        What stands at the right instead of the kind.
    """

    kind: str
    title: Title
    run: Callable[[], None]
    words: str = ""
    shortcut: str = ""
    icon: str = ""
    aside: Title | None = None
    keys: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()


def with_keys(item: Item) -> Item:
    """Return ``item`` with what it can be found by at once: both names and more words."""
    keys = tuple(plain(key) for key in (item.title.zh, item.title.en, *item.words.split()) if key)
    return replace(item, keys=keys)


def with_sounds(items: Sequence[Item], feedback: Feedback | None = None) -> list[Item]:
    """Return ``items`` with how their Chinese names sound; the first time takes a fifth of a second."""
    found = []
    for item in items:
        if feedback is not None:
            feedback.check()
        found.append(replace(item, sounds=sounds(item.title.zh)))
    return found


@functools.cache
def sounds(text: str) -> tuple[str, ...]:
    """Return how ``text`` sounds from each of its syllables on, whole and in initials.

    径山镇 gives jingshanzhen, jsz, shanzhen, sz, zhen, z; a text without Chinese nothing.
    """
    if text.isascii():
        return ()
    from pypinyin import lazy_pinyin  # its dictionary is large, and only a search needs it

    syllables = [plain(syllable) for syllable in lazy_pinyin(text)]
    found: list[str] = []
    for start in range(len(syllables)):
        rest = syllables[start:]
        found += ["".join(rest), "".join(syllable[:1] for syllable in rest)]
    return tuple(found)


def find(items: Iterable[Item], wanted: str, most: int = MOST) -> list[Item]:
    """Return what fits ``wanted``, best first; without a wish, the commands in their order."""
    text = plain(wanted)
    if not text:
        return [item for item in items if item.kind == "command"][:most]
    order = list(KINDS)
    scored = [(*score(item, text), order.index(item.kind), number, item) for number, item in enumerate(items)]
    fitting = sorted((entry for entry in scored if entry[0] > 0), key=lambda e: (-e[0], e[2], -e[1], e[3]))
    return [entry[-1] for entry in fitting[:most]]


def score(item: Item, text: str) -> tuple[int, float]:
    """Return how well ``item`` fits ``text`` (plain), and which share of the name that is.

    0 is not at all, 1 somewhere inside, 2 the beginning, 3 the whole.
    """
    best = max((_in_name(key, text) for key in item.keys), default=(0, 0.0))
    for place, sound in enumerate(item.sounds):
        if sound.startswith(text):
            # Two sounds are those of the whole name; one letter inside a name says nothing.
            inside = place >= 2
            if not inside or len(text) > 1:
                best = max(best, (1 if inside else 2, len(text) / len(sound)))
    return best


def _in_name(key: str, text: str) -> tuple[int, float]:
    share = len(text) / max(len(key), 1)
    if key == text:
        return 3, share
    if key.startswith(text):
        return 2, share
    if text in key and (len(text) > 1 or not text.isascii()):
        return 1, share
    return 0, 0.0


def plain(text: str) -> str:
    """Return ``text`` without case, spaces and marks."""
    return "".join(char for char in text.casefold() if char.isalnum())


def plan_items(session: Session) -> list[Item]:
    """Return what the plan has a name for, and the layers of the open map."""
    items = [
        Item("layer", entry.title, _show_layer(session, entry.id), words=entry.id, icon="layers")
        for entry in session.catalog.entries
    ]
    known = {entry.id for entry in session.catalog.entries}
    items += [
        Item("layer", entry.layer.info.title, _show_layer(session, entry.id), words=entry.id, icon="layers")
        for entry in session.state.entries
        if entry.id not in known
    ]
    for kind, layer_id, icon in (("town", "towns", "town"), ("zone", "zones", "zone"), ("place", "places", "place")):
        if layer_id in known:
            items += feature_items(session, kind, layer_id, icon)
    return [*items, *table_items(session)]


def drawn_items(session: Session, known: Sequence[Item], feedback: Feedback | None = None) -> list[Item]:
    """Return the named features of all built-in layers that no item of ``known`` names; reads the layers."""
    taken = {item.title.zh for item in known}
    found: list[Item] = []
    for entry in session.catalog.entries:
        if feedback is not None:
            feedback.check()
        if not entry.name_field:
            continue
        for item in feature_items(session, "place", entry.id, "place"):
            if item.title.zh and item.title.zh not in taken:
                taken.add(item.title.zh)
                found.append(replace(item, aside=entry.title))
    return found


def table_items(session: Session) -> list[Item]:
    """Return the rows of the plan's tables: projects, indicators."""
    from yhgis.plan import indicators, projects  # their files are read when something is sought, not at the start

    found = [
        Item("project", row.title, _show_row(session, "project", row.id), words=_words(row), icon="project")
        for row in projects.projects()
    ]
    for table in (indicators.table2(), indicators.table1()):
        for row in table.rows:
            for part, line in enumerate(row.lines):
                show = _show_row(session, "indicator", f"{table.id}:{row.no}:{part}")
                title = row.title_of(line)
                shown = Title(f"{title.zh}（表{table.id}）", f"{title.en} (table {table.id})")
                found.append(Item("indicator", shown, show, words=f"{title.zh} {title.en}", icon="indicator"))
    return found


def _words(row: Project) -> str:
    """Return more words to find a project by, those of its host among them."""
    host = row.host
    return " ".join(filter(None, (host.zh if host else "", f"专栏{row.id.partition('-')[0]}")))


def _show_row(session: Session, kind: str, row: str) -> Callable[[], None]:
    return lambda: session.show_plan(kind, row)


def feature_items(session: Session, kind: str, layer_id: str, icon: str) -> list[Item]:
    """Return one item a feature of a built-in layer."""
    layer = session.layer(layer_id)
    names, english = layer.names(), layer.names(lang_en=True)
    return [
        Item(kind, Title(zh, en), _show_feature(session, layer_id, number), icon=icon)
        for number, (zh, en) in enumerate(zip(names, english, strict=True))
    ]


def _show_layer(session: Session, layer_id: str) -> Callable[[], None]:
    def run() -> None:
        session.set_visible(layer_id, True)
        session.zoom_to_layer(layer_id)

    return run


def _show_feature(session: Session, layer_id: str, number: int) -> Callable[[], None]:
    if layer_id == "towns":
        name = str(session.layer(layer_id).names()[number])
        return _show_row(session, "town", name)
    return lambda: show_feature(session, layer_id, number)


def show_feature(session: Session, layer_id: str, number: int) -> None:
    """Zoom to one feature, outline it, and show the identity card of a place inside."""
    import shapely

    inside = shapely.point_on_surface(outline_feature(session, layer_id, number))
    session.identify(float(inside.x), float(inside.y))


def outline_feature(session: Session, layer_id: str, number: int) -> Any:
    """Zoom to one feature and outline it; return its geometry."""
    import numpy as np
    import shapely

    from yhgis.model.result import Places

    layer = session.layer(layer_id)
    shape = layer.geometry[number]
    x0, y0, x1, y1 = shapely.bounds(shape)
    if x1 - x0 < 1 and y1 - y0 < 1:  # a point: show two kilometres around it
        x0, y0, x1, y1 = x0 - 1000, y0 - 1000, x1 + 1000, y1 + 1000
    session.zoom_to_extent((float(x0), float(y0), float(x1), float(y1)))
    session.highlight(Places(np.array([shape], dtype=object), {}, layer.crs))
    return shape
