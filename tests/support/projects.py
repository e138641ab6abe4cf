"""Project folders that build without anything from an index, as they are or as editable.

    project = write_project(tmp_path / "mine")    # the project `mine` 1.0 with the package `mine`

Its build backend lies in the folder itself (PEP 517, "In-tree build backends").
"""

from pathlib import Path

BACKEND = """\
import pathlib, zipfile

INFO = {
    "mine-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: mine\\nVersion: 1.0\\n",
    "mine-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}

def build_wheel(directory, config_settings=None, metadata_directory=None):
    return write(directory, {"mine/__init__.py": ""})

def build_editable(directory, config_settings=None, metadata_directory=None):
    return write(directory, {"mine.pth": str(pathlib.Path.cwd()) + "\\n"})

def write(directory, files):
    name = "mine-1.0-py3-none-any.whl"
    files = {**files, **INFO}
    record = "mine-1.0.dist-info/RECORD"
    files[record] = "".join(f"{path},,\\n" for path in [*files, record])
    with zipfile.ZipFile(pathlib.Path(directory, name), "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return name
"""


def write_project(folder: Path) -> Path:
    """Write a project that builds without anything from an index, editable or not."""
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "mine"\nversion = "1.0"\n'
    )
    (folder / "backend.py").write_text(BACKEND)
    return folder
