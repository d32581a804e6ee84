"""Fields by their names in a filter: the file's own, in any case, and what they are called in words."""

from __future__ import annotations

from collections.abc import Iterable

from yhgis.analysis import filter_tree as tree
from yhgis.analysis.filter_grammar import FilterError
from yhgis.analysis.filter_values import Kind, kind_of
from yhgis.errors import nearest_name
from yhgis.model.layer import Layer


class Names:
    """The fields of one layer."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._exact = set(layer.fields)
        self._any_case: dict[str, list[str]] = {}
        self._words: dict[str, list[str]] = {}
        for name in layer.fields:
            self._any_case.setdefault(name.casefold(), []).append(name)
            known = layer.info.field_names.get(name)
            words = {known.title.zh, known.title.en, known.code} if known is not None else set()
            for word in words - {""}:
                self._words.setdefault(word.casefold(), []).append(name)

    def kind(self, name: str) -> Kind:
        """Return what a field holds."""
        return kind_of(self._layer.fields[name])

    def field(self, node: tree.FieldName) -> str:
        """Return the field that a name means: exactly so, in another case, or in words.

        Raises
        ------
        FilterError
            None, or several; the nearest is offered.
        """
        if node.name in self._exact:
            return node.name
        for known in (self._any_case, self._words):
            found = known.get(node.name.casefold(), [])
            if len(found) == 1:
                return found[0]
            if found:
                raise FilterError(
                    "{name} at position {position} can be {fields}; write one of them in double quotes.",
                    position=node.at + 1,
                    name=node.name[:40],
                    fields=", ".join(found),
                )
        raise self._unknown(node)

    def _unknown(self, node: tree.FieldName) -> FilterError:
        values: dict[str, object] = {"position": node.at + 1, "name": node.name[:40]}
        near = nearest_name(node.name, self._all()) or self._near_by_case(node.name)
        if near is not None:
            return FilterError(
                "There is no field {name} (position {position}); did you mean {near}?", near=near, **values
            )
        if node.quoted:
            return FilterError(
                "There is no field {name} (position {position}); double quotes are for fields, text stands in single"
                " quotes: '{name}'.",
                **values,
            )
        return FilterError(
            "There is no field {name} (position {position}); if it is text, write it in single quotes: '{name}'.",
            **values,
        )

    def _near_by_case(self, name: str) -> str | None:
        folded = nearest_name(name.casefold(), self._any_case)
        return self._any_case[folded][0] if folded is not None else None

    def _all(self) -> Iterable[str]:
        return [*self._layer.fields, *(known.title.zh for known in self._layer.info.field_names.values())]

    def unknown_function(self, node: tree.Call, known: Iterable[str]) -> FilterError:
        """Return the error for a function that there is not."""
        near = nearest_name(node.name.lower(), known)
        return FilterError(
            "There is no function {name} (position {position}); there are {functions}.",
            position=node.at + 1,
            name=node.name[:40],
            functions=f"{near}()" if near else ", ".join(f"{one}()" for one in known if one.isascii()),
        )
