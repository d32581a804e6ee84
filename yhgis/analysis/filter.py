"""Filters: an expression such as ``地类名称 = '水田' AND area_mu() > 5`` in, positions of features out.

    name_field = 'text' · <> < <= > >= · AND OR NOT (且 或 非) · IN (…) · BETWEEN … AND … · LIKE '%…_' (ILIKE: any case)
    IS NULL · IS NOT NULL · + - * / · the functions of `yhgis.analysis.filter_functions`

Fields stand bare or in double quotes, by the file's name or by their name in words; text in single quotes.  What is
missing is unknown, as in SQL: ``NOT (a = 1)`` does not find features without ``a``.  What happens where kinds meet
stands in `yhgis.analysis.filter_compile`.  Nothing is ever run as code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yhgis.analysis.filter_compile import Expression, compiled
from yhgis.analysis.filter_grammar import FilterError, parse
from yhgis.analysis.filter_names import Names
from yhgis.analysis.filter_values import Block
from yhgis.feedback import Feedback, silent
from yhgis.model.layer import Layer

__all__ = ["Filter", "FilterError", "compile_filter", "find"]

Positions = NDArray[np.int64]
#: Features at a time.
_BLOCK = 32_768


@dataclass(frozen=True)
class Filter:
    """An expression that was understood, for the layer it was written for."""

    text: str
    layer: Layer
    expression: Expression

    def mask(self, feedback: Feedback | None = None) -> NDArray[np.bool_]:
        """Return for each feature whether the filter is surely true of it.

        Raises
        ------
        Cancelled
            ``feedback`` was told to stop.
        """
        feedback = feedback or silent()
        count = len(self.layer)
        out = np.zeros(count, dtype=np.bool_)
        for start in range(0, count, _BLOCK):
            feedback.progress(start / count)
            block = Block(self.layer, start, min(start + _BLOCK, count))
            out[block.start : block.end] = self.expression.evaluate(block).data
        feedback.progress(1.0)
        return out

    def positions(self, feedback: Feedback | None = None) -> Positions:
        """Return the positions of the features that the filter finds, ascending."""
        return np.flatnonzero(self.mask(feedback)).astype(np.int64)


def compile_filter(layer: Layer, text: str) -> Filter:
    """Return ``text`` understood for ``layer``; quick, whatever the layer's size.

    Raises
    ------
    FilterError
        It leaves the grammar, names an unknown field or function, or compares what does not go together.
    """
    return Filter(text, layer, compiled(parse(text), Names(layer)))


def find(layer: Layer, text: str, feedback: Feedback | None = None) -> Positions:
    """Return the positions of the features of ``layer`` that the expression ``text`` finds, ascending."""
    return compile_filter(layer, text).positions(feedback)
