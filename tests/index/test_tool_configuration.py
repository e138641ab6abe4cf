"""uv, Poetry and PDM choose indexes in their own ways; uv itself is asked which it takes."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.index.conftest import configured, opened
from tests.support.generated_distributions import distributions
from tests.support.loopback_index import Answer, Release, Status, serving
from venvls.index.configuration import load
from venvls.index.default_index import default_index
from venvls.model.facts import Known, Reason, Unavailable
from venvls.model.index_configuration import Manner, Setting
from venvls.model.names import ProjectName

ONE, TWO, THREE = (f"https://{name}.example/simple" for name in ("one", "two", "three"))
LIB = ProjectName("lib")


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def environment(root, **variables):
    home = root.parent / "home"
    nowhere = {"XDG_CONFIG_DIRS": str(root.parent / "none"), "XDG_CONFIG_HOME": str(home / ".config")}
    return {"HOME": str(home), "PATH": os.environ["PATH"], **nowhere, **variables}


def loaded(root, text, *, agreed=True, **variables):
    (root / "pyproject.toml").write_text(text)
    return load(str(root), environment(root, **variables), agreed=agreed)


def values(settings):
    return [setting.value for setting in settings]


UV = f"""
[project]
name = "mine"
version = "1"
[[tool.uv.index]]
name = "one"
url = "{ONE}"
[[tool.uv.index]]
name = "torch"
url = "{TWO}"
explicit = true
[tool.uv.sources]
torch = {{ index = "torch" }}
"TorchVision" = [{{ index = "torch", marker = "sys_platform == 'linux'" }}]
own = {{ path = "../own" }}
"""


def test_uvs_named_indexes_come_before_the_default_and_explicit_ones_only_when_named(root):
    found = loaded(root, UV)
    assert values(found.indexes) == [ONE, default_index()]
    assert found.indexes[0].origin == f"{root / 'pyproject.toml'}:7"
    assert found.first_match
    assert {name: values(indexes) for name, indexes in found.dedicated} == {
        "torch": [TWO],
        "torchvision": [TWO],
    }


def test_uvs_file_wins_over_its_table_and_the_users_file_comes_after(root):
    (root / "uv.toml").write_text(f'index-url = "{TWO}"\nindex-strategy = "unsafe-best-match"\n')
    user = root.parent / "home/.config/uv/uv.toml"
    user.parent.mkdir(parents=True)
    user.write_text(f'extra-index-url = ["{THREE}"]\nindex-url = "https://lost.example"\noffline = true\n')
    found = loaded(root, UV)
    assert values(found.indexes) == [THREE, TWO]
    assert (found.first_match, found.offline) == (False, True)


def test_uvs_variables_win_and_bring_credentials(root):
    found = loaded(
        root, UV, UV_INDEX=f"three={THREE}", UV_DEFAULT_INDEX=TWO, UV_INDEX_THREE_USERNAME="me",
        UV_INDEX_THREE_PASSWORD="p@ss", UV_INDEX_ONE_USERNAME="token", UV_HTTP_TIMEOUT="7",
    )  # fmt: skip
    assert values(found.indexes) == [
        "https://me:p%40ss@three.example/simple",
        "https://token:@one.example/simple",
        TWO,
    ]
    assert found.timeout == 7


def test_uvs_names_for_the_default_index_timeouts_certificates_and_pre_releases(root):
    variables = {
        "UV_DEFAULT_INDEX": f"own={ONE}",
        "UV_INDEX_OWN_USERNAME": "me",
        "UV_INDEX_OWN_PASSWORD": "secret",
        "UV_REQUEST_TIMEOUT": "9",
        "HTTP_TIMEOUT": "7",
        "SSL_CLIENT_CERT": "/me.pem",
    }
    read = loaded(root, '[tool.uv]\nprerelease = "allow"\n', **variables)
    assert values(read.indexes) == [ONE.replace("://", "://me:secret@")]
    assert (read.timeout, read.client_certificate, read.allow_prereleases) == (9.0, "/me.pem", True)
    variables |= {"UV_HTTP_TIMEOUT": "5", "UV_PRERELEASE": "disallow"}
    read = loaded(root, '[tool.uv]\nprerelease = "allow"\n', **variables)
    assert (read.timeout, read.allow_prereleases) == (5.0, False)


def test_an_index_of_uvs_may_be_a_folder_beside_its_file(root):
    read = loaded(root, '[[tool.uv.index]]\nurl = "../my links"\nformat = "flat"\n')
    assert read.indexes[0].value == (root / "../my links").absolute().as_uri()
    assert read.indexes[0].manner == Manner(flat=True)


async def test_a_flat_index_of_uvs_is_a_place_of_links(root, index):
    links = root.parent / "my links"
    links.mkdir()
    for file in distributions(Release("lib", "3.0")):
        (links / file.filename).write_bytes(file.content)
    with serving(Release("lib", "1.0")) as other:
        read = loaded(
            root,
            '[[tool.uv.index]]\nurl = "../my links"\nformat = "flat"\n'
            f'[[tool.uv.index]]\nurl = "{other.url}"\ndefault = true\n',
        )
        fact = await index.project(LIB, read)
        assert [release.version for release in fact.value.releases] == ["3.0"]
        assert other.requests == []


@pytest.mark.parametrize(
    ("codes", "status", "goes_on"),
    [
        ("[403]", 403, True),
        ("[401, 403]", 401, True),
        ("[503]", 503, True),
        ("[]", 403, False),
        ("[403]", 401, False),
        ("[500]", 503, False),
        ("[0, 200]", 200, False),
    ],
)
async def test_uv_goes_on_to_the_next_index_where_a_status_is_to_be_ignored(
    root, index, codes, status, goes_on
):
    with serving(Release("lib", "9.0")) as private, serving(Release("lib", "1.0")) as public:
        private.fail(Answer(b"nonsense") if status == 200 else Status(status))
        read = loaded(
            root,
            f'[[tool.uv.index]]\nurl = "{private.url}"\nignore-error-codes = {codes}\n'
            f'[[tool.uv.index]]\nurl = "{public.url}"\ndefault = true\n',
        )
        fact = await index.project(LIB, read)
        assert isinstance(fact, Known) == goes_on
        assert bool(public.requests) == goes_on


async def test_uv_tells_nobody_who_asks_where_it_is_never_to(root, environ):
    (root.parent / "home").mkdir(exist_ok=True)
    (root.parent / "home" / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    with serving(Release("lib", "1.0")) as public:
        for manner, tells in (("never", False), ("auto", True)):
            read = loaded(root, f'[[tool.uv.index]]\nurl = "{public.url}"\nauthenticate = "{manner}"\n')
            public.forget()
            async with opened(environ | {"VENVLS_CACHE_DIR": str(root / manner)}) as index:
                await index.project(LIB, replace(read, indexes=read.indexes[:1]))
            assert any("authorization" in request.headers for request in public.requests) == tells


def test_uv_asks_a_keyring_only_where_it_is_told_to(root):
    assert loaded(root, UV).keyring == "disabled"
    assert loaded(root, UV + '[tool.uv]\nkeyring-provider = "subprocess"\n').keyring == "subprocess"
    assert loaded(root, UV, UV_KEYRING_PROVIDER="subprocess").keyring == "subprocess"
    assert loaded(root, "").keyring == ""


def test_uv_says_of_which_projects_wheels_or_sources_are_used(root):
    found = loaded(root, UV + '[tool.uv]\nno-build = true\nno-binary-package = ["Own.Thing"]\n').formats
    assert (found.takes_source("flask"), found.takes_wheels("flask")) == (False, True)
    assert (found.takes_source("own-thing"), found.takes_wheels("own-thing")) == (True, False)
    piped = loaded(root, UV + '[tool.uv.pip]\nonly-binary = ["flask"]\n', UV_NO_BINARY="1").formats
    assert (piped.takes_source("flask"), piped.takes_wheels("flask")) == (True, False)
    named = loaded(root, UV, UV_NO_BUILD_PACKAGE="flask django").formats
    assert [named.takes_source(name) for name in ("flask", "django", "numpy")] == [False, False, True]


def test_uvs_settings_come_before_options_in_requirements_files(root):
    (root / "uv.toml").write_text(f'[[index]]\nurl = "{ONE}"\n')
    in_file = (Setting(f"--index-url {TWO}", "requirements.txt:1", from_workspace=True),)
    read = load(str(root), environment(root), in_file=in_file, agreed=True)
    assert values(read.indexes) == [ONE, TWO]
    variables = environment(root, UV_DEFAULT_INDEX=THREE)
    assert values(load(str(root), variables, in_file=in_file, agreed=True).indexes) == [ONE, THREE]


def test_uv_reads_nothing_of_pips(root):
    (root / "uv.lock").write_text("")
    assert values(load(str(root), environment(root, PIP_INDEX_URL=ONE)).indexes) == [default_index()]


def test_an_index_that_comes_first_and_was_not_agreed_to_hides_the_later_ones(root):
    found = loaded(root, UV, agreed=False)
    assert (found.indexes, dict(found.dedicated)) == ((), {"torch": (), "torchvision": ()})
    assert values(found.unagreed) == [ONE, TWO]


POETRY = f"""
[tool.poetry]
name = "mine"
[[tool.poetry.source]]
name = "later"
url = "{THREE}"
priority = "supplemental"
[[tool.poetry.source]]
name = "own-index"
url = "{ONE}"
[[tool.poetry.source]]
name = "torch"
url = "{TWO}"
priority = "explicit"
[tool.poetry.dependencies]
python = "^3.11"
torch = {{ version = "*", source = "torch" }}
[tool.poetry.group.dev.dependencies]
Tool_Box = [{{ version = "1", source = "torch" }}, {{ version = "2" }}]
"""


def test_poetrys_primary_sources_turn_the_default_off_and_supplemental_ones_come_after_all(root):
    found = loaded(
        root, POETRY, POETRY_HTTP_BASIC_OWN_INDEX_USERNAME="me", POETRY_HTTP_BASIC_OWN_INDEX_PASSWORD="x"
    )
    assert values(found.indexes) == ["https://me:x@one.example/simple"]
    assert (values(found.fallbacks), found.first_match) == ([THREE], False)
    assert {name: values(indexes) for name, indexes in found.dedicated} == {"torch": [TWO], "tool-box": [TWO]}


def sources(*tiers):
    return "".join(
        f'[[tool.poetry.source]]\nname = "{name}"\n' + (f'url = "{url}"\n' if url else "")
        + (f'priority = "{priority}"\n' if priority else "")
        for name, url, priority in tiers
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tiers", "indexes", "fallbacks"),
    [
        ([("x", ONE, "supplemental")], ["default"], [ONE]),
        ([("x", ONE, ""), ("y", TWO, "primary")], [ONE, TWO], []),
        ([("PyPI", "", "primary"), ("x", ONE, "primary")], ["default", ONE], []),
        ([("x", ONE, ""), ("PyPI", "", "supplemental"), ("y", TWO, "supplemental")], [ONE], ["default", TWO]),
        ([("x", ONE, "explicit")], ["default"], []),
    ],
)
def test_poetrys_tiers(root, tiers, indexes, fallbacks):
    found = loaded(root, sources(*tiers))
    named = {"default": default_index()}
    assert values(found.indexes) == [named.get(index, index) for index in indexes]
    assert values(found.fallbacks) == [named.get(index, index) for index in fallbacks]


def test_poetry_may_pin_a_project_to_the_default_index(root):
    pinned = '[tool.poetry.dependencies]\nlib = { version = "*", source = "pypi" }\n'
    found = loaded(root, sources(("x", ONE, ""), ("PyPI", "", "explicit")) + pinned)
    assert values(found.indexes) == [ONE]
    assert {name: values(indexes) for name, indexes in found.dedicated} == {"lib": [default_index()]}


def test_no_fallback_is_asked_while_an_index_before_it_was_not_agreed_to(root):
    found = loaded(root, sources(("x", ONE, ""), ("PyPI", "", "supplemental")), agreed=False)
    assert (found.indexes, found.fallbacks, values(found.unagreed)) == ((), (), [ONE])


@pytest.fixture
def member(tmp_path):
    """A member of a uv workspace whose root is above the folder that is the project."""
    folder = tmp_path / "root" / "members" / "one"
    folder.mkdir(parents=True)
    workspace = '[tool.uv.workspace]\nmembers = ["members/*"]\nexclude = ["members/not"]\n'
    (tmp_path / "root/pyproject.toml").write_text(UV + workspace)
    return folder


def test_a_member_of_a_uv_workspace_has_the_configuration_of_its_root(member):
    found = loaded(member, '[project]\nname = "one"\n[tool.uv]\nindex-url = "https://lost.example"\n')
    assert values(found.indexes) == [ONE, default_index()]
    assert found.indexes[0].from_workspace
    assert {name: values(indexes) for name, indexes in found.dedicated} == {
        "torch": [TWO],
        "torchvision": [TWO],
    }


def test_a_members_own_sources_come_before_those_of_its_root(member):
    index = f'[[tool.uv.index]]\nname = "own"\nurl = "{THREE}"\nexplicit = true\n'
    found = loaded(
        member, f'{index}[tool.uv.sources]\ntorch = {{ index = "own" }}\nlib = {{ index = "one" }}\n'
    )
    assert [(name, values(indexes)) for name, indexes in found.dedicated] == [
        ("torch", [THREE]),
        ("lib", [ONE]),
        ("torch", [TWO]),
        ("torchvision", [TWO]),
    ]


def test_whom_a_workspace_does_not_list_is_a_project_of_its_own(member):
    other = member.parent / "not"
    other.mkdir()
    assert values(loaded(other, "[project]\n", PIP_INDEX_URL=THREE).indexes) == [THREE]


PDM = f"""
[tool.pdm]
[[tool.pdm.source]]
name = "pypi"
url = "{ONE}"
[[tool.pdm.source]]
name = "private"
url = "https://${{USER_OF_PRIVATE}}:x@two.example/simple"
include_packages = ["mine", "mine-*"]
verify_ssl = false
[[tool.pdm.source]]
name = "archives"
url = "{THREE}"
type = "find_links"
"""


def test_pdms_sources(root):
    found = loaded(root, PDM, USER_OF_PRIVATE="me")
    assert values(found.indexes) == [ONE, "https://me:x@two.example/simple"]
    assert values(found.find_links) == [THREE]
    assert found.trusted_hosts == ("two.example",)
    assert [name for name, _ in found.dedicated] == ["mine", "mine-*"]
    assert not found.first_match


def test_half_typed_toml_is_a_problem_and_not_an_error(root):
    found = loaded(root, "[tool.uv\n", PIP_INDEX_URL=ONE)
    assert values(found.indexes) == [ONE]
    assert "pyproject.toml" in found.problems[0]


@pytest.mark.parametrize(
    "text", ["[tool]\nuv = 3", "[tool.uv]\nindex = 3\nsources = 4", "[tool.poetry]\nsource = {a = 1}"]
)
def test_wrong_types_are_passed_over(root, text):
    assert values(loaded(root, text).indexes) == [default_index()]


async def test_the_first_index_that_lists_a_project_is_the_only_one_for_it(index):
    with (
        serving(Release("lib", "1.0")) as first,
        serving(Release("lib", "2.0"), Release("other", "1")) as second,
    ):
        configuration = configured(first.url, second.url, first_match=True)
        fact = await index.project(LIB, configuration)
        assert [release.version for release in fact.value.releases] == ["1.0"]
        assert second.paths == []
        assert isinstance(await index.project(ProjectName("other"), configuration), Known)


async def test_a_fallback_is_asked_only_for_what_the_others_do_not_list(index):
    with (
        serving(Release("lib", "1.0")) as one,
        serving(Release("lib", "2.0")) as two,
        serving(Release("lib", "3.0"), Release("other", "1")) as fallback,
    ):
        configuration = configured(one.url, two.url, fallbacks=(Setting(fallback.url, "test"),))
        fact = await index.project(LIB, configuration)
        assert [release.version for release in fact.value.releases] == ["2.0", "1.0"]
        assert fallback.paths == []
        assert isinstance(await index.project(ProjectName("other"), configuration), Known)
        fallback.forget()
        two.fail(Status(500))
        assert isinstance(await index.project(ProjectName("secret"), configuration), Unavailable)
        assert fallback.paths == []


async def test_a_dedicated_project_is_asked_for_nowhere_else(index):
    with serving(Release("lib", "1.0")) as own, serving(Release("lib", "2.0")) as public:
        dedicated = (("li*", (Setting(own.url, "test"),)), ("hidden", ()))
        configuration = configured(public.url, dedicated=dedicated)
        fact = await index.project(LIB, configuration)
        assert [release.version for release in fact.value.releases] == ["1.0"]
        hidden = await index.project(ProjectName("hidden"), configuration)
        assert hidden.reason is Reason.NOT_TRUSTED
        assert public.paths == []


def uv(*arguments, root, **variables):
    program = Path(sys.executable).parent / "uv"
    if not program.exists():
        pytest.skip("uv is not installed")
    return subprocess.run(
        [program, *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=60,
        env=environment(root, UV_CACHE_DIR=str(root.parent / "cache"), UV_PYTHON=sys.executable, **variables),
    )  # fmt: skip


@pytest.mark.parametrize("strategy", ["first-index", "unsafe-best-match"])
async def test_uv_itself_chooses_the_same_release(root, environ, strategy):
    with (
        serving(Release("lib", "1.0")) as named,
        serving(Release("lib", "2.0")) as default,
        serving(Release("lib", "3.0"), Release("special", "3.0")) as explicit,
    ):
        (root / "pyproject.toml").write_text(f"""
[project]
name = "mine"
version = "1"
requires-python = ">=3.11"
dependencies = ["lib", "special"]
[tool.uv]
index-strategy = "{strategy}"
[[tool.uv.index]]
name = "default"
url = "{default.url}"
default = true
[[tool.uv.index]]
name = "named"
url = "{named.url}"
[[tool.uv.index]]
name = "explicit"
url = "{explicit.url}"
explicit = true
[tool.uv.sources]
special = {{ index = "explicit" }}
""")
        uv("lock", "--quiet", root=root)
        theirs = (root / "uv.lock").read_text()
        configuration = load(str(root), environment(root), agreed=True)
        async with opened(environ) as index:
            lib = await index.project(LIB, configuration)
            special = await index.project(ProjectName("special"), configuration)
    chosen = lib.value.releases[0].version
    assert chosen == {"first-index": "1.0", "unsafe-best-match": "2.0"}[strategy]
    assert f'name = "lib"\nversion = "{chosen}"' in theirs
    assert special.value.source == explicit.url


def ages(configuration):
    return {tool: (setting.value, setting.from_workspace) for tool, setting in configuration.ages}


def test_how_old_releases_must_be_is_read_for_both_installers_of_any_project(root):
    home = root.parent / "home" / ".config"
    for name, text in (("pip/pip.conf", "[install]\nuploaded-prior-to = P3D\n"),
                       ("uv/uv.toml", 'exclude-newer = "3 days"\n')):  # fmt: skip
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text(text)
    assert ages(loaded(root, "")) == {"pip": ("P3D", False), "uv": ("3 days", False)}
    project = loaded(root, "[tool.uv]\nexclude-newer = '2026-01-01'\n")
    assert ages(project)["uv"] == ("2026-01-01", True)
    by_variables = loaded(root, "", UV_EXCLUDE_NEWER="1 week", PIP_UPLOADED_PRIOR_TO="P1D")
    assert ages(by_variables) == {"pip": ("P1D", False), "uv": ("1 week", False)}


def test_nobody_says_how_old_releases_must_be(root):
    assert loaded(root, "").ages == ()
    assert loaded(root, "[tool.uv").ages == ()


@pytest.mark.parametrize(
    ("settings", "is_used"),
    [
        ('http-proxy = "PROXY"', True),
        ('http-proxy = "PROXY"\nno-proxy = ["other.example"]', True),
        ('http-proxy = "PROXY"\nno-proxy = [".example"]', False),
        ('http-proxy = "PROXY"\nno-proxy = ["*"]', False),
        ('https-proxy = "PROXY"', False),
    ],
)
async def test_uvs_proxies_are_those_that_uv_goes_through(root, settings, is_used):
    with serving() as proxy, serving() as of_environment:
        (root / "uv.toml").write_text(settings.replace("PROXY", proxy.base) + "\n")
        (root / "some.in").write_text("lib\n")
        # A proxy that is configured comes before those of the environment.
        variables = {"HTTP_PROXY": of_environment.base} if is_used else {}
        variables["UV_DEFAULT_INDEX"] = "http://index.example/simple/"
        settled = environment(root, UV_HTTP_TIMEOUT="1", UV_HTTP_RETRIES="0", **variables)
        program = str(Path(sys.executable).with_name("uv"))
        subprocess.run(
            [program, "pip", "compile", "some.in", "--python", sys.executable],
            cwd=root, env=settled | {"UV_CACHE_DIR": str(root / "uv")}, capture_output=True, timeout=60,
        )  # fmt: skip
        by_uv = len(proxy.paths)
        configuration = load(str(root), settled, agreed=True)
        async with opened(settled | {"VENVLS_CACHE_DIR": str(root / "cache")}) as index:
            await index.project(LIB, configuration)
        assert (by_uv > 0, len(proxy.paths) > by_uv) == (is_used, is_used)
        assert of_environment.paths == []


def test_a_proxy_that_only_the_folder_names_waits_for_agreement(root):
    (root / "uv.toml").write_text('http-proxy = "http://proxy.example"\n')
    found = load(str(root), {"HOME": str(root)})
    assert found.proxies == ()
    assert [place.value for place in found.unagreed] == ["http://proxy.example"]
