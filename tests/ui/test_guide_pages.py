"""The guide's pages of keys, styles and stories say what the program has; links and pictures are there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from yhgis.i18n import Title
from yhgis.model.story import MAX_STEPS, MAX_STORIES
from yhgis.ui.actions import ACTIONS, MAP_KEYS
from yhgis.ui.panels.style.parts import KINDS

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)\)")
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guide_make", GUIDE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(name: str, lang: str) -> str:
    return (GUIDE / f"{name}.{lang}.md").read_text(encoding="utf-8")


def in_language(title: Title, lang: str) -> str:
    return title.zh if lang == "zh" else title.en


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_keys_is_made_from_the_program(make: ModuleType, lang: str) -> None:
    assert text_of("keys", lang) == make.keys_page(lang), "run: python docs/guide/make.py keys"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_table_has_all_that_moves_the_map(lang: str) -> None:
    table = text_of("keys", lang).split("\n## ")[1]
    for key, does in MAP_KEYS:
        assert f"| {in_language(key, lang)} | {in_language(does, lang)} |" in table
    for wanted in ("back", "forward", "bookmark_add", "zoom_in", "fit", "hand", "select", "measure_length", "draw"):
        (action,) = [one for one in ACTIONS if one.id == wanted]
        assert in_language(action.title, lang).rstrip("…") in table


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_is_on_the_page_once(lang: str) -> None:
    text = text_of("keys", lang)
    for action in ACTIONS:
        if action.shortcut:
            shown = action.shortcut.replace("Left", "←").replace("Right", "→")
            assert text.count(f"| {shown} | {in_language(action.title, lang).rstrip('…')} |") == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (GUIDE / target).is_file() or target.startswith("https://"), target


def test_no_picture_is_left_over() -> None:
    shown = {(GUIDE / target).name for page in PAGES for target in LINK.findall(page.read_text(encoding="utf-8"))}
    assert {path.name for path in (GUIDE / "images").iterdir()} <= shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_styles_names_every_part_and_the_keys(lang: str) -> None:
    text = text_of("style", lang)
    for kind in KINDS:
        assert f"\n| {in_language(kind.title, lang)} | " in text
    for action in ACTIONS:
        if action.id in ("style_panel", "style_copy", "style_paste"):
            assert f"**{action.shortcut}**" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_stories_names_keys_and_limits(lang: str) -> None:
    text = text_of("story", lang)
    for action in ACTIONS:
        if action.menu == "story" and action.shortcut:
            assert f"**{action.shortcut}**" in text
    assert f" {MAX_STORIES} " in text
    assert f" {MAX_STEPS} " in text


def test_every_page_is_there_in_both_languages() -> None:
    names = {path.name.rsplit(".", 2)[0] for path in PAGES}
    assert {f"{name}.{lang}.md" for name in names for lang in LANGUAGES} == {path.name for path in PAGES}
