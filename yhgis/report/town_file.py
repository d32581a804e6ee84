"""Town cards into a file: what ``main.py report town`` does, and the window's town panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yhgis.errors import UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import Language
from yhgis.plan.catalog import Catalog
from yhgis.report.town_card import TownCard, town_cards
from yhgis.report.write import speaking

Writer = Callable[[Sequence[TownCard], Path, Catalog, Feedback], None]


@dataclass(frozen=True)
class TownRequest:
    """Which cards are wanted, and where.

    Parameters
    ----------
    towns : tuple of str
        By any of their names; ``("all",)`` for every one.
    out : Path
        ``.pdf``, ``.docx``, ``.pptx`` or ``.xlsx``; several towns make several pages of one file.
    lang : {"zh", "en"}
    """

    towns: tuple[str, ...]
    out: Path
    lang: Language = "zh"


@dataclass(frozen=True, eq=False)
class WrittenCards:
    """What was written."""

    request: TownRequest
    cards: tuple[TownCard, ...]

    def document(self) -> dict[str, Any]:
        """Return the JSON document of ``main.py report town --json``; figures are those of the overlap, unrounded."""
        made = self.cards[0].provenance.document()
        return {
            **made,
            "tool": "report",
            "report": "town",
            "file": str(self.request.out),
            "towns": [card.document() for card in self.cards],
        }


def write_town_cards(request: TownRequest, feedback: Feedback) -> WrittenCards:
    """Make the cards and write them, whole or not at all.

    Raises
    ------
    UsageError
        A file that is no card; before any work.
    DataError
        No such town, or the file cannot be written.
    Cancelled
    """
    check_extension(request.out)
    catalog = Catalog.load()
    with speaking(request.lang):
        cards = town_cards(request.towns, catalog=catalog, feedback=feedback.part(0.0, 0.3))
        WRITERS[request.out.suffix.lower()](cards, request.out, catalog, feedback.part(0.3, 1.0))
    return WrittenCards(request, cards)


def check_extension(path: Path) -> None:
    """Refuse a file name that no writer fits, before any work is done.

    Raises
    ------
    UsageError
    """
    if path.suffix.lower() not in WRITERS:
        raise UsageError(
            "A town card cannot be written as {file}; give one of {extensions}.",
            file=path.name,
            extensions=", ".join(WRITERS),
        )


def _pdf(cards: Sequence[TownCard], path: Path, catalog: Catalog, feedback: Feedback) -> None:
    from yhgis.paint.export import export_pages
    from yhgis.report.town_page import TownPages
    from yhgis.report.town_words import card_text

    pages = TownPages(catalog)
    texts = [card_text(card) for card in cards]
    composing, writing = feedback.part(0.0, 0.99), feedback.part(0.99, 1.0)
    steps = [composing.part(number / len(cards), (number + 1) / len(cards)) for number in range(len(cards))]
    made = (pages.page(card, step) for card, step in zip(cards, steps, strict=True))
    title = texts[0].marked_title if len(texts) == 1 else texts[0].kind
    export_pages(made, path, title, [text.title for text in texts], writing)


def _docx(cards: Sequence[TownCard], path: Path, catalog: Catalog, feedback: Feedback) -> None:
    from yhgis.report.town_docx import write_town_docx

    write_town_docx(cards, path, catalog, feedback)


def _pptx(cards: Sequence[TownCard], path: Path, catalog: Catalog, feedback: Feedback) -> None:
    from yhgis.report.town_pptx import write_town_pptx

    write_town_pptx(cards, path, catalog, feedback)


def _xlsx(cards: Sequence[TownCard], path: Path, catalog: Catalog, feedback: Feedback) -> None:
    from yhgis.report.town_xlsx import write_town_xlsx

    write_town_xlsx(cards, path, catalog, feedback)


#: What each extension is written by.
WRITERS: dict[str, Writer] = {".pdf": _pdf, ".docx": _docx, ".pptx": _pptx, ".xlsx": _xlsx}
