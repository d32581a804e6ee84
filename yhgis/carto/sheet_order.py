"""What a sheet says and shows, as it is ordered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from yhgis.carto import sheet_words as say
from yhgis.carto.legend import words
from yhgis.carto.sheet_template import Orientation, SheetTemplate, load_template
from yhgis.i18n import Language, Message
from yhgis.model.result import Basis
from yhgis.model.sheet_edits import LegendEdits, SheetLayout
from yhgis.model.theme import Theme
from yhgis.model.view import Extent, View

PUBLIC = ("公开", "public")
"""Words for a sheet that anybody may see."""


@dataclass(frozen=True)
class Sheet:
    """What a sheet says and shows; frozen, so an export can carry it to another thread.

    Parameters
    ----------
    title, subtitle : str
        As they are printed; scale and area basis follow the subtitle of themselves.
    theme : str
        Id of the theme it shows; for the record.
    paper : str
        ``A4`` … ``A0``, ``slide``.
    orientation : "landscape" or "portrait"
    dpi : float
        Of the device it is made for: vertices are thinned to half a dot.
    view : View or None
        Whose place and scale to keep; None fits `extent` at a round scale.
    extent : Extent or None
        Ground to show, metres in the working CRS; None: that of the layers.
    basis : Basis
        What areas on the sheet mean.
    compiler, date, approval, security : str
        Compiler (编制单位), ISO date, approval number (审图号), classification (密级); empty: not stated.
    sources : tuple of str
        Empty: what the layers say.
    lang : Language
    legend : LegendEdits or None
        The user's order, hidden entries and words.
    layout : SheetLayout or None
        Where the user put the parts; one made for other paper counts for nothing.
    """

    title: str
    subtitle: str = ""
    theme: str = ""
    paper: str = "A3"
    orientation: Orientation = "landscape"
    dpi: float = 300.0
    view: View | None = None
    extent: Extent | None = None
    basis: Basis = Basis.ELLIPSOIDAL
    compiler: str = ""
    date: str = ""
    approval: str = ""
    security: str = ""
    sources: tuple[str, ...] = ()
    lang: Language = "zh"
    legend: LegendEdits | None = None
    layout: SheetLayout | None = None

    @property
    def template(self) -> SheetTemplate:
        """The template of its paper.

        Raises
        ------
        UsageError
            There is no such paper.
        """
        return load_template(self.paper, self.orientation)

    def warnings(self) -> tuple[Message, ...]:
        """Return what should be thought of before the sheet leaves the building."""
        if self.security.strip().casefold() in PUBLIC and not self.approval.strip():
            return (Message("The sheet is marked public but has no map approval number (审图号)."),)
        return ()


def sheet_for_theme(theme: Theme, lang: Language = "zh", **stated: object) -> Sheet:
    """Return the sheet of ``theme`` with its usual title, dated today.

    Parameters
    ----------
    **stated
        Fields of `Sheet` to set otherwise.
    """
    today = datetime.now().astimezone().date().isoformat()
    sheet = Sheet(
        title=say.sheet_title(theme.title.title, lang),
        subtitle=words(theme.subtitle.title, lang),
        theme=theme.id,
        date=today,
        lang=lang,
    )
    return replace(sheet, **stated)  # type: ignore[arg-type]
