# The wheel's own PROJ tables, inside the package, where pyproj looks first once no foreign PROJ_DATA is set.
from PyInstaller.utils.hooks import collect_data_files, collect_delvewheel_libs_directory, collect_submodules

hiddenimports = collect_submodules("pyproj")
datas = collect_data_files("pyproj", includes=["proj_dir/**"])
if not any(source.endswith("proj.db") for source, _ in datas):
    raise SystemExit("pyproj has no proj.db of its own: build with the wheel from PyPI, not with a system package.")
binaries = []
datas, binaries = collect_delvewheel_libs_directory("pyproj", datas=datas, binaries=binaries)
