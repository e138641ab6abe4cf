"""The configuration is the installer's own: compared with what a real pip makes of the same files."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from venvls.index.configuration import default_index, load
from venvls.model.index_configuration import Setting
from venvls.model.names import Uri
from venvls.runtime.scopes import index_options
from venvls.session.documents import opened

ONE, TWO, THREE = (f"https://{name}.example/simple" for name in ("one", "two", "three"))

# What pip's own command line holds after it has read files and variables, and after it has read the
# options of a requirements file: no command prints these.
ORACLE = """
import json, sys
from pip._internal.commands.install import InstallCommand
from pip._internal.req.req_file import parse_requirements
command = InstallCommand("install", "")
options, _ = command.parse_args(["x"])
session = command._build_session(options)
finder = command._build_package_finder(options, session)
for name in sys.argv[1:]:
    list(parse_requirements(name, session=session, finder=finder, options=options))
print(json.dumps({
    "indexes": finder.index_urls, "find_links": finder.find_links, "no_index": options.no_index,
    "trusted": sorted(host for host, _ in session.pip_trusted_origins), "timeout": options.timeout,
    "certificate": options.cert, "client": options.client_cert, "proxy": options.proxy,
    "keyring": options.keyring_provider, "pre": options.pre,
    "no_binary": sorted(finder.format_control.no_binary),
    "only_binary": sorted(finder.format_control.only_binary),
    "formats": {
        name: sorted(finder.format_control.get_allowed_formats(name))
        for name in ("one-thing", "two", "three")
    },
}))
"""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "root").mkdir()
    return tmp_path


def environment(home, **variables):
    base = {"HOME": str(home / "home"), "XDG_CONFIG_DIRS": str(home / "global"), "PATH": os.environ["PATH"]}
    return base | variables


def pip_says(environ, *files):
    done = subprocess.run(
        [sys.executable, "-c", ORACLE, *map(str, files)],
        env=environ, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(done.stdout)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


USER, OLD_USER = "home/.config/pip/pip.conf", "home/.pip/pip.conf"
GLOBAL, MANIFEST = "global/pip/pip.conf", "root/requirements.txt"

CASES = {
    "nothing at all": ({}, {}),
    "a user's index": ({USER: f"[global]\nindex-url = {ONE}\n"}, {}),
    "keys in any spelling": ({USER: f"[global]\nIndex_URL: {ONE}\n--extra-index-url={TWO}\n"}, {}),
    "the command's section wins over the global one of a later file": (
        {GLOBAL: f"[install]\nindex-url={ONE}\n", USER: f"[global]\nindex-url={TWO}\n"},
        {},
    ),
    "variables win over files": ({OLD_USER: f"[global]\nindex-url={ONE}\n"}, {"PIP_INDEX_URL": TWO}),
    "empty values are as good as none": (
        {OLD_USER: f"[global]\nindex-url={ONE}\n"},
        {"PIP_INDEX_URL": ""},
    ),
    "several extras": (
        {USER: f"[global]\nextra-index-url =\n    {ONE}\n    {TWO}\n"},
        {"PIP_FIND_LINKS": f"{THREE} /some/folder"},
    ),
    "no index": ({USER: f"[global]\nno-index = yes\nindex-url = {ONE}\n"}, {}),
    "a chosen file takes the place of the user's": (
        {USER: f"[global]\nindex-url={ONE}\n", "chosen.conf": f"[global]\nextra-index-url={TWO}\n"},
        {"PIP_CONFIG_FILE": "{home}/chosen.conf"},
    ),
    "a chosen file that is missing takes no place": (
        {USER: f"[global]\nindex-url={ONE}\n"},
        {"PIP_CONFIG_FILE": "{home}/missing.conf"},
    ),
    "no files at all": (
        {USER: f"[global]\nindex-url={ONE}\n"},
        {"PIP_CONFIG_FILE": os.devnull},
    ),
    "the connection": (
        {USER: "[global]\ntimeout = 7\nproxy = proxy.example:3128\ncert = /ca.pem\n"},
        {"PIP_TRUSTED_HOST": "one.example two.example:8443", "PIP_CLIENT_CERT": "/me.pem"},
    ),
    "credentials and pre-releases": (
        {USER: "[install]\nkeyring-provider = subprocess\npre = true\n"},
        {"PIP_EXTRA_INDEX_URL": "https://me:secret@three.example/simple"},
    ),
    "options in a requirements file": (
        {MANIFEST: f"--index-url {ONE}\n--extra-index-url={TWO}\n--trusted-host one.example\nx\n"},
        {"PIP_EXTRA_INDEX_URL": THREE},
    ),
    "several options on a line, quoted and with a comment": (
        {MANIFEST: f"--index-url '{ONE}' --extra-index-url={TWO}  # why\n--no-index -f 'wheels'\nx\n"},
        {},
    ),
    "an address with an equals sign": ({MANIFEST: f"--index-url {ONE}?a=b\n-i{TWO}?c=d&e\nx\n"}, {}),
    "variables in a requirements file": (
        {MANIFEST: "--extra-index-url https://${USER_NAME}:${TOKEN}@two.example/simple ${UNSET} $TOKEN\nx\n"},
        {"USER_NAME": "me", "TOKEN": "secret"},
    ),
    "an option by its beginning": (
        {MANIFEST: f"--extra-index {ONE}\n--trusted one.example\n--pypi {TWO}\nx\n"},
        {},
    ),
    "another name of the index": ({USER: f"[global]\npypi-url = {ONE}\n"}, {}),
    "another name of the index, as a variable": ({}, {"PIP_PYPI_URL": ONE}),
    "a folder in place of an index": (
        {MANIFEST: "--index-url wheels\nx\n"},
        {"PIP_EXTRA_INDEX_URL": "wheels"},
    ),
    "formats": (
        {USER: "[install]\nno-binary = :all:\nonly-binary = Two\n", MANIFEST: "--only-binary One_Thing\nx\n"},
        {},
    ),
    "formats of all": (
        {MANIFEST: "--no-binary=two,three\n--only-binary :all:\n--no-binary two\nx\n"},
        {"PIP_NO_BINARY": "one.thing"},
    ),
    "no formats after all": ({MANIFEST: "--no-binary :all:\n--no-binary :none:\nx\n"}, {}),
    "no index in a requirements file": (
        {MANIFEST: f"--no-index\n--index-url {ONE}\n-f {THREE}\n-f wheels\nx\n"},
        {"PIP_INDEX_URL": TWO},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_agrees_with_pip(home, case):
    files, variables = case
    for name, text in files.items():
        write(home / name, text)
    (home / "root" / "wheels").mkdir()
    environ = environment(home, **{name: value.format(home=home) for name, value in variables.items()})
    manifest = home / "root" / "requirements.txt"
    in_file = tuple(index_options(_document(manifest))) if manifest.exists() else ()
    mine = load(str(home / "root"), environ, in_file=in_file, agreed=True)
    theirs = pip_says(environ, *([manifest] if manifest.exists() else ()))
    assert [setting.value for setting in mine.indexes] == theirs["indexes"]
    assert [setting.value for setting in mine.find_links] == theirs["find_links"]
    assert sorted(host.partition(":")[0] for host in mine.trusted_hosts) == theirs["trusted"]
    assert mine.certificate == (theirs["certificate"] or "")
    assert mine.client_certificate == (theirs["client"] or "")
    assert (mine.proxy, mine.timeout) == (theirs["proxy"] or "", theirs["timeout"])
    assert mine.allow_prereleases == theirs["pre"]
    assert (mine.keyring or "auto") == theirs["keyring"]
    assert sorted(mine.formats.no_binary) == theirs["no_binary"]
    assert sorted(mine.formats.only_binary) == theirs["only_binary"]
    for name, taken in theirs["formats"].items():
        assert mine.formats.takes_wheels(name) == ("binary" in taken)
        assert mine.formats.takes_source(name) == ("source" in taken)


def _document(path):
    return opened(Uri(path.as_uri()), str(path), "", 1, path.read_text(), ())


def test_reads_the_same_files_in_the_same_order_as_pip_says(home):
    chosen = write(home / "chosen.conf", f"[global]\nindex-url = {ONE}\n")
    environ = environment(home, PIP_CONFIG_FILE=str(chosen), PIP_TIMEOUT="9")
    debug = subprocess.run(
        [sys.executable, "-m", "pip", "config", "debug"],
        env=environ, capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    existing = re.findall(r"^\s+(\S+), exists: True\n((?:\s+\w+\.\S+: .*\n)*)", debug, re.MULTILINE)
    shown = dict(existing)
    assert f"global.index-url: {ONE}" in shown[str(chosen)]
    assert "PIP_TIMEOUT='9'" in debug
    configuration = load(str(home / "root"), environ)
    assert configuration.indexes == (Setting(ONE, f"{chosen}:2"),)


def test_the_origin_of_each_value_is_said(home):
    path = write(home / "home/.config/pip/pip.conf", f"# mine\n[install]\nindex-url = {ONE}\n")
    configuration = load(
        str(home / "root"),
        environment(home, PIP_EXTRA_INDEX_URL=TWO),
        in_file=(Setting(f"--extra-index-url {THREE}", "requirements.txt:1"),),
    )
    assert [setting.origin for setting in configuration.indexes] == [
        f"{path}:3",
        "variable PIP_EXTRA_INDEX_URL",
        "requirements.txt:1",
    ]


def test_the_environments_own_file_counts_and_is_the_workspaces_when_it_lies_there(home):
    write(home / "root/.venv/pip.conf", f"[global]\nextra-index-url = {ONE}\n")
    prefix = str(home / "root" / ".venv")
    before = load(str(home / "root"), environment(home, PIP_INDEX_URL=TWO), prefix=prefix)
    assert [setting.value for setting in before.indexes] == [TWO]
    assert [setting.value for setting in before.unagreed] == [ONE]
    after = load(str(home / "root"), environment(home, PIP_INDEX_URL=TWO), prefix=prefix, agreed=True)
    assert [setting.value for setting in after.indexes] == [TWO, ONE]


def test_an_environment_elsewhere_in_the_workspace_is_the_workspaces_too_even_behind_a_link(home):
    write(home / "shared/.venv/pip.conf", f"[global]\nindex-url = {ONE}\n")
    write(home / "away/pip.conf", f"[global]\nindex-url = {TWO}\n")
    (home / "root/.venv").symlink_to(home / "away")
    root, environ = str(home / "root"), environment(home, PIP_INDEX_URL="")
    shared = load(root, environ, prefix=str(home / "shared/.venv"), workspace=[str(home / "shared")])
    assert [setting.value for setting in shared.unagreed] == [ONE]
    linked = load(root, environ, prefix=str(home / "root/.venv"))
    assert [setting.value for setting in linked.unagreed] == [TWO]
    own = load(root, environ, prefix=str(home / "away"))
    assert ([setting.value for setting in own.indexes], own.unagreed) == ([TWO], ())


def from_file(*options):
    return tuple(Setting(option, "requirements.txt:1", from_workspace=True) for option in options)


def test_an_index_that_only_the_workspace_names_waits_for_agreement_and_nobody_else_is_asked(home):
    options = from_file(f"--index-url {ONE}", f"--find-links {TWO}", "--trusted-host one.example")
    before = load(str(home / "root"), environment(home, PIP_INDEX_URL=THREE), in_file=options)
    assert (before.indexes, before.find_links, before.trusted_hosts) == ((), (), ())
    assert [setting.value for setting in before.unagreed] == [ONE, TWO, "one.example"]
    after = load(str(home / "root"), environment(home, PIP_INDEX_URL=THREE), in_file=options, agreed=True)
    assert [setting.value for setting in (*after.indexes, *after.find_links)] == [ONE, TWO]
    assert after.unagreed == ()


def test_an_index_that_the_user_configured_too_needs_no_agreement(home):
    environ = environment(home, PIP_INDEX_URL="https://me:secret@one.example/simple/")
    configuration = load(str(home / "root"), environ, in_file=from_file(f"--index-url {ONE}"))
    assert [setting.value for setting in configuration.indexes] == [ONE]
    default = load(str(home / "root"), environment(home), in_file=from_file(f"-i {default_index()}"))
    assert default.unagreed == ()


def test_relative_find_links_lie_in_the_project(home):
    configuration = load(str(home / "root"), environment(home), in_file=from_file("-f wheels"), agreed=True)
    assert [Path(setting.value) for setting in configuration.find_links] == [home / "root" / "wheels"]


@pytest.mark.parametrize("text", ["no section\n", "[global\n", "[global]\nindex-url = \udcff\n"])
def test_a_broken_file_is_reported_and_the_rest_counts(home, text):
    path = home / "home/.config/pip/pip.conf"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    configuration = load(str(home / "root"), environment(home, PIP_INDEX_URL=ONE))
    assert [setting.value for setting in configuration.indexes] == [ONE]
    assert str(path) in configuration.problems[0]


def test_the_key_is_equal_for_equal_configurations_and_tells_no_secret(home):
    def key(url):
        return load(str(home / "root"), environment(home, PIP_INDEX_URL=url)).key

    secret = "https://me:secret@one.example/simple"
    assert key(secret) == key(secret)
    assert len({key(secret), key(ONE), key("https://me:other@one.example/simple")}) == 3
    assert "secret" not in key(secret)
