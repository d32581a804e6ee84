"""Stories of a project file on the command line: over the project's own layers, as its window shows them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pypdf
import pytest
import shapely

from yhgis.cli.main import run
from yhgis.errors import DataError, UsageError
from yhgis.feedback import silent
from yhgis.i18n import Title, set_language
from yhgis.io.project_file import save_project
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.drawn import DrawnLayer
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.project import Project, ProjectLayer
from yhgis.model.story import Step, Story, Target
from yhgis.model.style import Words
from yhgis.plan.catalog import Catalog
from yhgis.report.story_project import project_story
from yhgis.report.story_scene import scene_of

BOX = shapely.box(495_000, 3_350_000, 497_000, 3_352_000)


def words(text: str) -> Words:
    return Words(zh=text, en="")


def plots() -> Layer:
    fields = {"name": np.array(["甲地块"], dtype=object)}
    info = LayerInfo("plots", Title("地块"), name_field="name")
    return Layer(info, np.array([BOX], dtype=object), fields, WORK_CRS)


def own_story(number: int = 1, layer: str = "地块") -> Story:
    step = Step(
        theme="towns", title=words("地块在哪里"), caption=words("一句话"),
        frame=(Target(layer=layer),), highlight=(Target(layer=layer),),
    )  # fmt: skip
    return Story(id=f"story_{number}", title=words(f"汇报 {number}"), steps=(step, Step(title=words("全区"))))


def project(folder: Path, *stories: Story, layers: tuple[ProjectLayer, ...] = ()) -> Path:
    path = folder / "工程 甲.yhmap"
    save_project(Project(layers=(ProjectLayer(catalog="towns"), *layers), stories=stories), path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> ProjectLayer:
    path = tmp_path / "地块.gpkg"
    write_layer(plots(), path)
    return ProjectLayer(path=str(path), opacity=0.6)


def test_it_is_written_with_the_projects_own_layers(
    tmp_path: Path, file: ProjectLayer, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = project(tmp_path, own_story(), layers=(file,)), tmp_path / "讲解.pdf"
    assert run(["story", "--project", str(path), "--out", str(out), "--json"]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert (document["title"], document["steps"]) == ("汇报 1", ["地块在哪里", "全区"])
    assert document["warnings"] == []
    assert said.err == ""
    pages = pypdf.PdfReader(out).pages
    assert len(pages) == 2
    assert "地块在哪里" in pages[0].extract_text()


def test_the_scene_is_that_of_the_window(tmp_path: Path, file: ProjectLayer) -> None:
    drawn = ProjectLayer(drawn=DrawnLayer.of(plots().with_info(id="sketch", title=Title("草图"))), visible=False)
    told = project_story(project(tmp_path, own_story(), layers=(file, drawn)), "", Catalog.load(), silent())
    scene = scene_of(told.story.steps[0], told.ground)
    assert scene.layers[-1].id == "地块"
    assert scene.layers[-1].opacity == 0.6
    assert scene.layers[0].id in Catalog.load().ids
    assert not any(one.layer.info.title == Title("草图") for one in scene.layers), "what is not shown is not drawn"
    assert shapely.box(*scene.extent).contains(BOX)
    assert shapely.box(*scene.extent).area < 9 * BOX.area
    assert scene.highlight[0].geometry[0].equals(BOX)


@pytest.mark.parametrize("name", ["汇报 2", "story_2"])
def test_it_is_chosen_by_title_or_id(tmp_path: Path, name: str) -> None:
    path = project(tmp_path, own_story(1), own_story(2))
    assert project_story(path, name, Catalog.load(), silent()).story.id == "story_2"


def test_a_missing_file_is_told_and_only_matters_where_it_is_named(
    tmp_path: Path, file: ProjectLayer, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = ProjectLayer(path=str(tmp_path / "没有了.gpkg"))
    path, out = project(tmp_path, own_story(), layers=(gone, file)), tmp_path / "讲解.pptx"
    assert run(["story", "汇报 1", "--project", str(path), "--out", str(out)]) == 0
    assert "没有了.gpkg" in capsys.readouterr().err
    assert out.is_file()
    path = project(tmp_path, own_story(layer="没有了"), layers=(gone, file))
    other = tmp_path / "另一个.pdf"
    assert run(["story", "--project", str(path), "--out", str(other)]) == 1
    assert "没有了" in capsys.readouterr().err
    assert not other.exists()


def test_wrong_wishes_are_one_sentence(tmp_path: Path) -> None:
    set_language("en")
    catalog = Catalog.load()
    with pytest.raises(DataError, match="holds no story"):
        project_story(project(tmp_path), "", catalog, silent())
    two = project(tmp_path, own_story(1), own_story(2))
    with pytest.raises(UsageError, match="holds 2 stories; name one of them: 汇报 1, 汇报 2"):
        project_story(two, "", catalog, silent())
    with pytest.raises(UsageError, match="no story 汇报 3; the nearest is 汇报"):
        project_story(two, "汇报 3", catalog, silent())
    with pytest.raises(DataError, match="There is no file"):
        project_story(tmp_path / "无.yhmap", "", catalog, silent())
