"""The catalog is complete, and any layer is opened through one door."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from yhgis.errors import DataError, UsageError
from yhgis.i18n import set_language
from yhgis.model.layer import GeometryKind, Status
from yhgis.plan.catalog import Catalog, open_layer, split_spec
from yhgis.resources import layers_folder

#: Issues 2 and 4: ids for scripts, and `places` for the identity card and labels.
IDS = {
    *("district", "towns", "zones", "core", "corridor", "corridor_line", "axis", "axis_line", "action_areas"),
    *("region_frame", "region_ground", "region_links", "region_wedges"),
    *("ecological_redline", "permanent_farmland", "urban_boundary", "heritage_property", "heritage_buffer"),
    *("greenways", "greenway_parks", "rivers", "wetlands", "wetland_groups", "eco_corridor", "eco_corridor_line"),
    *("eco_screen", "green_cross", "reservoirs", "forest_parks"),
    *("platforms", "parks", "carriers", "universities_hospital"),
    *("metro_lines", "metro_stations", "railways", "expressways", "roads", "hubs", "ports", "flood_works", "places"),
    *("cultural_parks", "heritage_sites", "red_sites", "tour_core", "tour_lines", "villages"),
}
#: DESIGN: the tree's groups in order.
GROUPS = ["布局", "行政区划", "控制线", "绿道与生态", "平台与载体", "交通与设施", "文化与乡村", "我的数据"]


def test_whole_set_is_there_once_each(catalog: Catalog) -> None:
    assert set(catalog.ids) == IDS
    assert len(catalog.ids) == len(IDS)


def test_groups_stand_in_the_order_of_the_tree(catalog: Catalog) -> None:
    assert [group.title.zh for group in catalog.groups] == GROUPS
    assert all(group.title.en for group in catalog.groups)
    order = [group.id for group in catalog.groups]
    places = [order.index(entry.group) for entry in catalog.entries]
    assert places == sorted(places)
    assert order[-1] == "own"
    assert "own" not in {entry.group for entry in catalog.entries}


def test_every_entry_is_complete(catalog: Catalog) -> None:
    for entry in catalog.entries:
        for words in (entry.title, entry.source, entry.description):
            assert words.zh.strip(), entry.id
            assert words.en.strip(), entry.id
        assert "§" in entry.plan_ref or "专栏" in entry.plan_ref or entry.plan_ref == "附图", entry.id
        assert entry.status is Status.SCHEMATIC
        assert entry.accuracy_m is not None
        assert entry.accuracy_m > 0
        assert entry.date[:4].isdigit()
        assert (layers_folder() / entry.file).is_file()


def test_every_layer_is_what_its_entry_says(catalog: Catalog) -> None:
    for entry in catalog.entries:
        layer = catalog.layer(entry.id)
        assert len(layer) > 0
        assert layer.kind is GeometryKind(entry.geometry), entry.id
        assert list(layer.fields)[:3] == ["id", "name", "name_en"], entry.id
        assert layer.crs == "EPSG:4490"
        ids = list(layer.field("id"))
        assert len(set(ids)) == len(ids), entry.id
        assert all(layer.names()), entry.id
        assert all(name.isascii() or "–" in name for name in layer.names(lang_en=True)), entry.id
        assert layer.info.title == entry.title
        assert layer.info.status is Status.SCHEMATIC
        assert len(layer.info.sha256) == 64


def test_layer_is_read_once_and_speaks_the_language_in_use(catalog: Catalog) -> None:
    zh = catalog.layer("towns")
    set_language("en")
    en = catalog.layer("towns")
    assert en.geometry is zh.geometry
    assert zh.info.source == catalog.entry("towns").source.zh
    assert en.info.source == catalog.entry("towns").source.en


def test_own_reader_agrees_with_gdal(catalog: Catalog) -> None:
    from yhgis.io.vector import read_layer

    for entry in catalog.entries:
        ours, gdals = catalog.layer(entry.id), read_layer(layers_folder() / entry.file)
        assert gdals.crs == ours.crs
        assert len(gdals) == len(ours)
        assert np.array_equal(_coordinates(ours.geometry), _coordinates(gdals.geometry))
        assert list(gdals.fields) == list(ours.fields)
        assert list(gdals.field("name")) == list(ours.field("name"))
        assert gdals.info.sha256 == ours.info.sha256


def _coordinates(geometry: object) -> object:
    import shapely

    return shapely.get_coordinates(geometry)


def test_document_holds_the_keys_of_the_contract(catalog: Catalog) -> None:
    layers = catalog.document()["layers"]
    assert [layer["id"] for layer in layers] == list(catalog.ids)
    wanted = {"id", "title_zh", "title_en", "group", "geometry", "features", "status", "source", "plan_ref"}
    assert all(wanted <= layer.keys() for layer in layers)
    assert {layer["id"]: layer["features"] for layer in layers}["towns"] == 12
    json.dumps(layers)


def test_unknown_id_offers_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(DataError, match="ecological_redline"):
        open_layer("ecological_red_line")
    with pytest.raises(DataError, match="towns"):
        catalog.layer("town")
    with pytest.raises(DataError, match="urban_boundary"):
        open_layer("qqqqqq")


def test_file_is_opened_by_path_and_by_inner_name(tmp_path: Path) -> None:
    folder = tmp_path / "余杭 区"
    folder.mkdir()
    file = folder / "镇街.geojson"
    shutil.copyfile(layers_folder() / "towns.geojson", file)
    by_path = open_layer(str(file))
    assert len(by_path) == 12
    assert by_path.info.status is Status.OWN
    assert len(open_layer(f"{file}|layername=towns")) == 12


def test_missing_file_is_one_sentence_naming_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"没有\.gpkg"):
        open_layer(str(tmp_path / "没有.gpkg"))


def test_spec_is_split_at_layername() -> None:
    assert split_spec("a/b.gpkg|layername=红线 一") == (Path("a/b.gpkg"), "红线 一")
    assert split_spec("a/b.gpkg") == (Path("a/b.gpkg"), None)
    for wrong in ("a.gpkg|layer=x", "a.gpkg|layername=", "a.gpkg|"):
        with pytest.raises(UsageError, match="layername"):
            split_spec(wrong)


def test_bad_catalog_says_which_key(tmp_path: Path) -> None:
    document = json.loads((layers_folder() / "catalog.json").read_text(encoding="utf-8"))
    document["layers"][2]["status"] = "certain"
    (tmp_path / "catalog.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError, match=r"catalog\.json.*layers\.2\.status"):
        Catalog.load(tmp_path)


def test_missing_or_broken_layer_file_is_one_sentence(tmp_path: Path) -> None:
    shutil.copyfile(layers_folder() / "catalog.json", tmp_path / "catalog.json")
    catalog = Catalog.load(tmp_path)
    with pytest.raises(DataError, match=r"towns\.geojson"):
        catalog.layer("towns")
    for content in ("", "{}", '{"type": "FeatureCollection"}', "<html>"):
        (tmp_path / "zones.geojson").write_text(content, encoding="utf-8")
        with pytest.raises(DataError, match=r"zones\.geojson"):
            catalog.layer("zones")


def test_sources_page_names_every_layer_in_both_languages(catalog: Catalog) -> None:
    page = (layers_folder() / "SOURCES.md").read_text(encoding="utf-8")
    for entry in catalog.entries:
        for text in (entry.title.zh, entry.title.en, entry.source.zh, entry.source.en, f"`{entry.id}`"):
            assert text in page, entry.id
