# Instead of the collection's hook: every module that compiled code may import, whatever the version.
from PyInstaller.utils.hooks import collect_data_files, collect_delvewheel_libs_directory, collect_submodules

hiddenimports = collect_submodules("fiona", filter=lambda name: not name.startswith("fiona.fio"))
datas = collect_data_files("fiona", includes=["gdal_data/**", "proj_data/**"])
binaries = []
datas, binaries = collect_delvewheel_libs_directory("fiona", datas=datas, binaries=binaries)
