"""What is wrong with a manifest in itself, before any index or environment is looked at."""

# ruff: noqa: E501 -- a caret line is as long as what it points at and says

from tests.support.check import check_actions, check_diagnostics


def test_comparisons_that_exclude_each_other() -> None:
    check_diagnostics("""
flask>=3,<2
     ^^^^^^ error[unsatisfiable-requirement]: no version can satisfy `<2,>=3`
flask==2
-- index --
flask 2
-- settings --
severities.duplicate-requirement = off
""")


def test_extra_that_the_chosen_release_does_not_have() -> None:
    fixture = """
requests[soc$0ks, Use_Chardet, sock]
                             ^^^^ warning[unknown-extra]: `requests` `2.32` has no extra `sock`
-- index --
requests 2.32 extras=socks,use-chardet
requests 3.0rc1 extras=sock
"""
    check_diagnostics(fixture)
    check_actions(
        fixture.replace("soc$0ks", "socks").replace("sock]", "soc$0k]") + "-- actions --\nChange to `socks`\n"
    )


def test_hashes_are_wanted_everywhere_or_nowhere() -> None:
    check_diagnostics(f"""
requests==2.32.3 --hash=sha256:{"0" * 64}
flask==3.0
^^^^^ error[missing-hash]: other requirements have hashes, and this requirement has no `--hash`
django>=5 --hash=sha256:{"0" * 64}
^^^^^^ error[missing-hash]: other requirements have hashes, which needs an exact version: `==`
""")


def test_malformed_hash() -> None:
    check_diagnostics("""
requests==2.32.3 --hash=md5:0123
                        ^^^ error[malformed-hash]: expected one of `sha256`, `sha384`, `sha512`
""")


def test_marker_that_never_holds() -> None:
    check_diagnostics("""
tomli; python_version < "3.8" and python_version > "3.10"
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning dim[marker-never-holds]: no environment satisfies this marker
a; sys_platform == "plan9" and os_name != "posix" or python_full_version == "3.99.1"
b; sys_platform == "win32" and sys_platform == "linux"
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning dim[marker-never-holds]: no environment satisfies this marker
c; "linux" in sys_platform and python_version in "3.8 3.9"
""")


def test_options_without_effect() -> None:
    check_diagnostics("""
requests --index-url https://index.example/simple
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning dim[ignored-option]: `--index-url` has no effect on the line of a requirement: it needs a line of its own
--index-url https://index.example/simple
-c constraints.txt --pre
                   ^^^^^ warning dim[ignored-option]: `--pre` has no effect on the line of `--constraint`: it needs a line of its own
flask -r gone.txt
      ^^^^^^^^^^^ warning dim[ignored-option]: `--requirement` has no effect on the line of a requirement: it needs a line of its own
-- unreadable --
/project/gone.txt
""")


def test_egg_fragment_becomes_a_direct_reference() -> None:
    fixture = """
git+https://git.example/to$0ol.git@v1#egg=tool
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint deprecated[deprecated-form]: `#egg=` is deprecated, a direct reference names the project first: `tool @ git+https://git.example/tool.git@v1`
-e git+https://git.example/other.git#egg=other
"""
    check_diagnostics(fixture)
    check_actions(
        fixture
        + """-- actions --
Change to `tool @ git+https://git.example/tool.git@v1`
-- requirements.txt after Change to `tool @ git+https://git.example/tool.git@v1` --
tool @ git+https://git.example/tool.git@v1
-e git+https://git.example/other.git#egg=other
"""
    )


def test_normal_form_is_asked_for_only_on_request() -> None:
    check_diagnostics("""
Typing_Extensions
-- index --
typing-extensions 4.0
""")
    check_diagnostics("""
Typing_Extensions
^^^^^^^^^^^^^^^^^ hint[name-not-normalised]: the normal form of this name is `typing-extensions`
-- settings --
severities.name-not-normalised = hint
""")


def test_groups_that_are_not_there_or_include_themselves() -> None:
    fixture = """
-- pyproject.toml --
[dependency-groups]
test = ["pytest", { include-group = "de$0v" }]
                                     ^^^ error[group-cycle]: this group includes itself: `test` → `dev` → `test`
dev = [{ include-group = "Test" }, { include-group = "tset" }]
                          ^^^^ error[group-cycle]: this group includes itself: `dev` → `test` → `dev`
                                                      ^^^^ error[unknown-group]: no dependency group is named `tset`
"""
    check_diagnostics(fixture)
    check_actions(
        fixture.replace("$0", "").replace('"tset"', '"tse$0t"') + "-- actions --\nChange to `test`\n"
    )


def test_groups_that_tools_list_and_nobody_defines() -> None:
    fixture = """
-- pyproject.toml --
[dependency-groups]
test = []
[tool.uv]
default-groups = ["Test", "te$0ts", "dev"]
                           ^^^^ error[unknown-group]: no dependency group is named `tets`
                                   ^^^ error[unknown-group]: no dependency group is named `dev`
[tool.hatch.envs.ci]
dependency-groups = ["lint"]
                      ^^^^ error[unknown-group]: no dependency group is named `lint`
"""
    check_diagnostics(fixture)
    check_actions(f"{fixture}-- actions --\nChange to `test`\n")
    check_diagnostics("""
-- pyproject.toml --
[tool.uv]
dev-dependencies = []
default-groups = ["dev"]
""")


def test_pyproject_is_compared_with_index_and_environment() -> None:
    check_diagnostics("""
-- pyproject.toml --
[build-system]
requires = ["hatchling>=99"]
                      ^^^^ error[no-matching-release]: no release of `hatchling` matches `>=99`, the nearest is `1.26`

[project]
name = "app"
dependencies = ["reqeusts", "flask>=3"]
                 ^^^^^^^^ error[unknown-project]: no project named `reqeusts` on the index
                             ^^^^^ warning[not-installed]: `flask` is not installed in `.venv`

[project.optional-dependencies]
fast = ["uvloop"]

[dependency-groups]
dev = ["pytest<8"]
              ^^ warning[version-mismatch]: `.venv` holds `pytest` `9.0`, which `<8` does not allow
-- .venv --
pytest 9.0
-- index --
hatchling 1.26
flask 3.0
uvloop 0.20
pytest 9.0
pytest 7.0
""")


def test_a_lock_holds_one_release_for_each_platform() -> None:
    check_diagnostics("""
-- uv.lock --
version = 1
[[package]]
name = "alabaster"
version = "0.7.16"
resolution-markers = ["python_full_version < '3.10'"]
[[package]]
name = "alabaster"
version = "1.0.0"
""")


def test_declarations_that_contradict_each_other_across_included_files() -> None:
    check_diagnostics(
        """
-- requirements.txt --
-r base.in
-c constraints.txt
requests>=2
        ^^^ error[conflicting-requirements]: `>=2` contradicts `<2` on line 1 of `constraints.txt`
flask; python_version < "3.8"
rich>=13
-- base.in --
flask<2; python_version >= "3.8"
rich<13
    ^^^ error[conflicting-requirements]: `<13` contradicts `>=13` on line 5 of `requirements.txt`
-- constraints.txt --
requests<2
        ^^ error[conflicting-requirements]: `<2` contradicts `>=2` on line 3 of `requirements.txt`
-- requirements-other.txt --
requests>=5
-- settings --
severities.inactive-requirement = off
""".replace(
            "rich>=13\n",
            "rich>=13\n    ^^^^ error[conflicting-requirements]: `>=13` contradicts `<13` on line 2 of `base.in`\n",
        )
    )


def test_contradiction_within_a_file() -> None:
    check_diagnostics("""
requests>=2
        ^^^ error[conflicting-requirements]: `>=2` contradicts `<2` on line 2
requests<2
        ^^ error[conflicting-requirements]: `<2` contradicts `>=2` on line 1
-- settings --
severities.duplicate-requirement = off
""")


def test_files_that_include_themselves() -> None:
    check_diagnostics("""
-- requirements.txt --
-r base.in
   ^^^^^^^ error[include-cycle]: this file includes itself: `requirements.txt` → `base.in` → `requirements.txt`
-- base.in --
-r ./requirements.txt
   ^^^^^^^^^^^^^^^^^^ error[include-cycle]: this file includes itself: `base.in` → `requirements.txt` → `base.in`
""")


def test_include_of_a_path_that_was_looked_at_in_vain() -> None:
    check_diagnostics("""
-r gone.txt
   ^^^^^^^^ error[missing-include]: there is no readable file at `gone.txt`
-r just-typed.txt
-- unreadable --
/project/gone.txt
""")


def test_option_is_moved_to_a_line_of_its_own() -> None:
    check_actions("""
flask
requests==2  --p$0re # soon
-- actions --
Move `--pre` to a line of its own
-- requirements.txt after Move `--pre` to a line of its own --
flask
--pre
requests==2 # soon
""")


def test_duplicate_in_a_script_is_removed_with_its_line() -> None:
    check_actions("""
-- tool.py --
# /// script
# dependencies = [
#     "flask",
#     "fla$0sk",
# ]
# ///
-- actions --
Remove this declaration of `flask`
-- tool.py after Remove this declaration of `flask` --
# /// script
# dependencies = [
#     "flask",
# ]
# ///
""")


def test_duplicate_element_of_an_array_is_removed() -> None:
    fixture = """
-- pyproject.toml --
[project]
dependencies = [
    "flask>=2",
    "requests",
    "fla$0sk",
]
-- actions --
Remove this declaration of `flask`
-- pyproject.toml after Remove this declaration of `flask` --
[project]
dependencies = [
    "flask>=2",
    "requests",
]
"""
    check_actions(fixture)
    check_actions("""
-- pyproject.toml --
[project]
dependencies = ["flask", "fla$0sk<4"]
-- actions --
Remove this declaration of `flask`
-- pyproject.toml after Remove this declaration of `flask` --
[project]
dependencies = ["flask"]
""")
    check_actions("""
-- pyproject.toml --
[project]
dependencies = ["flask", "fla$0sk<4", "rich"]
-- actions --
Remove this declaration of `flask`
-- pyproject.toml after Remove this declaration of `flask` --
[project]
dependencies = ["flask", "rich"]
""")


def test_groups_and_extras_that_are_the_same_once_normalised() -> None:
    check_diagnostics("""
-- pyproject.toml --
[project.optional-dependencies]
my-docs = ["sphinx"]
My_Docs = ["furo"]
^^^^^^^ error[duplicate-group]: there is an extra of this name already: `my-docs`
test = []

[dependency-groups]
test = ["pytest"]
TEST = ["coverage"]
^^^^ error[duplicate-group]: there is a dependency group of this name already: `test`
""")
