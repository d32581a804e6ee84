"""The plan's layers that a tool is asked with where the user names none: every control line, zone, town, platform."""

from __future__ import annotations

from typing import Any

from yhgis.analysis.tool import LayerParameter, LayersParameter, Tool
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.layer_slices import LayerSlices
from yhgis.plan.catalog import Catalog


def default_ids(parameter: LayerParameter | LayersParameter, catalog: Catalog) -> tuple[str, ...]:
    """Return the catalog ids that stand for ``parameter`` where the user chose nothing, in the catalog's order.

    Ids and groups that the catalog does not have are passed over: a plan without platforms is still a plan.
    """
    wanted = parameter.default_layers
    return tuple(
        entry.id
        for name in wanted
        for entry in catalog.entries
        if name in (entry.id, entry.group) and GeometryKind(entry.geometry) in parameter.kinds
    )


def with_default_layers(tool: Tool, values: dict[str, Any], catalog: Catalog) -> dict[str, Any]:
    """Return ``values`` with the plan's layers where the user chose none; a layer is not asked about itself.

    Parameters
    ----------
    values : dict
        Layers as `Layer`; what was not chosen is None, missing or an empty list.
    """
    out = dict(values)
    given = {(value.id, value.info.sha256) for value in values.values() if isinstance(value, Layer)}
    for parameter in tool.parameters:
        if not isinstance(parameter, LayerParameter | LayersParameter) or _chosen(out.get(parameter.id)):
            continue
        layers = [catalog.layer(id_) for id_ in default_ids(parameter, catalog)]
        layers = [layer for layer in layers if (layer.id, layer.info.sha256) not in given]
        if layers and isinstance(parameter, LayersParameter):
            out[parameter.id] = layers
        elif layers:
            out[parameter.id] = layers[0]
    return out


def _chosen(value: Any) -> bool:
    """Whether the user chose layers; one that holds no features is still chosen."""
    return isinstance(value, Layer | LayerSlices) or bool(value)
