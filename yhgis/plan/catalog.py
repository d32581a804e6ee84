"""The catalog of built-in layers, and the one door through which any layer, built-in or the user's, is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from yhgis import schema
from yhgis.errors import DataError, UsageError, nearest_name
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.model.layer import Layer, LayerInfo, Status
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.view import Extent
from yhgis.model.web_offset import web_system
from yhgis.plan import geojson, official
from yhgis.plan.standard_layers import understood
from yhgis.resources import layers_folder

#: Between a path and the name of a layer inside it, as QGIS writes it.
INNER = "|layername="


class Group(schema.Schema):
    """A group of the layer tree."""

    id: str
    title: Title


class Entry(schema.Schema):
    """One built-in layer; the meaning of each key is that of `LayerInfo`."""

    id: str
    title: Title
    group: str
    plan_ref: str
    status: Status
    geometry: Literal["point", "line", "polygon"]
    accuracy_m: float | None
    date: str
    source: Title
    description: Title
    name_field: str
    name_field_en: str
    file: str

    def info(self, path: Path, sha256: str) -> LayerInfo:
        """Return what travels with the layer; ``source`` is in the language in use."""
        return LayerInfo(
            id=self.id,
            title=self.title,
            group=self.group,
            status=self.status,
            source=str(self.source),
            plan_ref=self.plan_ref,
            accuracy_m=self.accuracy_m,
            date=self.date,
            name_field=self.name_field,
            name_field_en=self.name_field_en,
            description=self.description,
            path=path,
            sha256=sha256,
        )


class CatalogFile(schema.Schema):
    """``layers/catalog.json``."""

    version: Literal[1]
    groups: tuple[Group, ...]
    layers: tuple[Entry, ...]


@dataclass(frozen=True, eq=False)
class Catalog:
    """The built-in layers, in the order of the tree; each is read once.

    Parameters
    ----------
    folder : Path
        Where the layers' files are.
    groups : tuple of Group
        Groups of the tree in their order; ``own`` (the user's layers) is the last.
    entries : tuple of Entry
        What is known of each layer.
    """

    folder: Path
    groups: tuple[Group, ...]
    entries: tuple[Entry, ...]
    _read: dict[str, Layer] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, folder: Path | None = None) -> Catalog:
        """Return the catalog of ``folder``, by default the built-in one; asked again, the same object.

        Raises
        ------
        DataError
            ``catalog.json`` is missing or does not fit its schema.
        """
        return _load(folder or layers_folder())

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the layers, in the order of the tree."""
        return tuple(entry.id for entry in self.entries)

    def entry(self, layer_id: str) -> Entry:
        """Return what is known of a layer.

        Raises
        ------
        DataError
            No such layer; the nearest id is offered.
        """
        for entry in self.entries:
            if entry.id == layer_id:
                return entry
        near = nearest_name(layer_id, self.ids)
        if near:
            raise DataError("There is no layer {layer}; did you mean {near}?", layer=layer_id, near=near)
        raise DataError("There is no layer {layer}; there are: {ids}.", layer=layer_id, ids=", ".join(self.ids))

    def layer(self, layer_id: str) -> Layer:
        """Return a built-in layer, in EPSG:4490; or the official file that took its place, in its own CRS.

        Raises
        ------
        DataError
            No such layer, or its file is missing or broken.
        """
        entry = self.entry(layer_id)
        if layer_id not in self._read:
            self._read[layer_id] = _read(entry, self.folder)
        layer = self._read[layer_id]
        # The same features whatever the language; the source's sentence is in the one in use now.
        return layer if layer.info.status is not entry.status else layer.with_info(source=str(entry.source))

    def forget(self, layer_id: str) -> None:
        """Read a layer anew when it is next asked for: an official file has come, or gone."""
        self._read.pop(layer_id, None)

    def document(self) -> dict[str, Any]:
        """Return the JSON document of the command line's ``layers``."""
        return {"layers": [self._described(entry) for entry in self.entries]}

    def _described(self, entry: Entry) -> dict[str, Any]:
        layer = self.layer(entry.id)
        return {
            "id": entry.id,
            "title_zh": entry.title.zh,
            "title_en": entry.title.en,
            "group": entry.group,
            "geometry": entry.geometry,
            "features": len(layer),
            "status": layer.info.status.value,
            "source": layer.info.source,
            "plan_ref": entry.plan_ref,
            "accuracy_m": layer.info.accuracy_m,
            "date": layer.info.date,
        }


@cache
def _load(folder: Path) -> Catalog:
    file = schema.read(folder / "catalog.json", CatalogFile)
    return Catalog(folder, file.groups, file.layers)


def _read(entry: Entry, folder: Path) -> Layer:
    path = folder / entry.file
    notes: tuple[Message, ...] = ()
    replacing = official.official_source(folder, entry.id) if entry.group == official.GROUP else None
    if replacing is not None:
        try:
            return official.read_official(replacing, entry.info(path, ""))
        except DataError as error:
            if replacing.link is None:
                raise
            # The file that was pointed to has moved or changed: the program starts all the same, and says so.
            notes = (_stands_in(entry, error),)
    # Not through GDAL: our own GeoJSON is plain, and importing pyogrio takes longer than reading all of it.
    geometry, fields, crs, sha256 = geojson.read(path)
    return Layer(entry.info(path, sha256), geometry, fields, crs).with_info(notes=notes)


def _stands_in(entry: Entry, reason: DataError) -> Message:
    """Return what stands on every result that rests on the schematic layer again."""
    return Message(
        "{layer}: the schematic layer stands in for its official file, which cannot be read: {reason}",
        {"layer": entry.title, "reason": reason.message},
    )


def open_layer(
    spec: str,
    *,
    crs: str | None = None,
    swap_xy: bool = False,
    encoding: str | None = None,
    extent: Extent | None = None,
    feedback: Feedback | None = None,
    catalog: Callable[[], Catalog] = Catalog.load,
) -> Layer:
    """Return the layer that ``spec`` names; a file that follows a standard gets its title and name field.

    One that covers the district as it was before 2021 says so in its notes, and with them in every result.

    Parameters
    ----------
    spec : str
        A catalog id, a path, or ``path|layername=NAME`` for one layer of many.
    crs : str, optional
        For a file that has no CRS of its own; a built-in layer needs none.
    swap_xy, encoding, extent
        For a file, as `yhgis.io.vector.read_layer` has them.
    feedback : Feedback, optional
        Passed to the reader.

    Raises
    ------
    DataError
        No such layer or file; for a word that looks like an id the nearest one is offered.
    UsageError
        ``|`` is followed by something other than ``layername=``.
    """
    known = catalog()
    if spec in known.ids:
        return known.layer(spec)
    path, inner_name = split_spec(spec)
    if not path.suffix and len(path.parts) == 1 and not path.exists():
        known.entry(spec)
    from yhgis.analysis.checkup_extent import old_extent
    from yhgis.io.vector import read_layer  # brings GDAL

    how: dict[str, Any] = {"crs": crs, "swap_xy": swap_xy, "encoding": encoding, "extent": extent}
    layer = understood(read_layer(path, inner_name=inner_name, feedback=feedback, **how))
    if (system := web_system(crs)) is not None:
        from yhgis.io.web_coordinates import refuse_statutory

        refuse_statutory(layer, system)
    notice = old_extent(layer)
    return layer if notice is None else layer.with_info(notes=(*layer.info.notes, notice))


def open_slices(
    spec: str, *, crs: str | None = None, catalog: Callable[[], Catalog] = Catalog.load
) -> LayerSlices | None:
    """Return the layer of a file too large to be held, to be gone through slice by slice; None for any other.

    Parameters
    ----------
    spec, crs
        As of `open_layer`, and so are the errors.
    """
    path, inner_name = split_spec(spec)
    if spec in catalog().ids or not path.exists():
        return None
    from yhgis.io.vector_slices import sliced_layer

    found = sliced_layer(path, inner_name=inner_name, crs=crs)
    return None if found is None else found.understood_as(understood(found.sample).info)


def split_spec(spec: str) -> tuple[Path, str | None]:
    """Return the path of ``path|layername=NAME`` and the name, or None where none is given."""
    text, bar, rest = spec.partition("|")
    if not bar:
        return Path(spec), None
    if not (bar + rest).startswith(INNER) or bar + rest == INNER:
        raise UsageError("{spec}: after | comes layername=NAME.", spec=spec)
    return Path(text), rest.removeprefix(INNER[1:])
