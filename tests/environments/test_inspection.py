"""An environment is understood from its files as its own interpreter understands itself."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environments import ask, bare, by_uv, install_fake, python_of, seeded, site_packages
from venvls.environments.inspection import inspect
from venvls.model.environment import Environment, EnvironmentKind, EnvironmentState
from venvls.model.modules import resolves
from venvls.model.names import ModuleName, ProjectName

MAKERS: dict[str, Callable[[Path], Path]] = {"venv": bare, "virtualenv": seeded, "uv": by_uv}


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return bare(tmp_path / ".venv")


def providers(environment: Environment, module: str) -> tuple[str, ...] | None:
    name = ModuleName(module)
    return environment.modules.providers(name) if resolves(name, environment.modules) else None


class TestIdentity:
    @pytest.mark.parametrize("maker", MAKERS)
    def test_it_is_what_its_interpreter_says(self, tmp_path: Path, maker: str) -> None:
        prefix = MAKERS[maker](tmp_path / ".venv")
        environment = inspect(str(prefix))
        answer = ask(
            prefix,
            "import os, sys, json, site; print(json.dumps([sys.prefix,"
            " '.'.join(map(str, sys.version_info[:3])), sys.implementation.name,"
            # Debian's Python names further folders, which nobody has made.
            " [path for path in site.getsitepackages() if os.path.isdir(path)]]))",
        )
        assert answer == [
            environment.prefix,
            str(environment.version),
            environment.implementation,
            list(environment.site_packages),
        ]
        assert environment.state is EnvironmentState.READY
        assert environment.kind is EnvironmentKind(maker)
        assert environment.interpreter == str(python_of(prefix))
        assert os.path.samefile(environment.base_interpreter, sys.executable)

    def test_pip_is_seen_where_it_is(self, tmp_path: Path) -> None:
        assert inspect(str(seeded(tmp_path / "with"))).has_pip
        assert not inspect(str(bare(tmp_path / "without"))).has_pip

    @pytest.mark.parametrize(
        ("line", "version"),
        [
            ("version = 3.12.4", "3.12.4"),
            ("version_info = 3.12.4.final.0", "3.12.4"),
            ("version_info = 3.12.4", "3.12.4"),
            ("version_info = 3.14.0.candidate.2", "3.14.0rc2"),
            ("python-version = 3.12", "3.12"),
            ("python-version = 3.12\nversion_info = 3.12.4", "3.12.4"),
            ("VERSION=3.12.4", "3.12.4"),
            ("version = unknown", None),
        ],
    )
    def test_the_version_has_three_spellings(self, tmp_path: Path, line: str, version: str | None) -> None:
        home = tmp_path / "home"
        home.mkdir()
        (tmp_path / ".venv" / "Scripts").mkdir(parents=True)
        (tmp_path / ".venv" / "Lib" / "site-packages").mkdir(parents=True)
        (tmp_path / ".venv" / "Scripts" / "python.exe").touch(mode=0o755)
        (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = {home}\n{line}\n")
        environment = inspect(str(tmp_path / ".venv"))
        assert environment.is_ready, environment.reason
        assert (str(environment.version) if environment.version else None) == version

    def test_a_windows_layout_is_understood_anywhere(self, tmp_path: Path) -> None:
        prefix = tmp_path / ".venv"
        site = prefix / "Lib" / "site-packages"
        (prefix / "Scripts").mkdir(parents=True)
        (prefix / "Scripts" / "python.exe").touch(mode=0o755)
        (site / "six-1.17.dist-info").mkdir(parents=True)
        (site / "six-1.17.dist-info" / "METADATA").write_text("Name: six\r\nVersion: 1.17\r\n\r\nbody\r\n")
        (site / "six-1.17.dist-info" / "RECORD").write_text(
            "six.py,,\r\nsub\\x.py,,\r\n../../Scripts/six.exe,,\r\n"
        )
        (prefix / "pyvenv.cfg").write_text(f"home = {tmp_path}\r\nversion = 3.12.4\r\n", newline="")
        environment = inspect(str(prefix))
        assert environment.interpreter == str(prefix / "Scripts" / "python.exe")
        assert environment.scripts_folder == str(prefix / "Scripts")
        assert environment.site_packages == (str(site),)
        assert providers(environment, "six") == ("six",)
        assert providers(environment, "sub.x") == ("six",)

    def test_a_conda_environment_has_no_configuration_file(self, tmp_path: Path) -> None:
        prefix = tmp_path / "conda"
        (prefix / "conda-meta").mkdir(parents=True)
        (prefix / "conda-meta" / "python-3.12.4-h99_0.json").write_text("{}")
        (prefix / "lib" / "python3.12" / "site-packages").mkdir(parents=True)
        (prefix / "bin").mkdir()
        (prefix / "bin" / "python3.12").touch(mode=0o755)
        (prefix / "bin" / "python").symlink_to("python3.12")
        environment = inspect(str(prefix))
        assert environment.is_ready
        assert (environment.kind, str(environment.version)) == (EnvironmentKind.CONDA, "3.12.4")

    def test_a_base_that_was_upgraded_in_place_is_believed_over_the_configuration(self, prefix: Path) -> None:
        configuration = prefix / "pyvenv.cfg"
        current = "{}.{}.{}".format(*sys.version_info)
        configuration.write_text(
            configuration.read_text().replace(f"version = {current}", "version = 3.11.0")
        )
        assert str(inspect(str(prefix)).version) == current


class TestBroken:
    @pytest.mark.parametrize(
        ("damage", "reason"),
        [
            (lambda prefix: (prefix / "pyvenv.cfg").unlink(), "has no readable `pyvenv.cfg`"),
            (
                lambda prefix: (prefix / "pyvenv.cfg").write_bytes(b"\x00\xff\xfe garbage"),
                "does not say where",
            ),
            (lambda prefix: (prefix / "pyvenv.cfg").write_text(""), "does not say where"),
            (lambda prefix: shutil.rmtree(prefix / "bin"), "has no interpreter"),
            (lambda prefix: shutil.rmtree(prefix / "lib"), "has no `site-packages` folder"),
            (lambda prefix: dangle(prefix), "leads to `/gone/python3`, which does not exist"),
            (lambda prefix: loop(prefix), "which does not exist"),
            (lambda prefix: move_home(prefix), "made from the Python in `/gone/bin`, which does not exist"),
            (lambda prefix: not_executable(prefix), "cannot be executed"),
            (lambda prefix: shutil.rmtree(prefix) or prefix.touch(), "is not a folder"),
        ],
    )
    def test_it_says_why(self, prefix: Path, damage: Callable[[Path], object], reason: str) -> None:
        damage(prefix)
        environment = inspect(str(prefix))
        assert environment.state is EnvironmentState.BROKEN
        assert reason in environment.reason
        assert not environment.reason.endswith(".")

    def test_an_upgrade_of_the_base_to_another_minor_version_is_noticed(self, prefix: Path) -> None:
        (prefix / "lib" / f"python3.{sys.version_info.minor}").rename(prefix / "lib" / "python3.7")
        environment = inspect(str(prefix))
        assert environment.state is EnvironmentState.BROKEN
        assert environment.reason == (
            f"its interpreter is Python 3.{sys.version_info.minor} now, "
            "but its packages were installed for Python 3.7"
        )

    def test_what_was_installed_is_still_told(self, prefix: Path) -> None:
        install_fake(prefix, "six", "1.17", files={"six.py": ""})
        dangle(prefix)
        assert inspect(str(prefix)).distributions[ProjectName("six")].version == "1.17"

    def test_nothing_at_all_is_missing(self, tmp_path: Path) -> None:
        environment = inspect(str(tmp_path / "gone"))
        assert environment.state is EnvironmentState.MISSING
        assert environment.reason == f"`{tmp_path / 'gone'}` does not exist"

    @pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "/proc/self/mem", "/dev/zero", ""])
    def test_no_path_makes_it_fail(self, path: str) -> None:
        assert not inspect(path).is_ready


def dangle(prefix: Path) -> None:
    for name in (prefix / "bin").glob("python*"):
        name.unlink()
    (prefix / "bin" / "python").symlink_to("/gone/python3")


def loop(prefix: Path) -> None:
    for name in (prefix / "bin").glob("python*"):
        name.unlink()
    (prefix / "bin" / "python").symlink_to("python3")
    (prefix / "bin" / "python3").symlink_to("python")


def move_home(prefix: Path) -> None:
    interpreter = prefix / "bin" / "python"
    interpreter.unlink()
    interpreter.touch(mode=0o755)
    (prefix / "pyvenv.cfg").write_text("home = /gone/bin\nversion = 3.12.4\n")


def not_executable(prefix: Path) -> None:
    dangle(prefix)
    (prefix / "bin" / "python").unlink()
    (prefix / "bin" / "python").touch(mode=0o644)


class TestDistributions:
    def test_name_version_and_extras_are_read(self, prefix: Path) -> None:
        install_fake(prefix, "PyYAML", "6.0.2", ["yaml"], extras=["Fast_Mode"])
        distribution = inspect(str(prefix)).distributions[ProjectName("pyyaml")]
        assert (distribution.display_name, distribution.version) == ("PyYAML", "6.0.2")
        assert (distribution.intact, distribution.extras) == (True, {"fast-mode"})

    def test_where_metadata_and_folder_differ_the_metadata_counts(self, prefix: Path) -> None:
        install_fake(prefix, "renamed", "1.0").rename(site_packages(prefix) / "before-0.9.dist-info")
        distribution = inspect(str(prefix)).distributions[ProjectName("renamed")]
        assert (distribution.display_name, distribution.version) == ("renamed", "1.0")

    @pytest.mark.parametrize("content", [b"", b"Summary: none of both\n\nName: not this\n"])
    def test_without_metadata_the_folder_tells(self, prefix: Path, content: bytes) -> None:
        (install_fake(prefix, "Half_Done", "2.0") / "METADATA").write_bytes(content)
        distribution = inspect(str(prefix)).distributions[ProjectName("half-done")]
        assert (distribution.display_name, distribution.version) == ("half_done", "2.0")

    def test_lines_may_end_as_on_windows(self, prefix: Path) -> None:
        info = install_fake(prefix, "crlf", requires=["part>=1"])
        for name in ("METADATA", "RECORD"):
            (info / name).write_bytes((info / name).read_bytes().replace(b"\n", b"\r\n"))
        (info / "METADATA").write_bytes((info / "METADATA").read_bytes() + b"\nRequires-Dist: nothing\n\n")
        assert inspect(str(prefix)).distributions[ProjectName("crlf")].requirements == ("part>=1",)

    def test_an_editable_install_names_its_project(self, prefix: Path, tmp_path: Path) -> None:
        url = (tmp_path / "my project").as_uri()
        install_fake(prefix, "app", direct_url={"url": url, "dir_info": {"editable": True}})
        distribution = inspect(str(prefix)).distributions[ProjectName("app")]
        assert (distribution.editable, distribution.direct_url) == (str(tmp_path / "my project"), url)

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"url": 3}', "null"])
    def test_a_garbled_origin_is_no_origin(self, prefix: Path, text: str) -> None:
        info = install_fake(prefix, "app", direct_url={})
        (info / "direct_url.json").write_text(text)
        assert inspect(str(prefix)).distributions[ProjectName("app")].direct_url is None

    def test_without_metadata_the_folder_speaks(self, prefix: Path) -> None:
        info = install_fake(prefix, "half-done", "2.0")
        (info / "METADATA").unlink()
        distribution = inspect(str(prefix)).distributions[ProjectName("half-done")]
        assert (distribution.version, distribution.intact) == ("2.0", False)

    @pytest.mark.parametrize("zipped", [False, True])
    def test_whole_eggs_are_distributions_and_what_they_hold(self, prefix: Path, zipped: bool) -> None:
        site = site_packages(prefix)
        egg = site / "old-1.0-py3.egg"
        files = {
            "EGG-INFO/PKG-INFO": "Metadata-Version: 1.0\nName: Old\nVersion: 1.0\n",
            "EGG-INFO/top_level.txt": "old\nlone\n",
            "old/__init__.py": "",
            "lone.py": "",
        }
        if zipped:
            with zipfile.ZipFile(egg, "w") as archive:
                for name, text in files.items():
                    archive.writestr(name, text)
        else:
            for name, text in files.items():
                (egg / name).parent.mkdir(parents=True, exist_ok=True)
                (egg / name).write_text(text)
        (site / "easy-install.pth").write_text(f"./{egg.name}\n")
        environment = inspect(str(prefix))
        program = (
            "import importlib.metadata as m, json; import old, lone; "
            "print(json.dumps([m.version('old'), m.packages_distributions()['lone']]))"
        )
        assert ask(prefix, program) == ["1.0", ["Old"]]
        assert environment.distributions[ProjectName("old")].version == "1.0"
        assert [providers(environment, name) for name in ("old", "lone")] == [("old",), ("old",)]

    def test_an_egg_that_is_none_is_no_distribution(self, prefix: Path) -> None:
        (site_packages(prefix) / "odd.egg").write_text("no archive")
        (site_packages(prefix) / "easy-install.pth").write_text("./odd.egg\n")
        assert inspect(str(prefix)).distributions == {}

    def test_eggs_count_as_setuptools_and_debian_leave_them(self, prefix: Path) -> None:
        site = site_packages(prefix)
        (site / "old-1.0-py3.11.egg-info").write_text("Metadata-Version: 1.0\nName: old\nVersion: 1.0\n")
        folder = site / "Newer.egg-info"
        folder.mkdir()
        (folder / "PKG-INFO").write_text("Name: Newer\nVersion: 2.0\n")
        (folder / "top_level.txt").write_text("newer\n_newer\n")
        environment = inspect(str(prefix))
        assert {name: one.version for name, one in environment.distributions.items()} == {
            "old": "1.0",
            "newer": "2.0",
        }
        assert providers(environment, "newer.sub") == ("newer",)


class TestModules:
    @pytest.mark.parametrize(
        ("files", "module", "found"),
        [
            (["yaml/__init__.py"], "yaml", True),
            (["yaml/__init__.py"], "yaml.anything", True),
            (["six.py"], "six", True),
            (["_fast.cpython-311-x86_64-linux-gnu.so"], "_fast", True),
            (["_fast.abi3.so"], "_fast", True),
            (["_fast.pyd"], "_fast", True),
            (["old.pyc"], "old", True),
            (["google/protobuf/__init__.py"], "google", True),
            (["google/protobuf/__init__.py"], "google.protobuf.message", True),
            (["google/protobuf/__init__.py"], "google.cloud", False),
            (["a/b/c/module.py"], "a.b.c.module", True),
            (["a/b/c/module.py"], "a.b.c.other", False),
            (["pkg/core.so", "pkg/__init__.cpython-311-x86_64-linux-gnu.so"], "pkg.other", True),
            (["yaml-stubs/__init__.pyi"], "yaml", False),
            (["yaml-stubs/__init__.pyi"], "yaml-stubs", False),
            (["stub/__init__.pyi"], "stub", False),
            (["data/table.json"], "data", False),
            (["__pycache__/six.cpython-311.pyc"], "six", False),
            (["numpy.libs/libopenblas.so"], "numpy", False),
            (['"odd, name".py', "six.py"], "six", True),
        ],
    )
    def test_a_record_says_what_can_be_imported(
        self, prefix: Path, files: list[str], module: str, found: bool
    ) -> None:
        info = install_fake(prefix, "thing")
        rows = [f'"{file.replace(chr(34), chr(34) * 2)}",,' if "," in file else f"{file},," for file in files]
        (info / "RECORD").write_text("\n".join([*rows, "../../../bin/tool,,", f"{info.name}/RECORD,,"]))
        assert resolves(ModuleName(module), inspect(str(prefix)).modules) is found

    def test_two_distributions_share_a_namespace(self, prefix: Path) -> None:
        install_fake(prefix, "protobuf", modules=["google.protobuf"])
        install_fake(prefix, "google-cloud-storage", modules=["google.cloud.storage"])
        environment = inspect(str(prefix))
        assert providers(environment, "google.protobuf") == ("protobuf",)
        assert providers(environment, "google.cloud.storage") == ("google-cloud-storage",)
        assert providers(environment, "google.cloud.vision") is None

    def test_a_declared_namespace_is_one_in_spite_of_its_init(self, prefix: Path) -> None:
        install_fake(
            prefix,
            "zope.interface",
            files={
                "zope/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)",
                "zope/interface/__init__.py": "",
                "zope.interface-1.0.dist-info/namespace_packages.txt": "zope\n",
            },
        )
        (site_packages(prefix) / "zope.interface-1.0.dist-info").mkdir(exist_ok=True)
        info = site_packages(prefix) / "zope_interface-1.0.dist-info"
        (info / "namespace_packages.txt").write_text("zope\n")
        shutil.rmtree(site_packages(prefix) / "zope.interface-1.0.dist-info")
        environment = inspect(str(prefix))
        assert providers(environment, "zope.interface") == ("zope-interface",)
        assert providers(environment, "zope.component") is None

    def test_what_nobody_installed_is_importable_all_the_same(self, prefix: Path) -> None:
        (site_packages(prefix) / "copied.py").touch()
        (site_packages(prefix) / "by_hand").mkdir()
        (site_packages(prefix) / "by_hand" / "__init__.py").touch()
        environment = inspect(str(prefix))
        assert providers(environment, "copied") == providers(environment, "by_hand") == ()

    def test_everything_agrees_with_the_interpreter(self, tmp_path: Path) -> None:
        prefix = seeded(tmp_path / ".venv")
        install_fake(prefix, "PyYAML", modules=["yaml", "_yaml"])
        install_fake(prefix, "protobuf", modules=["google.protobuf"])
        install_fake(prefix, "six", files={"six.py": ""})
        answer = ask(
            prefix, "import json, importlib.metadata as m; print(json.dumps(m.packages_distributions()))"
        )
        assert isinstance(answer, dict)
        environment = inspect(str(prefix))
        for module, names in answer.items():
            if module.isidentifier() and module != "google":
                assert providers(environment, module) == tuple(name.lower() for name in dict.fromkeys(names))


class TestDefects:
    def test_a_healthy_environment_has_none(self, prefix: Path) -> None:
        install_fake(prefix, "six", files={"six.py": ""})
        assert inspect(str(prefix)).defects == ()

    def test_half_an_installation_is_named(self, prefix: Path) -> None:
        install_fake(prefix, "numpy", "2.0", ["numpy"], record=False)
        (defect,) = inspect(str(prefix)).defects
        assert (defect.code, defect.subjects) == ("interrupted-install", ("numpy",))
        assert defect.message == "`numpy` 2.0 is installed only in part: `numpy-2.0.dist-info` is incomplete"
        assert providers(inspect(str(prefix)), "numpy") == ()

    def test_what_an_interrupted_pip_leaves_behind_is_named(self, prefix: Path) -> None:
        (site_packages(prefix) / "~umpy").mkdir()
        (site_packages(prefix) / "~umpy-2.0.dist-info").mkdir()
        (defect,) = inspect(str(prefix)).defects
        assert defect.code == "interrupted-uninstall"
        assert len(defect.subjects) == 2
        assert inspect(str(prefix)).distributions == {}

    def test_one_project_twice_is_named(self, prefix: Path) -> None:
        install_fake(prefix, "six", "1.16", files={"six.py": ""})
        install_fake(prefix, "six", "1.17", files={"six.py": ""})
        (defect,) = inspect(str(prefix)).defects
        assert defect.message == "`six` is installed more than once: 1.16, 1.17"


class TestFingerprint:
    def test_it_stays_while_nothing_changes(self, prefix: Path) -> None:
        assert inspect(str(prefix)).fingerprint == inspect(str(prefix)).fingerprint

    @pytest.mark.parametrize(
        "change",
        [
            lambda prefix: install_fake(prefix, "six"),
            lambda prefix: (prefix / "pyvenv.cfg").write_text("home = /x"),
            lambda prefix: dangle(prefix),
            lambda prefix: shutil.rmtree(prefix),
            lambda prefix: (site_packages(prefix) / "new.pth").touch(),
            lambda prefix: (site_packages(prefix) / "there-1.0.dist-info" / "RECORD").write_text(""),
        ],
    )
    def test_it_differs_after_every_change_that_is_read(
        self, prefix: Path, change: Callable[[Path], object]
    ) -> None:
        (site_packages(prefix) / "there-1.0.dist-info").mkdir()
        before = inspect(str(prefix)).fingerprint
        change(prefix)
        assert inspect(str(prefix)).fingerprint != before

    def test_site_packages_that_come_late_are_noticed(self, prefix: Path) -> None:
        shutil.rmtree(site_packages(prefix))
        before = inspect(str(prefix))
        (next((prefix / "lib").glob("python3.*")) / "site-packages").mkdir()
        assert inspect(str(prefix)).fingerprint != before.fingerprint
        assert (before.is_ready, inspect(str(prefix)).is_ready) == (False, True)

    def test_a_distribution_is_read_again_when_its_record_comes_late(self, prefix: Path) -> None:
        info = install_fake(prefix, "six", files={"six.py": ""}, record=False)
        assert not inspect(str(prefix)).distributions[ProjectName("six")].intact
        (info / "RECORD").write_text("six.py,,\n")
        assert inspect(str(prefix)).distributions[ProjectName("six")].intact


def test_no_process_is_started(prefix: Path) -> None:
    program = (
        "import sys, json\n"
        "sys.addaudithook(lambda name, _: name in {'subprocess.Popen', 'os.system', 'os.exec', 'os.fork',"
        " 'os.posix_spawn', 'os.spawn'} and sys.exit(f'started a process: {name}'))\n"
        "from venvls.environments.finding import find\n"
        f"environment = find({str(prefix.parent)!r}, [{str(prefix.parent)!r}], {{}})\n"
        "print(json.dumps(environment.state))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (finished.returncode, json.loads(finished.stdout or "null")) == (0, "ready"), finished.stderr
