"""``main.py atlas --resume``: files one by one, those that are complete are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.paint.series import JOURNAL
from yhgis.report.atlas_file import AtlasRequest, write_atlas_file

TOWNS = ("百丈镇", "径山镇", "五常街道")


def test_a_cancelled_atlas_goes_on(tmp_path: Path) -> None:
    request = AtlasRequest("towns", tmp_path / "{town}.png", TOWNS, paper="A4", dpi=40.0, resume=True)

    def stop(share: float, _message: object) -> None:
        if share > 0.5:
            feedback.cancel()

    feedback = Feedback(stop)
    with pytest.raises(Cancelled):
        write_atlas_file(request, feedback)
    first = tmp_path / "百丈镇.png"
    assert (tmp_path / JOURNAL).is_file()
    before = first.stat().st_mtime_ns
    written = write_atlas_file(request, Feedback())
    assert [file.name for file in written.files] == [f"{town}.png" for town in TOWNS]
    assert all(file.is_file() for file in written.files)
    assert first.stat().st_mtime_ns == before
    assert not (tmp_path / JOURNAL).exists()
