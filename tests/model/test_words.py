"""Sentences and errors: told in the language in use, each kind with its exit code."""

from __future__ import annotations

import pytest

from yhgis.errors import Cancelled, DataError, MissingCrsError, UsageError, UserError, nearest_name
from yhgis.i18n import Message, Title, language, set_language, tr

SENTENCE = "There is no file {file}; check the name and the folder."


def test_chinese_is_the_default_and_english_the_key() -> None:
    assert language() == "zh"
    assert tr(SENTENCE, file="甲.gpkg") == "找不到文件 甲.gpkg，请检查文件名和所在文件夹。"
    set_language("en")
    assert tr(SENTENCE, file="甲.gpkg") == "There is no file 甲.gpkg; check the name and the folder."


def test_text_without_translation_is_shown_as_it_is() -> None:
    words = "no room of the house knows this"
    assert tr(words) == words


def test_braces_in_values_are_left_alone() -> None:
    set_language("en")
    assert tr(SENTENCE, file="{甲}.gpkg") == "There is no file {甲}.gpkg; check the name and the folder."


def test_a_message_is_told_when_it_is_asked_not_when_it_is_made() -> None:
    message = Message(SENTENCE, {"file": Title("甲", "A")})
    assert "甲" in str(message)
    set_language("en")
    assert str(message) == "There is no file A; check the name and the folder."


def test_a_title_with_one_name_serves_both_languages() -> None:
    set_language("en")
    assert str(Title("我的地块")) == "我的地块"
    assert str(Title("镇街", "Towns")) == "Towns"


@pytest.mark.parametrize(
    ("error", "code"), [(UsageError, 2), (DataError, 1), (MissingCrsError, 1), (UserError, 1), (Cancelled, 130)]
)
def test_exit_codes(error: type[Exception], code: int) -> None:
    assert error.exit_code == code  # type: ignore[attr-defined]


def test_an_error_speaks_the_language_in_use() -> None:
    error = DataError(SENTENCE, file="甲")
    assert str(error).startswith("找不到文件")
    set_language("en")
    assert str(error).startswith("There is no file")


def test_nearest_name_is_offered_only_when_near() -> None:
    names = ["ecological_redline", "urban_boundary", "towns"]
    assert nearest_name("ecologcal_redline", names) == "ecological_redline"
    assert nearest_name("xyz", names) is None
