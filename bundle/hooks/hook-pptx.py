# As for python-docx: "pptx/oxml/../templates/…" and "pptx/shapes/../templates/…" need these folders to exist.
from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("pptx")
datas += collect_data_files("pptx", include_py_files=True, includes=["oxml/__init__.py", "shapes/__init__.py"])
