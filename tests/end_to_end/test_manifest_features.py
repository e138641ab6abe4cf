"""What a person gets in a requirements file, a pyproject.toml and a script, over stdio: the same."""

import pytest

from tests.support.editing import CAPABILITIES, editing
from tests.support.edits import applied
from tests.support.environments import bare, install_fake
from tests.support.loopback_index import Release, serving
from tests.support.manifest_kinds import MANIFESTS

EVERYTHING = {
    **CAPABILITIES,
    "workspace": {
        **CAPABILITIES["workspace"],
        "inlayHint": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
    },
    "textDocument": {
        **CAPABILITIES["textDocument"],
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "documentLink": {"tooltipSupport": True},
        "rename": {"prepareSupport": True},
        "semanticTokens": {"formats": ["relative"], "requests": {"full": True}},
    },
}
RELEASES = (
    Release("Flask", "3.0.0", extras={"async": ("asgiref",)}),
    Release("Flask", "2.3.0"),
    Release("requests", "2.32.3"),
    Release("six", "1.17.0"),
    Release("six", "1.16.0", yanked="broken"),
)
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 1000, "character": 0}}
OPTIONS = {"tabSize": 4, "insertSpaces": True}
TYPES = ("class", "parameter", "operator", "number", "macro", "keyword", "string", "comment")


COMPLETED = {
    "fl|": "Flask",
    "FL|": "Flask",
    "flask[|": "async",
    "flask[as|": "async",
    "flask |": ">=",
    "flask>=|": "3.0.0",
    "flask>=2,<|": "3.0.0",
    "flask~=2|": "2.3.0",
    "flask; |": "python_version",
    "flask; sys_|": "sys_platform",
    "flask; sys_platform |": "==",
    "flask; sys_platform == '|'": "linux",
}
"""By what is typed, with the cursor: what must be among the proposals."""

MISTAKES = (
    ("flask >> 1", "invalid-requirement", ">"),
    ("flask>3,<2", "unsatisfiable-requirement", ">3,<2"),
    ("requests>=99", "no-matching-release", ">=99"),
    ("reqeusts", "unknown-project", "reqeusts"),
    ("flask[nope]", "unknown-extra", "nope"),
    ("six==1.16.0", "yanked-release", "==1.16.0"),
    ("flask; python_version < '2'", "marker-never-holds", "python_version < '2'"),
)
"""Requirements, the code of what is wrong, and the characters it is said at."""


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    bare(folder / ".venv")
    install_fake(folder / ".venv", "six", "1.17.0", files={"six.py": ""})
    return folder


@pytest.fixture
async def editor(shop):
    with serving(*RELEASES) as index:
        async with editing(
            shop, index, capabilities=EVERYTHING, settings={"index": {"names": "auto"}}
        ) as opened:
            yield opened
            assert "Traceback" not in opened.server.error_output


@pytest.fixture(params=MANIFESTS, ids=lambda each: each.name)
def manifest(request):
    return request.param


async def proposed(editor, manifest, column, label):
    """Ask again until an item is proposed, as an editor does while lists are incomplete."""
    place = manifest.at(0, column)
    while True:
        items = await editor.completions(manifest.name, place["line"], place["character"])
        if found := [item for item in items if item["label"] == label]:
            return found[0]


async def project_known(editor, name):
    """Wait until the project of a file was read: a question about the environment does."""
    await editor.asked("codeLens", name)


def coloured(editor, name, data):
    """Return the tokens as their text and type."""
    line = column = 0
    for below, after, length, kind, _ in zip(*[iter(data)] * 5, strict=True):
        line, column = line + below, after if below else column + after
        start, end = {"line": line, "character": column}, {"line": line, "character": column + length}
        yield editor.text(name, {"start": start, "end": end}), TYPES[kind]


def chain(editor, name, selection):
    while selection:
        yield editor.text(name, selection["range"])
        selection = selection.get("parent")


class TestInEveryManifest:
    async def test_completion_offers_what_fits_where_the_cursor_is(self, editor, manifest):
        editor.open(manifest.name, manifest.text(""))
        for typed, expected in COMPLETED.items():
            editor.type(manifest.name, manifest.text(typed.replace("|", "")))
            await proposed(editor, manifest, typed.index("|"), expected)

    async def test_accepting_a_proposal_replaces_exactly_the_token(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask[async]>=2,<3; python_version > '3'"))
        chosen = await proposed(editor, manifest, 15, "2.3.0")
        after = applied(editor.buffers[editor.uri(manifest.name)], [chosen["textEdit"]])
        assert after == manifest.text("flask[async]>=2.3.0,<3; python_version > '3'")

    async def test_mistakes_are_said_at_the_exact_characters(self, editor, manifest):
        editor.open(manifest.name, manifest.text("requests", *(each[0] for each in MISTAKES)))
        for number, (_, code, where) in enumerate(MISTAKES, 1):
            said = await editor.until_said(manifest.name, code)
            assert (code, said["range"]["start"]["line"]) == (code, manifest.at(number)["line"])
            assert editor.text(manifest.name, said["range"]) == where

    async def test_a_second_declaration_is_a_duplicate_and_can_be_removed(self, editor, manifest):
        editor.open(manifest.name, manifest.text("requests>=2", "flask", "Requests<3"))
        said = await editor.until_said(manifest.name, "duplicate-requirement")
        assert editor.text(manifest.name, said["range"]) == "Requests"
        place = said["range"]["start"]
        actions = await editor.actions(manifest.name, place["line"], place["character"])
        removal = next(each for each in actions if each["title"].startswith("Remove"))
        await editor.perform(removal)
        assert editor.buffers[editor.uri(manifest.name)] == manifest.text("requests>=2", "flask")

    async def test_a_misspelled_name_is_corrected(self, editor, manifest):
        editor.open(manifest.name, manifest.text("reqeusts>=2"))
        await editor.until_said(manifest.name, "unknown-project")
        place = manifest.at(0, 1)
        await editor.completions(manifest.name, place["line"], place["character"])
        actions = []
        while not actions:
            actions = await editor.actions(manifest.name, place["line"], place["character"])
        await editor.perform(actions[0])
        assert editor.buffers[editor.uri(manifest.name)] == manifest.text("requests>=2")

    async def test_hover_tells_the_releases(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask; python_version > '3'"))
        place = manifest.at(0, 2)
        shown = ""
        while "`3.0.0`" not in shown:
            shown = await editor.hover(manifest.name, place["line"], place["character"])

    async def test_the_outline_names_requirements_and_versions(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask>=2", "six"))
        outline = await editor.asked("documentSymbol", manifest.name)
        if manifest.name != "requirements.txt":
            (group,) = outline
            assert group["name"] == "dependencies"
            outline = group["children"]
        assert [(each["name"], each.get("detail")) for each in outline] == [("flask", ">=2"), ("six", None)]
        assert editor.text(manifest.name, outline[0]["range"]) == "flask>=2"
        assert editor.text(manifest.name, outline[0]["selectionRange"]) == "flask"

    async def test_every_part_has_its_colour(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask[async]>=2; os_name=='x'", "six"))
        answer = await editor.asked("semanticTokens/full", manifest.name)
        assert list(coloured(editor, manifest.name, answer["data"])) == [
            ("flask", "class"),
            ("async", "parameter"),
            (">=", "operator"),
            ("2", "number"),
            ("os_name=='x'", "macro"),
            ("six", "class"),
        ]

    async def test_addresses_are_links(self, editor, manifest):
        address = "https://files.example/tool.whl"
        editor.open(manifest.name, manifest.text(f"tool @ {address}", "local @ ./parts/local.whl"))
        found = await editor.asked("documentLink", manifest.name)
        shown = [(editor.text(manifest.name, link["range"]), link["target"]) for link in found]
        assert (address, address) in shown

    async def test_what_means_the_same_is_highlighted(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask", "flask[async]"))
        await project_known(editor, manifest.name)
        found = await editor.asked("documentHighlight", manifest.name, position=manifest.at(1, 1))
        assert [editor.text(manifest.name, one["range"]) for one in found] == ["flask", "flask"]
        assert {one["kind"] for one in found} == {3}

    async def test_a_project_leads_to_its_declaration(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask", "six"))
        await project_known(editor, manifest.name)
        here = {"uri": editor.uri(manifest.name), "range": manifest.range(1, 0, 3)}
        assert await editor.asked("definition", manifest.name, position=manifest.at(1, 1)) == [here]

    async def test_selections_grow_to_the_whole_file(self, editor, manifest):
        editor.open(manifest.name, manifest.text("six", "flask[async]>=2"))
        (found,) = await editor.asked("selectionRange", manifest.name, positions=[manifest.at(1, 7)])
        shown = list(chain(editor, manifest.name, found))
        assert shown[:3] == ["async", "[async]", "flask[async]"]
        assert "flask[async]>=2" in shown
        assert shown[-1] == editor.buffers[editor.uri(manifest.name)]

    async def test_formatting_changes_blanks_alone_and_once(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask [async] >= 2 ,<3;os_name=='x'", "six  == 1.17"))
        edits = await editor.asked("formatting", manifest.name, options=OPTIONS)
        after = applied(editor.buffers[editor.uri(manifest.name)], edits)
        assert after == manifest.text("flask[async]>=2,<3; os_name=='x'", "six==1.17")
        editor.type(manifest.name, after)
        assert await editor.asked("formatting", manifest.name, options=OPTIONS) == []

    async def test_every_question_has_an_answer_at_every_keystroke(self, editor, manifest):
        requirement = "flask[async]>=2,<3; python_version > '3' and os_name=='x'"
        editor.open(manifest.name, manifest.text(""))
        for end in range(1, len(requirement) + 1):
            editor.type(manifest.name, manifest.text(requirement[:end]))
            here = manifest.at(0, end)
            await editor.completions(manifest.name, here["line"], here["character"])
            outline = await editor.asked("documentSymbol", manifest.name)
            shown = editor.text(manifest.name, outline[0]["range"])
            assert shown.rstrip("; ,") == requirement[:end].rstrip("; ,")
            for method in ("foldingRange", "semanticTokens/full", "documentLink"):
                assert await editor.asked(method, manifest.name) is not None
            assert await editor.asked("selectionRange", manifest.name, positions=[here])
            assert await editor.asked("definition", manifest.name, position=here) is not None
        assert await editor.asked("formatting", manifest.name, options=OPTIONS) is not None


class TestAgainstTheEnvironment:
    """Of files that speak of the project's environment; a script has one of its own."""

    @pytest.fixture(params=MANIFESTS[:2], ids=lambda each: each.name)
    def manifest(self, request):
        return request.param

    async def test_a_marker_that_does_not_hold_dims_and_silences(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask; os_name == 'none'", "six; os_name != 'none'"))
        said = await editor.until_said(manifest.name, "inactive-requirement")
        assert said["tags"] == [1]
        assert "not-installed" not in editor.codes(manifest.name)

    async def test_hover_tells_whether_the_marker_holds(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask; python_version > '3'"))
        await project_known(editor, manifest.name)
        place = manifest.at(0, 2)
        shown = await editor.hover(manifest.name, place["line"], place["character"])
        assert "Applies in `.venv`" in shown

    async def test_a_constraint_is_a_use_of_a_project(self, editor, manifest):
        (editor.folder / "constraints.txt").write_text("Six<2\n")
        editor.open(manifest.name, manifest.text("flask", "six"))
        await project_known(editor, manifest.name)
        context = {"includeDeclaration": True}
        used = await editor.asked("references", manifest.name, position=manifest.at(1, 1), context=context)
        uris = {each["uri"] for each in used}
        assert uris == {editor.uri(manifest.name), editor.uri("constraints.txt")}

    async def test_an_import_leads_to_the_declaration_of_what_provides_it(self, editor, manifest):
        editor.open(manifest.name, manifest.text("flask", "six"))
        editor.open("app.py", "import nowhere\n")
        await project_known(editor, manifest.name)
        await editor.until_said("app.py", "unresolved-import")
        editor.type("app.py", "import json\nimport six\n")
        (place,) = await editor.asked("definition", "app.py", position={"line": 1, "character": 8})
        assert place == {"uri": editor.uri(manifest.name), "range": manifest.range(1, 0, 3)}

    async def test_what_is_missing_can_be_installed_from_a_lens(self, editor, manifest):
        editor.open(manifest.name, manifest.text("requests", "six"))
        (lens,) = await editor.asked("codeLens", manifest.name)
        assert lens["command"]["title"] == "Install all (1 not installed)"
        refreshed = len(editor.client.requests("workspace/codeLens/refresh"))
        result = await editor.perform({"command": lens["command"]})
        assert [each["name"] for each in result["added"]] == ["requests"]
        await editor.client.until(
            lambda: len(editor.client.requests("workspace/codeLens/refresh")) > refreshed
        )
        assert await editor.asked("codeLens", manifest.name) == []
        await editor.until_silent(manifest.name, "not-installed")

    async def test_the_installed_version_is_shown_where_it_differs(self, editor, manifest):
        editor.open(manifest.name, manifest.text("six==1.16.0", "six>=1"))
        (hint,) = await editor.asked("inlayHint", manifest.name, range=WHOLE)
        assert hint["label"] == "installed: 1.17.0"
        assert hint["position"] == manifest.at(0, len("six==1.16.0"))

    async def test_hints_and_lenses_are_right_at_the_first_question(self, editor, manifest):
        """Nothing was published yet: the question waits for the project to be known."""
        editor.open(manifest.name, manifest.text("six==1.0", "flask"))
        assert await editor.asked("inlayHint", manifest.name, range=WHOLE)
        assert await editor.asked("codeLens", manifest.name)

    async def test_a_script_has_an_environment_of_its_own(self, editor):
        script = MANIFESTS[2]
        editor.open(script.name, script.text("six==1.16.0", "absent"))
        await editor.until_said(script.name, "unknown-project")
        assert "not-installed" not in editor.codes(script.name)
        assert await editor.asked("codeLens", script.name) == []
        assert await editor.asked("inlayHint", script.name, range=WHOLE) == []


class TestCompletionOfOneKindAlone:
    @pytest.mark.parametrize(
        ("name", "text", "expected"),
        [
            ("requirements.txt", "-r |\n", "requirements/base.txt"),
            ("requirements.txt", "--extra|\n", "--extra-index-url"),
            ("requirements.txt", "tool @ |\n", "git+https://"),
            ("pyproject.toml", '[dependency-groups]\nall = [{ include-group = "|" }]\ntest = []\n', "test"),
            ("tool.py", "# /// script\n# |\n# ///\n", "requires-python"),
        ],
    )
    async def test_paths_options_schemes_groups_and_keys(self, editor, name, text, expected):
        (editor.folder / "requirements").mkdir()
        (editor.folder / "requirements" / "base.txt").write_text("six\n")
        line, character = text[: text.index("|")].count("\n"), len(text[: text.index("|")].split("\n")[-1])
        editor.open(name, text.replace("|", ""))
        await project_known(editor, name)
        items = await editor.completions(name, line, character)
        assert expected in [item["label"] for item in items]


class TestFilesThatIncludeOthers:
    async def test_a_file_that_is_only_on_disk_counts(self, editor):
        (editor.folder / "base.txt").write_text("flask>=3\n")
        editor.open("requirements.txt", "-r base.txt\nflask<3\n")
        said = await editor.until_said("requirements.txt", "conflicting-requirements")
        assert "base.txt" in said["message"]

    @pytest.mark.parametrize("opened_first", ["requirements.txt", "deps/prod.txt"])
    async def test_what_a_manifest_includes_is_one_whatever_its_name(self, editor, shop, opened_first):
        (shop / "deps").mkdir()
        (shop / "deps" / "prod.txt").write_text("-c pins.list\nflask >> 1\n")
        (shop / "deps" / "pins.list").write_text("six<1\nrequests\n")
        (shop / "requirements.txt").write_text("-r deps/prod.txt\n")
        editor.open(opened_first, None, "plaintext")
        for name in ("requirements.txt", "deps/prod.txt", "deps/pins.list"):
            if name != opened_first:
                editor.open(name, None, "plaintext")
                await editor.client.until(lambda: editor.client.publications(editor.uri("requirements.txt")))
        await editor.until_said("deps/prod.txt", "invalid-requirement")
        # Constraints limit what is installed and ask for nothing.
        await editor.until_said("deps/pins.list", "version-mismatch")
        assert "not-installed" not in editor.codes("deps/pins.list")

    async def test_an_included_file_is_a_manifest_when_it_is_opened_alone(self, editor):
        project = editor.folder / "services" / "till"
        project.mkdir(parents=True)
        (project / "pyproject.toml").write_text('[project]\nname = "till"\nversion = "1"\n')
        (project / "requirements.txt").write_text("-r odd.list\n")
        (project / "odd.list").write_text("flask >> 1\n")
        editor.open("services/till/odd.list", None, "plaintext")
        await editor.until_said("services/till/odd.list", "invalid-requirement")

    async def test_a_chapter_that_becomes_a_list_of_constraints_is_read_as_that(self, editor):
        editor.open("docs/constraints.txt", "Constraints are what this chapter is about.\n" * 12)
        editor.type("docs/constraints.txt", "flask >> 1\n")
        await editor.until_said("docs/constraints.txt", "invalid-requirement")

    async def test_paths_on_disk_are_completed_folder_by_folder(self, editor):
        (editor.folder / "deps" / "more").mkdir(parents=True)
        (editor.folder / "deps" / "base.txt").write_text("six\n")
        editor.open("requirements.txt", "-r d\n-r deps/\n-e ./deps/m\n")
        shown = [
            [item["label"] for item in await editor.completions("requirements.txt", line, character)]
            for line, character in ((0, 4), (1, 8), (2, 10))
        ]
        assert shown == [["deps/"], ["deps/base.txt", "deps/more/"], ["./deps/more/"]]

    async def test_an_include_leads_to_the_file(self, editor):
        (editor.folder / "parts").mkdir()
        (editor.folder / "parts" / "base.txt").write_text("six\n")
        editor.open("requirements.txt", "-r parts/base.txt\n")
        (place,) = await editor.asked("definition", "requirements.txt", position={"line": 0, "character": 6})
        assert place["uri"] == editor.uri("parts/base.txt")
        (link,) = await editor.asked("documentLink", "requirements.txt")
        assert (link["target"], link["tooltip"]) == (editor.uri("parts/base.txt"), "Open this file")

    async def test_a_missing_file_is_said_where_it_is_named(self, editor):
        editor.open("requirements.txt", "six\n-r nowhere.txt\n")
        said = await editor.until_said("requirements.txt", "missing-include")
        assert editor.text("requirements.txt", said["range"]) == "nowhere.txt"

    async def test_files_that_include_each_other_are_a_cycle(self, editor):
        (editor.folder / "base.txt").write_text("-r requirements.txt\n")
        editor.open("requirements.txt", "-r base.txt\n")
        said = await editor.until_said("requirements.txt", "include-cycle")
        assert editor.text("requirements.txt", said["range"]) == "base.txt"

    async def test_what_is_typed_in_one_file_counts_in_the_other_at_once(self, editor):
        editor.open("base.txt", "flask>=3\n")
        editor.open("requirements.txt", "-r base.txt\nflask<3\n")
        await editor.until_said("requirements.txt", "conflicting-requirements")
        editor.type("base.txt", "flask>=2\n")
        await editor.until_silent("requirements.txt", "conflicting-requirements")


PROJECT = """\
[project]
name = "shop"
version = "1"

[project.optional-dependencies]
fast = ["six"]

[dependency-groups]
test = ["six"]
all = [{ include-group = "Test" }, "shop[fast]"]
"""


class TestGroupsAndExtras:
    def place(self, text):
        """Return the position inside of a text of the project."""
        lines = PROJECT[: PROJECT.index(text)].split("\n")
        return {"line": len(lines) - 1, "character": len(lines[-1]) + 1}

    @pytest.mark.parametrize(
        ("groups", "code", "where"),
        [
            ('all = [{ include-group = "nowhere" }]', "unknown-group", "nowhere"),
            ('one = [{ include-group = "two" }]\ntwo = [{ include-group = "one" }]', "group-cycle", "two"),
        ],
    )
    async def test_groups_that_cannot_be_are_said(self, editor, groups, code, where):
        editor.open("pyproject.toml", f"[dependency-groups]\n{groups}\n")
        said = await editor.until_said("pyproject.toml", code)
        assert where in editor.text("pyproject.toml", said["range"])

    async def test_a_group_is_found_from_where_it_is_included(self, editor):
        editor.open("pyproject.toml", PROJECT)
        (place,) = await editor.asked("definition", "pyproject.toml", position=self.place("Test"))
        assert editor.text("pyproject.toml", place["range"]) == "test"

    async def test_references_leave_out_the_definition_unless_it_is_wanted(self, editor):
        editor.open("pyproject.toml", PROJECT)
        position = self.place("test =")

        async def found(wanted):
            places = await editor.asked(
                "references", "pyproject.toml", position=position, context={"includeDeclaration": wanted}
            )
            return [editor.text("pyproject.toml", place["range"]) for place in places]

        assert sorted(await found(True)) == ["Test", "test"]
        assert await found(False) == ["Test"]

    async def test_an_extra_is_renamed_in_every_file_of_the_project(self, editor):
        (editor.folder / "requirements.txt").write_text("six\nshop[fast]\n")
        editor.open("pyproject.toml", PROJECT)
        await project_known(editor, "pyproject.toml")
        position = self.place("fast =")
        range_ = await editor.asked("prepareRename", "pyproject.toml", position=position)
        assert editor.text("pyproject.toml", range_) == "fast"
        edit = await editor.asked("rename", "pyproject.toml", position=position, newName="quick")
        await editor.perform({"edit": edit})
        assert editor.buffers[editor.uri("pyproject.toml")] == PROJECT.replace("fast", "quick")
        assert (editor.folder / "requirements.txt").read_text() == "six\nshop[quick]\n"

    async def test_a_rename_that_cannot_be_says_why(self, editor):
        editor.open("pyproject.toml", PROJECT)
        uri = {"uri": editor.uri("pyproject.toml")}
        for text, name, reason in (
            ("six", "other", "only dependency groups and extras of this project can be renamed"),
            ("fast", "not a name", "not a name of letters, digits, `-` and `_`: `not a name`"),
        ):
            params = {"textDocument": uri, "position": self.place(text), "newName": name}
            response = await editor.client.request("textDocument/rename", params)
            assert response["error"]["message"] == reason
        assert await editor.asked("prepareRename", "pyproject.toml", position=self.place("six")) is None


async def test_columns_count_as_the_client_counts(editor):
    editor.open("pyproject.toml", '[project]\ndependencies = ["😀é", "flask [async]"]  # 😀\n')
    answer = await editor.asked("semanticTokens/full", "pyproject.toml")
    line = ["[project]", 'dependencies = ["😀é", "flask [async]"]'][1]
    start = len(line[: line.index("flask")].encode("utf-16-le")) // 2
    assert answer["data"][:5] == [1, start, 5, 0, 0]
    (edit,) = await editor.asked("formatting", "pyproject.toml", options=OPTIONS)
    assert edit["range"]["start"] == {"line": 1, "character": start + 5}


async def test_nothing_is_said_of_files_that_are_not_manifests(editor):
    editor.open("notes.txt", "flask>=2\n", language="plaintext")
    for method in ("documentSymbol", "foldingRange", "documentLink", "codeLens"):
        assert await editor.asked(method, "notes.txt") == []
    assert (await editor.asked("semanticTokens/full", "notes.txt"))["data"] == []
    assert await editor.asked("formatting", "notes.txt", options=OPTIONS) == []
