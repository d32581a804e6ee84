"""What the attribute table works out beside the window: which features are shown, and in which order.

One `TableWork` belongs to one layer and keeps what it has worked out, so that a second sort, or a filter with another
sort, asks nothing twice.  Its methods are called by tasks; it holds no widget, and what is kept is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.analysis.filter import compile_filter
from yhgis.analysis.filter_values import kind_of
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.ui.panels.table_codes import BLOCK, Codes, codes_of

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
#: A column of the table that is no field: the number of the feature in its layer.
NUMBER = "\0"


@dataclass(frozen=True)
class Sort:
    """One column to sort by; `NUMBER` is the layer's own order."""

    field: str
    down: bool = False


@dataclass(frozen=True)
class Query:
    """Which rows are wanted.

    Parameters
    ----------
    expression : str
        A filter (`yhgis.analysis.filter`); empty for none.
    words : str
        Each word must stand somewhere in the row.
    sorts : tuple of Sort
        The most important first; equal rows keep the layer's order.
    """

    expression: str = ""
    words: str = ""
    sorts: tuple[Sort, ...] = ()


class TableWork:
    """The rows of one layer."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._kept: dict[object, Any] = {}

    def rows(self, query: Query, only: Rows | None, feedback: Feedback) -> Rows:
        """Return the positions of the features to show, in their order.

        Parameters
        ----------
        only : array of int, optional
            Nothing but these features.

        Raises
        ------
        FilterError
            The expression cannot be understood.
        """
        mask = self._mask(query, feedback.part(0.0, 0.5))
        if only is not None:
            chosen = np.zeros(len(self.layer), dtype=np.bool_)
            chosen[only] = True
            mask = chosen if mask is None else chosen & mask
        order = self._order(query.sorts, feedback.part(0.5, 1.0))
        if order is None:
            return np.arange(len(self.layer)) if mask is None else np.flatnonzero(mask)
        return order if mask is None else order[mask[order]]

    def codes(self, field: str, feedback: Feedback) -> Codes:
        """Return a field that holds texts as codes."""
        codes: Codes = self._once(("codes", field), lambda: codes_of(self.layer.fields[field], feedback))
        return codes

    def _once(self, key: object, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def _mask(self, query: Query, feedback: Feedback) -> Mask | None:
        """Return which features expression and words find; None for all."""
        masks = []
        if query.expression.strip():
            text = query.expression
            found = self._last("filter", text, lambda: compile_filter(self.layer, text).mask(feedback.part(0.0, 0.5)))
            masks.append(found)
        if query.words.strip():
            words = tuple(query.words.split())
            masks.append(self._last("words", words, lambda: search(self.layer, words, feedback.part(0.5, 1.0))))
        return np.logical_and.reduce(masks) if masks else None

    def _last(self, kind: str, asked: object, make: Callable[[], Mask]) -> Mask:
        """Keep the last answer of a kind only: there are as many filters as the user has ideas."""
        kept = self._kept.get(kind)
        if kept is None or kept[0] != asked:
            kept = self._kept[kind] = (asked, make())
        mask: Mask = kept[1]
        return mask

    def _order(self, sorts: tuple[Sort, ...], feedback: Feedback) -> Rows | None:
        if not sorts:
            return None
        keys = []
        for i, one in enumerate(sorts):
            keys += self._keys(one, feedback.part(i / len(sorts), (i + 1) / len(sorts)))
        feedback.check()
        order: Rows = np.lexsort(keys[::-1])
        return order

    def _keys(self, sort: Sort, feedback: Feedback) -> list[NDArray[Any]]:
        """Return what to sort by: first whether there is a value (those without stand last, both ways), then it."""
        if sort.field == NUMBER:
            numbers = np.arange(len(self.layer))
            return [-numbers if sort.down else numbers]
        column = self.layer.fields[sort.field]
        if kind_of(column) == "text":
            codes = self.codes(sort.field, feedback)
            places = np.append(self._once(("ranks", sort.field), lambda: codes.ranks), 0)[codes.codes]
            return [codes.codes < 0, -places if sort.down else places]
        if column.dtype.kind == "M":
            return [np.isnat(column), _down(column.astype(np.int64), sort.down)]
        if column.dtype.kind == "f":
            gone = np.isnan(column)
            return [gone, np.where(gone, 0.0, -column if sort.down else column)]
        return [_down(column, sort.down)]


def _down(column: NDArray[Any], down: bool) -> NDArray[Any]:
    """Return whole numbers so that they sort the other way; their complement cannot overflow."""
    return ~column if down else column


def search(layer: Layer, words: tuple[str, ...], feedback: Feedback) -> Mask:
    """Return in which features each of some words stands: in a text, in any case, or in a whole number or a date.

    A number with a fraction is found when it rounds to what was written.
    """
    steps = max(len(words) * len(layer.fields), 1)
    masks = []
    for i, word in enumerate(words):
        found = np.zeros(len(layer), dtype=np.bool_)
        for j, column in enumerate(layer.fields.values()):
            done = i * len(layer.fields) + j
            _search_column(column, word, found, feedback.part(done / steps, (done + 1) / steps))
        masks.append(found)
    return np.logical_and.reduce(masks)


def _search_column(column: NDArray[Any], word: str, found: Mask, feedback: Feedback) -> None:
    """Mark where ``word`` stands in a column, where it was not found before."""
    if column.dtype.kind == "b":
        return
    if column.dtype.kind == "f":
        number = re.fullmatch(r"[+-]?\d+(?:\.(\d*))?", word, re.ASCII)
        if number is not None:
            half = 0.5 * 10.0 ** -len(number[1] or "")
            found |= np.abs(column - float(word)) <= half * (1 + 1e-9)
        return
    if column.dtype.kind in "iuM" and not re.fullmatch(r"[-\d:T]+", word, re.ASCII):
        return
    stands = _stands(word)
    for start in range(0, len(column), BLOCK):
        feedback.progress(start / len(column))
        here = found[start : start + BLOCK]
        open_ = np.flatnonzero(~here)
        block = column[start : start + BLOCK][open_]
        texts = (
            block.tolist()
            if block.dtype == object
            else np.datetime_as_string(block).tolist()
            if block.dtype.kind == "M"
            else map(str, block.tolist())
        )
        here[open_] = np.fromiter((stands(text) for text in texts), dtype=np.bool_, count=len(open_))


def _stands(word: str) -> Callable[[Any], bool]:
    """Return what says whether a word stands in a value; most words have no case to be looked beyond."""
    if word.lower() == word.upper():
        return lambda text: text is not None and word in (text if type(text) is str else str(text))
    fits = re.compile(re.escape(word), re.IGNORECASE).search
    return lambda text: text is not None and fits(text if type(text) is str else str(text)) is not None
