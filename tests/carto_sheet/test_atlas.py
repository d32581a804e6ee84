"""A sheet a town."""

from __future__ import annotations

import pytest

from tests.carto_sheet.conftest import Metres, ThemeLayers, group_named, said
from yhgis.carto.atlas import compose_atlas, pick_towns, sheets_for_towns, town_names
from yhgis.carto.map_picture import MASK
from yhgis.carto.sheet import HIGHLIGHT, MAP, Group, sheet_for_theme
from yhgis.carto.styles import load_theme
from yhgis.errors import UsageError
from yhgis.feedback import Feedback


def test_every_town_has_its_sheet(metres: Metres, theme_layers: ThemeLayers) -> None:
    theme, towns = load_theme("control_lines"), metres("towns")
    sheets = sheets_for_towns(sheet_for_theme(theme, paper="A4", dpi=60.0), theme, towns)
    assert [one.name for one in sheets] == list(town_names(towns))
    assert len(sheets) == 12
    done: list[float] = []
    feedback = Feedback(lambda share, _: done.append(share))
    pages = list(compose_atlas(sheets, theme_layers("control_lines"), district=metres("district"), feedback=feedback))
    for one, page in zip(sheets, pages, strict=True):
        assert said(page.marks)[0] == f"{one.name.zh}控制线图"
        shown = [mark.name for mark in group_named(page, MAP).marks if isinstance(mark, Group)]
        assert shown[-3:] == [MASK, HIGHLIGHT, "labels"]
        assert "位置" in said(page.marks)
        x0, y0, x1, y1 = one.town.bounds
        assert one.sheet.extent is not None
        assert one.sheet.extent[:2] < (x0, y0)
        assert one.sheet.extent[2:] > (x1, y1)
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1.0)


def test_towns_by_any_of_their_names(metres: Metres) -> None:
    towns = metres("towns")
    names = [title.zh for title in town_names(towns)]
    wanted = pick_towns(towns, ["瓶窑", "径山镇", "cangqian subdistrict"])
    assert [names[place] for place in wanted] == ["瓶窑镇", "径山镇", "仓前街道"]
    with pytest.raises(UsageError, match="瓶窑"):
        pick_towns(towns, ["瓶窑乡"])
