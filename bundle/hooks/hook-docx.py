# python-docx opens its templates as "docx/parts/../templates/…": the folder docx/parts must exist, or the system
# cannot walk through it.  A source file of it goes along for that; the modules themselves lie in the archive.
from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("docx")
datas += collect_data_files("docx", include_py_files=True, includes=["parts/__init__.py"])
