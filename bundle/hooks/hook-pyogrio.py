# PyInstaller's own collection has no hook for pyogrio: its modules are imported from compiled code, its GDAL and
# PROJ tables lie inside the package, and on Windows its DLLs in a folder beside it.
from PyInstaller.utils.hooks import collect_data_files, collect_delvewheel_libs_directory, collect_submodules

hiddenimports = collect_submodules("pyogrio", filter=lambda name: not name.startswith("pyogrio.tests"))
datas = collect_data_files("pyogrio", excludes=["tests/**"])
binaries = []
datas, binaries = collect_delvewheel_libs_directory("pyogrio", datas=datas, binaries=binaries)
