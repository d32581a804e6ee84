"""A tool describes itself once; dialog, subcommand, checks and guide page are made from the description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from yhgis.errors import UsageError, nearest_name
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.result import Basis, Result


@dataclass(frozen=True)
class Parameter:
    """What all kinds of parameters share.

    Parameters
    ----------
    id : str
        Keyword in the values mapping; the command line writes ``_`` as ``-``.
    title, help : Title
        Shown in the dialog and in the guide.
    positional : bool
        A word of the command line rather than an ``--option``.
    """

    id: str
    title: Title
    help: Title
    positional: bool = False


@dataclass(frozen=True)
class LayerParameter(Parameter):
    """One layer.

    Parameters
    ----------
    kinds : tuple of GeometryKind
        Which geometry fits.
    optional : bool
        May stay away; the tool then gets None.
    default_layers : tuple of str
        What the caller puts in where the user chose none, as of `LayersParameter`; the first that exists.
    sliced : bool
        May be a `LayerSlices`: a file too large to be held is gone through slice by slice.
    """

    kinds: tuple[GeometryKind, ...] = (GeometryKind.POLYGON,)
    optional: bool = False
    default_layers: tuple[str, ...] = ()
    sliced: bool = False


@dataclass(frozen=True)
class LayersParameter(Parameter):
    """Several layers, in order.

    Parameters
    ----------
    kinds : tuple of GeometryKind
        Which geometry fits.
    least : int
        How many there must be.
    default_layers : tuple of str
        Ids of catalog layers or of groups of the catalog.  Where the user chose no layers, the caller (command line,
        window) puts in those of them that fit ``kinds``, by `yhgis.plan.default_layers`: analysis knows no catalog.
    sliced : bool
        Each may be a `LayerSlices`, as of `LayerParameter`.
    """

    kinds: tuple[GeometryKind, ...] = (GeometryKind.POLYGON,)
    least: int = 1
    default_layers: tuple[str, ...] = ()
    sliced: bool = False


NO_FIELD = Title("不指定字段", "no field")


@dataclass(frozen=True)
class FieldParameter(Parameter):
    """A field of the layer given by parameter ``of``; empty means none.

    Parameters
    ----------
    of : str
        Id of the parameter that gives the layer.
    none : Title
        What happens without a field, in a few words: the empty choice of the dialog.
    """

    of: str = ""
    none: Title = NO_FIELD


@dataclass(frozen=True)
class NumberParameter(Parameter):
    """A number with limits and a unit; the dialog shows all three."""

    default: float = 0.0
    least: float = 0.0
    most: float = 1e9
    unit: str = ""


@dataclass(frozen=True)
class ChoiceParameter(Parameter):
    """One of a few words, each with a title."""

    choices: tuple[tuple[str, Title], ...] = ()
    default: str = ""


@dataclass(frozen=True)
class FlagParameter(Parameter):
    """Yes or no."""

    default: bool = False


@dataclass(frozen=True)
class LayerCopy:
    """A layer that a tool makes beside its answer, for the caller to write where the user says.

    Parameters
    ----------
    option : str
        Option of the command line that takes the file's name.
    title, help : Title
        What it is, and one sentence on it.
    make : callable
        ``make(values, result, feedback)``; returns the layer and the result that also tells of it.
    """

    option: str
    title: Title
    help: Title
    make: Callable[[Mapping[str, Any], Result, Feedback], tuple[Layer, Result]]


@dataclass(frozen=True)
class Tool:
    """A question that can be asked of layers.

    Parameters
    ----------
    id : str
        Subcommand and id in results.
    title, help : Title
        Name and one sentence on what it answers.
    parameters : tuple of Parameter
        In the order of the dialog and of the command line.
    spread : bool
        Whether its work can be spread over a cluster (`yhgis.analysis.scheduler`).
    run : callable
        ``run(values, feedback)``; ``values`` holds every parameter by id (layers as `Layer`, basis as
        `Basis`), defaults filled in by `complete`.
    copy : LayerCopy, optional
        A layer that it can make beside its answer.
    """

    id: str
    title: Title
    help: Title
    parameters: tuple[Parameter, ...]
    run: Callable[[Mapping[str, Any], Feedback], Result]
    spread: bool = False
    copy: LayerCopy | None = None

    def complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``values`` with defaults filled in.

        Raises
        ------
        UsageError
            A value is missing, unknown or out of its limits.
        """
        known = {parameter.id: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise UsageError(
                    "{tool} has no parameter {name}; did you mean {near}?",
                    tool=self.id,
                    name=name,
                    near=nearest_name(name, known) or ", ".join(known),
                )
        return {name: _completed(self, parameter, values.get(name)) for name, parameter in known.items()}


def _completed(tool: Tool, parameter: Parameter, value: Any) -> Any:
    """Return ``value`` checked, or the default where it is None."""
    match parameter:
        case LayerParameter(optional=optional):
            if value is None and not optional:
                raise UsageError("{tool}: choose {parameter}.", tool=tool.title, parameter=parameter.title)
        case LayersParameter(least=least):
            if value is None or len(value) < least:
                raise UsageError(
                    "{tool}: choose at least {least} for {parameter}.",
                    tool=tool.title,
                    least=least,
                    parameter=parameter.title,
                )
        case NumberParameter():
            return _number(parameter, parameter.default if value is None else float(value))
        case ChoiceParameter():
            return _word(parameter, parameter.default if value is None else value)
        case FlagParameter():
            return parameter.default if value is None else bool(value)
    return value


def _number(parameter: NumberParameter, number: float) -> float:
    """Return ``number`` if it lies in the parameter's range."""
    if not parameter.least <= number <= parameter.most:
        raise UsageError(
            "{parameter} must lie between {least} and {most} {unit}, not {value}.",
            parameter=parameter.title,
            least=parameter.least,
            most=parameter.most,
            unit=parameter.unit,
            value=number,
        )
    return number


def _word(parameter: ChoiceParameter, word: Any) -> Any:
    """Return ``word`` if it is one of the parameter's choices."""
    words = [known for known, _ in parameter.choices]
    if word not in words:
        raise UsageError(
            "{parameter} must be one of {words}, not {value}.",
            parameter=parameter.title,
            words=", ".join(words),
            value=word,
        )
    return word


BASIS = ChoiceParameter(
    "basis",
    Title("面积口径", "Area basis"),
    Title("默认为法定的图斑椭球面积；三种口径的差别见说明。", "Statutory ellipsoidal patch area by default."),
    choices=tuple((basis.value, basis.title) for basis in Basis),
    default=Basis.ELLIPSOIDAL.value,
)
MIN_WIDTH = NumberParameter(
    "min_width",
    Title("碎片宽度阈值", "Sliver width"),
    Title(
        "平均宽度（2×面积÷周长）小于此值的重叠视为碎片，单独列出，不丢弃。",
        "Overlaps whose mean width (2 x area / perimeter) is less count as slivers: reported apart, never lost.",
    ),
    default=0.0,
    least=0.0,
    most=1000.0,
    unit="m",
)
