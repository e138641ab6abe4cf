"""Pyproject files from a seed: every table that declares requirements, in every form that TOML has for it.

    Pyproject(Random(7)).file()     a whole pyproject.toml
    Pyproject(Random(7)).script()   a Python file with such tables in a comment (PEP 723)

The standard tables (PEP 518, 621, 735) and those of uv, Poetry, PDM, Hatch, Flit and setuptools, in any
order, with strings, keys and arrays written in all ways, and comments wherever one may stand. Some documents
lose or gain a character, so that tomllib refuses them.
"""

from collections.abc import Callable, Iterable
from random import Random

from tests.support.generated_requirements import NAMES, Requirements

GROUPS = ("dev", "test", "Test", "docs-x", "docs_x", "a.b", "lint")
COMMENTS = ("", "", "", "", "", "", " # c", "#[x]", " # ]")
INTRUDERS = "[]{}\"'=,.#\n\t ax"
POETRY_VERSIONS = (
    "^1.2",
    "~1",
    "*",
    ">=1,<2",
    "1.*",
    "^0.0.3",
    "1 || 2",
    "~=1.4",
    "!=1.5",
    "^2!1.0a1",
    ">= 1.2",
)
POETRY_FORMS = (
    '"{version}"',
    '{{version = "{version}", optional = true, extras = ["a", "b_c"]}}',
    '{{ git = "https://git.example/x.git", rev = "a" }}',
    '{{path = "../x", develop = true}}',
    '{{version = "{version}", python = "^3.9", markers = "sys_platform == \'linux\'"}}',
    '[{{version="<2", python="<3.9"}},\n {{version="{version}", markers="sys_platform == \'linux\'"}}]',
)
TABLES_WITHOUT_REQUIREMENTS = (
    "[tool.uv.sources]\nfoo = { git = 'https://git.example/x' }\n",
    "[[tool.uv.index]]\nname = 'x'\nurl = 'https://index.example/simple'\n",
    '[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }\n',
    '[tool.ruff]\nselect = ["E", "F"]\n[tool.ruff.lint.per-file-ignores]\n"a/*" = ["E"]\n',
)


class Pyproject:
    """The grammar with its dice; the requirements in it are mostly valid."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.requirements = Requirements(chance, wrong=0.04)
        self.happens = self.requirements.happens
        self.maybe = self.requirements.maybe

    def file(self) -> bytes:
        """Return a document: tables in any order, sometimes damaged, sometimes with other line ends."""
        text = "\n".join(self.tables())
        if self.happens(0.2):
            at, intruder = self.chance.randrange(len(text)), self.chance.choice(INTRUDERS)
            text = self.chance.choice(
                (text[:at] + intruder + text[at:], text[:at] + text[at + 1 :], text[:at])
            )
        return (text.replace("\n", "\r\n") if self.happens(0.2) else text).encode()

    def script(self) -> bytes:
        """Return a script: code around its metadata, whose closing line is sometimes missing."""
        fields = [f"dependencies = {self.array()}", 'requires-python = ">=3.9"', "", "# a comment"]
        self.chance.shuffle(fields)
        tool = f"[tool.uv]\nconstraint-dependencies = {self.array()}\n" if self.happens(0.3) else ""
        lines = "\n".join((*fields, tool)).splitlines()
        inside = "".join(f"# {line}\n" if line else "#\n" for line in lines)
        closing = "" if self.happens(0.1) else "# ///\n"
        before = self.chance.choice(("", "#!/usr/bin/env python\n", "import os\n\n"))
        after = self.chance.choice(("", "\nprint(1)\n", "# and a comment\n"))
        return f"{before}# /// script\n{inside}{closing}{after}".encode()

    def tables(self) -> list[str]:
        """Return the tables of a document, shuffled."""
        productions: tuple[tuple[float, Callable[[], Iterable[str]]], ...] = (
            (0.9, self.project),
            (0.9, lambda: [f'[build-system]\nrequires = {self.array()}\nbuild-backend = "x"\n']),
            (0.6, self.groups),
            (0.4, self.uv),
            (0.3, lambda: [f"[tool.pdm.dev-dependencies]\ndev = {self.array()}\nx.y = 1\n"]),
            (0.3, self.hatch),
            (0.3, self.flit),
            (0.5, self.poetry),
            (0.4, lambda: [self.chance.choice(TABLES_WITHOUT_REQUIREMENTS)]),
        )
        found = [table for likely, tables in productions if self.happens(likely) for table in tables()]
        self.chance.shuffle(found)
        return found

    def project(self) -> Iterable[str]:
        """Yield `[project]` (PEP 621), its extras in one of the three forms that TOML allows."""
        name = self.string(self.chance.choice(("shop", "a-", "Foo.Bar")))
        fields = [f'name = {name}\nversion = "1.0"\n']
        fields.append(self.maybe(0.7, lambda: f"dependencies = {self.array()}{self.comment()}\n"))
        fields.append(self.maybe(0.3, lambda: 'dynamic = ["version"]\n'))
        fields.append(self.maybe(0.3, lambda: 'requires-python = ">=3.9"\n'))
        extras = self.chance.sample(("a", "b", "C-d"), self.chance.randrange(3))
        form = self.chance.choice(("braces", "dotted", "table"))
        if form == "braces":
            inner = ", ".join(f"{self.key(extra)} = [{self.string(self.dependency())}]" for extra in extras)
            fields.append(f"optional-dependencies = {{{inner}}}\n")
        elif form == "dotted":
            fields += [f"optional-dependencies.{self.key(extra)} = {self.array()}\n" for extra in extras]
        else:
            yield "[project.optional-dependencies]\n" + self.arrays(extras)
        yield "[project]\n" + "".join(fields)

    def groups(self) -> Iterable[str]:
        """Yield `[dependency-groups]` (PEP 735) with includes, which may name themselves or nobody."""
        names = self.chance.sample(GROUPS, self.chance.randrange(1, 5))
        yield "[dependency-groups]\n" + "".join(f"{self.key(name)} = {self.group()}\n" for name in names)

    def group(self) -> str:
        """Return the array of a group."""
        items = [self.string(self.dependency()) for _ in range(self.chance.choice((0, 1, 2, 3)))]
        if self.happens(0.3):
            items.append(f"{{include-group = {self.string(self.chance.choice(GROUPS))}}}")
        self.chance.shuffle(items)
        return self.listed(items)

    def uv(self) -> Iterable[str]:
        """Yield the arrays of `[tool.uv]`."""
        names = (
            "dev-dependencies",
            "constraint-dependencies",
            "override-dependencies",
            "build-constraint-dependencies",
        )
        yield "[tool.uv]\n" + self.arrays(self.chance.sample(names, self.chance.randrange(1, 5)))

    def hatch(self) -> Iterable[str]:
        """Yield an environment of Hatch's, its name perhaps in quotes."""
        yield f"[tool.hatch.envs.{self.key('default')}]\n" + self.arrays(
            ("dependencies", "extra-dependencies")
        )

    def flit(self) -> Iterable[str]:
        """Yield Flit's old metadata."""
        yield "[tool.flit.metadata]\n" + self.arrays(("requires", "dev-requires"))

    def poetry(self) -> Iterable[str]:
        """Yield tables of Poetry's: keys, tables of one dependency, dotted keys."""
        tables = ("dependencies", "dev-dependencies", "group.dev.dependencies", "group.docs_x.dependencies")
        for table in self.chance.sample(tables, self.chance.randrange(1, 4)):
            first, *others = self.chance.sample(NAMES, self.chance.randrange(1, 5))
            keys = "".join(f"{self.key(name)} = {self.poetry_value()}\n" for name in others)
            yield f'[tool.poetry.{table}]\n{keys}python = "^3.9"\n' + self.maybe(
                0.3,
                lambda name=first: f'{self.key(name)}.version = "{self.chance.choice(POETRY_VERSIONS)}"\n',
            )
            if self.happens(0.2):
                yield f'[tool.poetry.{table}.{self.key("spread")}]\nversion = "1"\nextras = ["a"]\n'

    def poetry_value(self) -> str:
        """Return what stands behind the name of a dependency."""
        return self.chance.choice(POETRY_FORMS).format(version=self.chance.choice(POETRY_VERSIONS))

    def dependency(self) -> str:
        """Return a requirement, or what may be taken for one."""
        forms = (
            self.requirements.requirement,
            self.requirements.reference,
            lambda: self.chance.choice(("", " ", "-e .", "./x")),
        )
        return self.chance.choices(forms, (85, 12, 3))[0]()

    def arrays(self, names: Iterable[str]) -> str:
        """Return statements that give each name an array of requirements."""
        return "".join(f"{self.key(name)} = {self.array()}\n" for name in names)

    def array(self) -> str:
        """Return an array of requirements."""
        return self.listed(
            [self.string(self.dependency()) for _ in range(self.chance.choice((0, 1, 1, 2, 3, 5)))]
        )

    def listed(self, items: list[str]) -> str:
        """Return an array, on one line or on many."""
        if self.happens(0.4):
            return f"[{', '.join(items)}{',' if items and self.happens(0.5) else ''}]"
        lines = (f"{'  ' * self.chance.randrange(3)}{item},{self.comment()}\n" for item in items)
        return f"[{self.comment()}\n{''.join(lines)}]"

    def string(self, text: str) -> str:
        """Return a text as one of the strings of TOML, with escapes where they are needed or just fun."""
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        if self.happens(0.15) and not set("'\t") & set(text):
            return f"'{text}'"
        if self.happens(0.05):
            escaped = escaped.replace("e", "\\u0065", 1)
        forms = (f'"{escaped}"', f'"""{escaped}"""', f'"""\n{escaped}"""')
        return self.chance.choices(forms, (90, 5, 5))[0]

    def key(self, name: str) -> str:
        """Return a key, in quotes where it needs them and sometimes where not."""
        return f'"{name}"' if "." in name or self.happens(0.1) else name

    def comment(self) -> str:
        """Return a comment, mostly none."""
        return self.chance.choice(COMMENTS)
