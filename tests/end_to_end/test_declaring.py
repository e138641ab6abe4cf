"""What was installed is written into a manifest, through the editor, or it is told why not."""

from pathlib import Path

import pytest

from tests.support.editing import Editor, editing
from tests.support.environments import bare, install_fake
from tests.support.generated_distributions import Release, wheel

PROJECT = '[project]\nname = "shop"\nversion = "1.0"\n'
SCRIPT = '# /// script\n# dependencies = ["other"]\n# ///\nimport part\n'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    # What is there already is quickly installed: these tests are about what is written.
    install_fake(bare(tmp_path / "shop" / ".venv"), "part", "1.5", modules=("part",))
    return tmp_path / "shop"


async def declared(editor: Editor, name: str, *requirements: str, **more: str) -> str | None:
    """Install and declare; returns what was said, `None` when it was declared."""
    result = await editor.execute(
        "venvls.install", requirements=list(requirements or ["part>=1"]), declareIn=editor.uri(name), **more
    )
    assert result["failure"] is None
    assert result["declared"] is (result["undeclared"] is None)
    said: str | None = result["undeclared"]
    return said


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("requirements.txt", "other", "other\npart>=1"),
        ("constraints.txt", "other<2\n", "other<2\npart>=1\n"),
        ("pyproject.toml", PROJECT, f'{PROJECT}dependencies = [\n    "part>=1",\n]\n'),
        ("tool.py", SCRIPT, SCRIPT.replace('"other"', '"other", "part>=1"')),
        ("requirements.txt", "other\npart >= 1\n", "other\npart >= 1\n"),
        (
            "pyproject.toml",
            f'{PROJECT}dependencies = ["Part>=1"]\n',
            f'{PROJECT}dependencies = ["Part>=1"]\n',
        ),
    ],
    ids=["requirements", "constraints", "pyproject", "script", "there already", "there in a project"],
)
async def test_it_stands_there_once_afterwards(shop: Path, name: str, before: str, after: str) -> None:
    (shop / name).write_text(before)
    async with editing(shop, None) as editor:
        assert await declared(editor, name) is None
        assert (shop / name).read_text() == after


async def test_a_group_of_a_project_can_be_chosen(shop: Path) -> None:
    (shop / "pyproject.toml").write_text('[dependency-groups]\ndev = ["other"]\n')
    async with editing(shop, None) as editor:
        assert await declared(editor, "pyproject.toml", group="Dev") is None
        assert (shop / "pyproject.toml").read_text() == '[dependency-groups]\ndev = ["other", "part>=1"]\n'


async def test_what_is_typed_and_not_saved_is_kept(shop: Path) -> None:
    (shop / "requirements.txt").write_text("other\n")
    async with editing(shop, None) as editor:
        editor.open("requirements.txt")
        editor.type("requirements.txt", "other\nunsaved\n")
        assert await declared(editor, "requirements.txt") is None
        assert editor.buffers[editor.uri("requirements.txt")] == "other\nunsaved\npart>=1\n"


@pytest.mark.parametrize(
    ("name", "text", "requirement", "said"),
    [
        (
            "requirements.txt",
            "part<1\n",
            "part>=1",
            "`requirements.txt` holds `part<1` already, so this was not added: `part>=1`",
        ),
        ("pyproject.toml", "[tool.ruff]\n", "part>=1", "there is no project in: `pyproject.toml`"),
        ("pyproject.toml", "[project\n", "part>=1", "nothing can be added to: `pyproject.toml`"),
        ("app.py", "import part\n", "part>=1", "there is no metadata of a script in: `app.py`"),
        ("notes.md", "notes\n", "part>=1", "this is no manifest that requirements can be added to: "),
    ],
    ids=["another way", "no project", "no TOML", "no script", "no manifest"],
)
async def test_what_cannot_be_written_is_told_and_nothing_is_written(
    shop: Path, name: str, text: str, requirement: str, said: str
) -> None:
    (shop / name).write_text(text)
    async with editing(shop, None) as editor:
        told = await declared(editor, name, requirement)
        assert told is not None
        assert told.startswith(said)
        assert (shop / name).read_text() == text


async def test_a_path_is_not_written_where_the_standard_knows_none(shop: Path) -> None:
    (shop / "pyproject.toml").write_text(PROJECT)
    archive = wheel(Release("thing", "2.0"))
    (shop / archive.filename).write_bytes(archive.content)
    async with editing(shop, None) as editor:
        told = await declared(editor, "pyproject.toml", f"./{archive.filename}")
        assert (
            told == f"only names and direct references can stand in `pyproject.toml`: `./{archive.filename}`"
        )
        assert (shop / "pyproject.toml").read_text() == PROJECT


EXTRA = f'{PROJECT}[project.optional-dependencies]\nMy_Docs = ["other"]\n'


@pytest.mark.parametrize(
    ("before", "extra", "after"),
    [
        (EXTRA, "my-docs", EXTRA.replace('"other"', '"other", "part>=1"')),
        (EXTRA, "tests", f'{EXTRA}tests = [\n    "part>=1",\n]\n'),
        (
            PROJECT,
            "Docs.All",
            f'{PROJECT}\n[project.optional-dependencies]\ndocs-all = [\n    "part>=1",\n]\n',
        ),
        (EXTRA.replace("other", "part>=1"), "my_docs", EXTRA.replace("other", "part>=1")),
    ],
    ids=["one that is there", "another", "the first", "there already"],
)
async def test_optional_dependencies_of_a_project_can_be_chosen(
    shop: Path, before: str, extra: str, after: str
) -> None:
    (shop / "pyproject.toml").write_text(before)
    async with editing(shop, None) as editor:
        assert await declared(editor, "pyproject.toml", extra=extra) is None
        assert (shop / "pyproject.toml").read_text() == after


@pytest.mark.parametrize(
    ("name", "before", "told"),
    [
        ("requirements.txt", "", "there are no optional dependencies in: `requirements.txt`"),
        ("pyproject.toml", "[tool.black]\n", "there is no project in: `pyproject.toml`"),
        ("pyproject.toml", "[tool.poetry]\n", "there is no project in: `pyproject.toml`"),
        (
            "pyproject.toml",
            f'{PROJECT}dynamic = ["optional-dependencies"]\n',
            "nothing can be added to: `pyproject.toml`",
        ),
        (
            "pyproject.toml",
            EXTRA.replace("other", "part<9"),
            "`pyproject.toml` holds `part<9` already, so this was not added: `part>=1`",
        ),
    ],
)
async def test_optional_dependencies_are_refused_where_they_cannot_be(
    shop: Path, name: str, before: str, told: str
) -> None:
    (shop / name).write_text(before)
    async with editing(shop, None) as editor:
        assert await declared(editor, name, extra="my-docs") == told
        assert (shop / name).read_text() == before


async def test_a_group_is_refused_where_there_are_none_and_no_file_is_left(shop: Path) -> None:
    async with editing(shop, None) as editor:
        told = await declared(editor, "requirements.txt", group="dev")
        assert told == "there are no dependency groups in: `requirements.txt`"
        assert not (shop / "requirements.txt").exists()


async def test_a_manifest_that_the_editor_refuses_to_write_does_not_stay(shop: Path) -> None:
    async with editing(shop, None) as editor:
        editor.client.answers["workspace/applyEdit"] = {"applied": False}
        told = await declared(editor, "requirements.txt")
        assert told == "the editor did not apply the edit: `requirements.txt`"
        assert not (shop / "requirements.txt").exists()
