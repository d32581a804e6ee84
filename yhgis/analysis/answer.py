"""What every answer carries: inputs, parameters, repairs and the sentences that belong with the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from yhgis.analysis.repair import Measurable, repair_note
from yhgis.analysis.scheduler import current
from yhgis.i18n import Message, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, Status
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.result import Basis, InputRecord, Provenance


class HasItem(Protocol):
    """What is said of a layer made ready: a `Ground`, or that of a layer which is not held."""

    item: Measurable


def provenance(
    tool: str,
    basis: Basis,
    inputs: Sequence[tuple[Layer | LayerSlices, HasItem]],
    parameters: Mapping[str, Any],
    warnings: Iterable[Message] = (),
    slivers: tuple[int, float] = (0, 0.0),
) -> Provenance:
    """Return how an answer was made.

    Parameters
    ----------
    inputs : sequence of (layer, ground)
        In the order they were given; one given twice is recorded twice, but its repairs and notes once.
    parameters : mapping
        As the tool received them: layers are written as their ids.
    warnings : iterable of Message
        The tool's own sentences; those on inputs and schematic data come first.
    slivers : (int, float)
        How many were set apart, and their area in m2.
    """
    once = list({id(ground): ground for _, ground in inputs}.values())
    layers = [layer for layer, _ in inputs]
    notes = [note for ground in once for note in (*ground.item.notes, repair_note(ground.item)) if note is not None]
    return Provenance(
        tool=tool,
        basis=basis,
        crs=WORK_CRS,
        inputs=tuple(InputRecord.of(layer) for layer in layers),
        parameters={name: _plain(value) for name, value in parameters.items()},
        repairs=tuple(repair for ground in once for repair in ground.item.repairs),
        slivers_count=slivers[0],
        slivers_m2=slivers[1],
        warnings=(*_schematic_note(layers), *notes, *warnings),
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        computed_on=current().name,
    )


def _plain(value: Any) -> Any:
    """Return a parameter as JSON can hold it."""
    if isinstance(value, (Layer, LayerSlices)):
        return value.id
    if isinstance(value, Basis):
        return value.value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _schematic_note(layers: Sequence[Layer | LayerSlices]) -> tuple[Message, ...]:
    """Return the sentence that goes with schematic inputs."""
    titles = list(dict.fromkeys(str(layer.info.title) for layer in layers if layer.info.status is Status.SCHEMATIC))
    if not titles:
        return ()
    return (
        Message(
            "Schematic data: {layers}. The figures show the structure of the plan and decide nothing about a parcel.",
            {"layers": "、".join(titles)},
        ),
    )


def basis_of(values: Mapping[str, Any]) -> Basis:
    """Return the basis parameter, given as a word or as a `Basis`."""
    return Basis(values["basis"])


def unique_ids(layers: Sequence[Layer | LayerSlices]) -> list[str]:
    """Return the layers' ids; a second ``red`` becomes ``red#2``, so that no two columns have one name."""
    seen: dict[str, int] = {}
    out = []
    for layer in layers:
        seen[layer.id] = seen.get(layer.id, 0) + 1
        out.append(layer.id if seen[layer.id] == 1 else f"{layer.id}#{seen[layer.id]}")
    return out


def unique_titles(layers: Sequence[Layer | LayerSlices]) -> list[Title]:
    """Return the layers' titles; equal ones get their id behind, so that a heading tells them apart."""
    shown = [str(layer.info.title) for layer in layers]
    ids = unique_ids(layers)
    return [
        layer.info.title if shown.count(text) == 1 else _told_apart(layer.info.title, id_)
        for layer, text, id_ in zip(layers, shown, ids, strict=True)
    ]


def _told_apart(title: Title, id_: str) -> Title:
    return Title(f"{title.zh}（{id_}）", f"{title.en or title.zh} ({id_})")


def share(part: float, whole: float) -> float | None:
    """Return ``part / whole``, or None where there is no whole."""
    return part / whole if whole > 0 else None


def square_metres(value: float) -> str:
    """Return an area for a sentence: m2 with two decimals."""
    return f"{value:,.2f}"
