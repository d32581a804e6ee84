# The one icon font that the window uses, with its table of names.
from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("qtawesome", includes=["fonts/materialdesignicons6-*"])
