"""The built-in story and what it is exported as, read by others: python-pptx, pypdf, pixels."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import numpy as np
import pypdf
import pytest
from pptx import Presentation
from PySide6.QtGui import QImage

from yhgis.carto.display_list import Group
from yhgis.errors import Cancelled, DataError, UsageError
from yhgis.feedback import Feedback, silent
from yhgis.i18n import set_language
from yhgis.model.crs import WORK_CRS
from yhgis.model.story import Step, Story, Target
from yhgis.model.style import Words
from yhgis.plan.catalog import Catalog
from yhgis.plan.indicators import table2
from yhgis.report.story_file import StoryRequest, scenes_of, write_story, write_story_file
from yhgis.report.story_files import built_in_stories, load_story
from yhgis.report.story_map import HIGHLIGHT, SPOTLIGHT, compose_map, map_view
from yhgis.report.story_page import CAPTION, MARK, PAGE_MM, SOURCE, TITLE, page_of
from yhgis.report.story_scene import Ground, Scene, scene_of


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground.of_catalog(Catalog.load())


@pytest.fixture(scope="module")
def story() -> Story:
    return load_story("plan")


@pytest.fixture(scope="module")
def scenes(story: Story, ground: Ground) -> tuple[Scene, ...]:
    return scenes_of(story, ground)


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Texts are measured."""


def short(story: Story, count: int = 2) -> Story:
    return story.model_copy(update={"steps": story.steps[:count]})


def figures(text: str) -> list[float]:
    """Return the numbers of a caption, digit groups closed."""
    return [float(n.replace(",", "")) for n in re.findall(r"(?<![\d第])\d[\d,]*(?:\.\d+)?", text)]


# --- what it says ----------------------------------------------------------------------------------------------------


def test_the_story_has_eight_steps_that_cite_the_plan_in_both_languages(story: Story) -> None:
    assert len(story.steps) == 8
    for step in story.steps:
        assert re.search(r"[§专附]", step.section)
        for said in (step.title, step.caption):
            assert re.search(r"[\u4e00-\u9fff]", said.zh)
            assert said.en
            assert not re.search(r"[\u4e00-\u9fff]", said.en)


def test_the_figures_are_those_of_the_layers_and_tables(story: Story, ground: Ground) -> None:
    core, towns = ground.layer("core"), ground.layer("towns")
    areas = [ground.layer(f"heritage_{kind}").field("published_ha")[0] for kind in ("property", "buffer")]
    aims = [figures(str(text))[0] for text in ground.layer("platforms").field("target_2025") if text]
    forest = next(line for row, line in table2().lines() if row.no == 35)
    wanted = {
        3: [core.field("planned_km2")[0]],
        4: [len(towns)],
        5: [1592.0, *areas],
        6: [2020.0, float(forest.cells["base_2020"].text), 2025.0, float(forest.cells["target_2025"].text)],
        7: [2025.0, *aims],
    }
    for number, expected in wanted.items():
        found = [n for n in figures(story.steps[number].caption.zh.replace("第", "")) if n != 0]
        assert sorted(found) == sorted(expected), story.steps[number].title.zh


def test_english_says_the_same_figures(story: Story) -> None:
    for number in (3, 4, 5, 6):
        step = story.steps[number]
        zh = sorted(figures(step.caption.zh.replace("第", "")))
        assert sorted(figures(step.caption.en.replace("km²", "km"))) == zh
    billions = figures(story.steps[7].caption.en)
    assert billions == [2025.0, 220.0, 5.0, 50.0]  # 2200, 50 and 500 亿


# --- scenes and pages ------------------------------------------------------------------------------------------------


def test_a_step_frames_what_it_says_and_outlines_it(scenes: tuple[Scene, ...], ground: Ground) -> None:
    corridor = ground.layer("corridor")
    x0, y0, x1, y1 = scenes[1].extent
    a0, b0, a1, b1 = corridor.bounds
    assert x0 < a0
    assert y0 < b0
    assert x1 > a1
    assert y1 > b1
    picture = compose_map(scenes[1], map_view(scenes[1].extent, 200.0, 150.0, 96.0))
    groups = {mark.name: mark for mark in picture.marks if isinstance(mark, Group)}
    assert HIGHLIGHT in groups
    assert SPOTLIGHT in [mark.name for mark in groups[HIGHLIGHT].marks if isinstance(mark, Group)]
    assert list(groups)[-1] == "labels"  # names lie above the veil


def test_an_unknown_layer_or_feature_is_one_sentence(ground: Ground) -> None:
    set_language("en")
    wrong = Target(layer="towns", features=("径山",))
    with pytest.raises(DataError, match="径山镇"):
        scene_of(Step(title=Words(zh="一"), highlight=(wrong,)), ground)
    with pytest.raises(DataError, match="corridor"):
        scene_of(Step(title=Words(zh="一"), frame=(Target(layer="coridor"),)), ground)
    story = Story(id="s", title=Words(zh="讲"), steps=(Step(theme="layuot", title=Words(zh="一")),))
    with pytest.raises(DataError, match=r"Step 1: .*layout"):
        scenes_of(story, ground)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (1024, 768), (2560, 1080)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_stay_on_the_page_apart_and_large(
    story: Story, scenes: tuple[Scene, ...], size: tuple[int, int], lang: str
) -> None:
    width = PAGE_MM * size[0] / size[1]
    for number, scene in enumerate(scenes):
        page = page_of(story, number, scene, lang, width)  # type: ignore[arg-type]
        blocks = [block for block in page.blocks if block.lines]
        for i, block in enumerate(blocks):
            assert block.box.x >= 0
            assert block.box.right <= width + 0.01
            assert block.box.y >= 0
            assert block.box.bottom <= PAGE_MM
            assert not block.box.meets(page.map_box)
            assert not any(block.box.meets(other.box, 0.3) for other in blocks[i + 1 :]), (number, block.kind)
        sizes = {block.kind: block.style.size_pt / 72 * 25.4 / PAGE_MM * 1080 for block in blocks}
        assert sizes[TITLE] >= 24
        assert sizes[CAPTION] >= 18
        assert {MARK, SOURCE} <= set(sizes)


def test_a_very_long_caption_is_made_smaller_then_cut(story: Story, scenes: tuple[Scene, ...]) -> None:
    long = story.steps[0].model_copy(update={"caption": Words(zh="长" * 600)})
    scene = Scene(long, scenes[0].layers, scenes[0].mask, scenes[0].extent)
    caption = next(b for b in page_of(story, 0, scene, "zh", 338.67).blocks if b.kind == CAPTION)
    assert caption.style.size_pt < 15.0
    foot = next(b for b in page_of(story, 0, scene, "zh", 338.67).blocks if b.kind == MARK)
    assert caption.box.bottom < foot.box.y


def test_without_captions_the_mark_and_the_sources_stay(story: Story, scenes: tuple[Scene, ...]) -> None:
    page = page_of(story, 0, scenes[0], "zh", 338.67, bare=True)
    assert {block.kind for block in page.blocks} >= {MARK, SOURCE}
    assert page.map_box.width == 338.67


# --- files -----------------------------------------------------------------------------------------------------------


def test_slides_have_pictures_real_text_notes_and_the_mark(
    tmp_path: Path, story: Story, scenes: tuple[Scene, ...]
) -> None:
    file = tmp_path / "讲解.pptx"
    write_story(short(story), scenes[:2], file, "zh")
    show = Presentation(str(file))
    assert (show.slide_width, show.slide_height) == (12_192_000, 6_858_000)
    assert len(show.slides) == 2
    for slide, step in zip(show.slides, story.steps, strict=False):
        assert slide.shapes.title.text_frame.text.replace("\v", "") == step.title.zh
        texts = "".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert step.caption.zh in texts
        assert step.section in texts
        assert "示意" in texts
        assert "资料来源" in texts
        notes = slide.notes_slide.notes_text_frame.text
        assert step.caption.zh in notes
        assert "资料来源" in notes
        assert "示意" in notes
        pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
        assert len(pictures) == 2  # map and legend
        image = QImage.fromData(pictures[0].image.blob)
        assert image.width() / (pictures[0].width / 914400) == pytest.approx(220, abs=1)
        fonts = {n.get("typeface") for n in slide._element.iter() if n.tag.endswith("}ea")}
        assert "微软雅黑" in fonts


def test_a_pdf_has_a_page_and_a_bookmark_a_step_in_vectors(
    tmp_path: Path, story: Story, scenes: tuple[Scene, ...]
) -> None:
    file = tmp_path / "story.pdf"
    write_story(short(story, 3), scenes[:3], file, "en", "4:3")
    read = pypdf.PdfReader(file)
    assert [item.title for item in read.outline] == [
        f"{n}  {step.title.en}" for n, step in enumerate(story.steps[:3], 1)
    ]
    for page, step in zip(read.pages, story.steps, strict=False):
        assert float(page.mediabox.width) / float(page.mediabox.height) == pytest.approx(4 / 3, abs=1e-3)
        text = " ".join(page.extract_text().split())
        assert step.title.en in text
        assert step.caption.en in text
        assert "Schematic" in text
        assert not page.images


def test_a_cancelled_or_refused_story_leaves_the_old_file(
    tmp_path: Path, story: Story, scenes: tuple[Scene, ...]
) -> None:
    for name in ("a.pptx", "a.pdf"):
        file = tmp_path / name
        file.write_bytes(b"old")
        with pytest.raises(Cancelled):
            write_story(short(story), scenes[:2], file, "zh", feedback=_cancelled_on_the_way())
        assert file.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "a.pptx"]


def _cancelled_on_the_way() -> Feedback:
    """Return a feedback that the user cancels when a fifth is done."""
    feedback = Feedback(lambda fraction, _message: feedback.cancel() if fraction > 0.2 else None)
    return feedback


def test_wrong_wishes_are_one_sentence(tmp_path: Path, story: Story) -> None:
    set_language("en")
    with pytest.raises(UsageError, match=r"story.docx; give one of .pptx .pdf"):
        write_story_file(StoryRequest(tmp_path / "story.docx"), silent())
    with pytest.raises(UsageError, match="nearest is plan"):
        write_story_file(StoryRequest(tmp_path / "a.pdf", "plann"), silent())
    with pytest.raises(DataError, match="nowhere"):
        write_story_file(StoryRequest(tmp_path / "nowhere" / "a.pdf"), silent())
    empty = tmp_path / "empty.json"
    empty.write_text(json.dumps({"id": "e", "title": {"zh": "空"}}), encoding="utf-8")
    with pytest.raises(UsageError, match="no steps"):
        write_story_file(StoryRequest(tmp_path / "a.pdf", str(empty)), silent())
    empty.write_text('{"id": "e",\n "title": {"zh": 3}}', encoding="utf-8")
    with pytest.raises(DataError, match=r"empty.json, line 2: title.zh"):
        write_story_file(StoryRequest(tmp_path / "a.pdf", str(empty)), silent())
    assert not (tmp_path / "a.pdf").exists()


def test_built_in_stories_are_found_by_their_file_names() -> None:
    assert next(story.id for story in built_in_stories()) == "plan"
    assert all(scene_of(step, Ground.of_catalog(Catalog.load())) for s in built_in_stories() for step in s.steps)


def test_the_picture_of_a_scene_shows_its_outline(scenes: tuple[Scene, ...]) -> None:
    from yhgis.paint.image import render

    view = map_view(scenes[3].extent, 120.0, 90.0, 96.0)
    bare = Scene(scenes[3].step, scenes[3].layers, scenes[3].mask, scenes[3].extent)
    pictures = []
    for scene in (scenes[3], bare):
        image = render(compose_map(scene, view), 96.0).convertToFormat(QImage.Format.Format_RGB32)
        raw = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1, 4)[..., :3]
        pictures.append(raw.astype(int))
    assert (np.abs(pictures[0] - pictures[1]).max(axis=2) > 40).mean() > 0.01
    assert scenes[3].highlight[0].crs == WORK_CRS


def test_the_file_is_the_story_that_the_library_reads_back(tmp_path: Path, story: Story) -> None:
    written = write_story_file(StoryRequest(tmp_path / "a.pdf", "plan"), silent())
    assert written.document()["steps"] == [step.title.zh for step in story.steps]
    assert len(pypdf.PdfReader(io.BytesIO((tmp_path / "a.pdf").read_bytes())).pages) == 8
