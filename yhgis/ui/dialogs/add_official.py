"""The quiet question whether a file that is a statutory control line shall stand for the schematic one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from yhgis.i18n import Title, tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, say_primary

WIDTH = GRID * 62


@dataclass(frozen=True)
class OfficialOffer:
    """A layer on the map that may take a schematic layer's place.

    Parameters
    ----------
    own_id : str
        Its id on the map.
    layer_id : str
        Catalog id of the schematic layer.
    title : Title
        Of the schematic layer.
    path : Path
        The file; with ``inner_name``, ``crs`` and ``swap_xy`` as `yhgis.plan.official.declare` takes them.
    """

    own_id: str
    layer_id: str
    title: Title
    path: Path
    inner_name: str = ""
    crs: str = ""
    swap_xy: bool = False


class OfficialDialog(QDialog):
    """Asks once; after ``accepted`` the user wants the file to be the official one."""

    def __init__(self, offer: OfficialOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        self.setWindowTitle(tr("Official data"))
        self.setModal(True)
        name = offer.inner_name or offer.path.name
        ask = label("title", tr("Let it stand for the schematic {layer}?", layer=offer.title), wrap=True)
        why = label(text=tr("By its name and fields, {file} is the {layer}.", file=name, layer=offer.title), wrap=True)
        more = label(
            "quiet",
            tr(
                "The file stays where it is and is not copied. From then on every table, sheet and report says"
                " official. Answer yes only if the file comes from the authority."
            ),
            wrap=True,
        )
        for words in (ask, why, more):
            words.setFixedWidth(WIDTH)
        self.buttons = QDialogButtonBox()
        self.ok = self.buttons.addButton(tr("Use it as the official one"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep = self.buttons.addButton(tr("Only as my own layer"), QDialogButtonBox.ButtonRole.RejectRole)
        # The answer that changes every later result is never the one that a key pressed by habit gives.
        self.ok.setAutoDefault(False)
        self.keep.setDefault(True)
        self.keep.setFocus()
        say_primary(self.ok, self.ok.text())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.setLayout(column(ask, why, more, self.buttons, margins=(GRID * 3,) * 4, spacing=GRID * 2))
