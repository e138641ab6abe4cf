r"""Requirements files by pip's grammar, and a little beyond it, from a seed.

    Requirements(Random(7)).file()   a whole file: requirements, options, comments, continuations
    Requirements(Random(7)).line()   one logical line of it
    Requirements(Random(7)).requirement(), .specifier(), .marker(), ...   its parts

Each production of the grammar is a method. Where pip, packaging and a shell each have an opinion (quotes,
escapes, blanks, fragments, brackets) the words are chosen to touch it. About every tenth choice is wrong on
purpose, and some lines lose or gain a character afterwards: what tools refuse has to be refused as well.
"""

from collections.abc import Callable, Sequence
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMES = _words("a A b1 Foo foo-bar foo_bar foo.bar zope.interface x--y requests 3to2 ruamel.yaml.clib")
NO_NAMES = ("a-.", "_a", "a_", "-a", "é", "\uff21", "")
EXTRAS = ("socks", "a_b", "A.B", "test", "x-y", "1")
NO_EXTRAS = ("", "a b", "é", "a,,b", "-")
VERSIONS = (
    "1",
    "1.0",
    "1.0.0",
    "2!1.0",
    "1.0a1",
    "1.0.post1",
    "1.0.dev0",
    "1.*",
    "1.0.*",
    "v1.0",
    "1.0-1",
    "01.2",
)
ODD_VERSIONS = (
    "1.0rc",
    "latest",
    "",
    "1..0",
    "1_0",
    "*",
    "1.0+",
    "1.0+a.b-c_d",
    "1.0+*",
    "1.0a1.*",
    "2024a",
    "w@t",
)
OPERATORS = ("==", "!=", ">=", "<=", "<", ">", "~=", "===")
NO_OPERATORS = ("=", "~", "!", "=>", "><", "^", "====", "== =")
VARIABLES = ("python_version", "sys_platform", "os_name", "platform_machine", "python_full_version", "extra")
ODD_VARIABLES = (
    "os.name",
    "sys.platform",
    "python_implementation",
    "extras",
    "dependency_groups",
    "foo",
    "'x'",
)
VALUES = ("'3.8'", '"3.8"', "'linux'", '"win32"')
ODD_VALUES = ("'a b'", "'it\"s'", "3", "''", "'x;y'", "'a#b'", "'é'", "linux", "'3.8.*'", '"a')
COMPARISONS = ("==", "!=", ">=", "<", "in", "not in")
NO_COMPARISONS = ("not  in", "~=", "===", "is", "=", "notin", " in ")
SCHEMES = ("https", "git+https", "file")
ODD_SCHEMES = _words(
    "http ftp git+ssh git+file hg+http svn+https bzr+lp git HTTPS ssh s3 git+git git+ svn+svn"
)
HOSTS = ("index.example",)
ODD_HOSTS = (
    "user:pw@index.example",
    "localhost:8080",
    "",
    "[::1]",
    "é.example",
    "index.example:99999",
    "git@index.example",
)
PLACES = ("/a/b", "/a-1.0.tar.gz", "/a-1.0-py3-none-any.whl", "/repo.git@v1.0", "/repo.git", "/x.zip?y=1")
ODD_PLACES = (
    "/a%20b",
    "/a b",
    "",
    "/",
    "/a;b",
    "/a,b",
    "/foo-1.whl",
    "/${VAR_X}/a",
    "/../a",
    "/x/y@abc@def.git",
)
PATHS = (
    ".",
    "..",
    "./a",
    "../a/b",
    "/abs/x",
    "a/b",
    "./a-1.0.tar.gz",
    "a-1.0.zip",
    "dist/foo-1.0-py3-none-any.whl",
)
ODD_PATHS = (
    *("~/x", "foo_bar-2.0-1-cp311-cp311-linux_x86_64.whl", "foo.whl", "C:/x/y", "./my dir", "./a@b", "a@b/c"),
    *("./x#egg=y", "foo.tar.gz@x", ".[test]", "./a[b]", "a.tgz", "foo-1.0.tar.xz", "x.tar.lzma", "a\\b"),
)
FRAGMENTS = ("egg=foo", "subdirectory=a/b", f"sha256={'a' * 64}")
ODD_FRAGMENTS = (
    "egg=Foo.bar[x,y]",
    "subdirectory=",
    "md5=abc",
    "egg=",
    "egg=a-1.0",
    "egg=a==1.0",
    "foo",
    "egg=a-.",
)
HASHES = (f"sha256:{'ab' * 32}", f"sha384:{'0' * 96}", f"sha512:{'c' * 128}")
NO_HASHES = ("sha512:x", "md5:abc", "sha256:", "sha256", "sha1:aa", ":x", "SHA256:ab", f"sha256:{'AB' * 32}")
SETTINGS = ("a=b", "a=b c", "--x=y", "a=")
NO_SETTINGS = ("a", "=b", "")
OPTIONS = _words(
    """
    -i --index-url --pypi-url --extra-index-url --no-index -f --find-links -r --requirement -c --constraint
    -e  --editable --no-binary --only-binary --prefer-binary --require-hashes --pre --trusted-host
    --use-feature  --all-releases --only-final
    """
)
NO_OPTIONS = _words(
    """
    --hash --global-option --install-option --process-dependency-links --extra --no --pre- --index --req
    --find  -x -rf --no-require-hashes --config-settings -C --isolated --upgrade -- - --use-deprecated
    --require --use
    """
)
ARGUMENTS = (
    "base.txt",
    "../x/base.txt",
    "https://index.example/simple",
    "file:///x",
    ":all:",
    "numpy,pandas",
)
ODD_ARGUMENTS = (
    *(
        "",
        "a b",
        ":none:",
        "index.example:443",
        "fast-deps",
        "truststore",
        "2020-resolver",
        "sha256:aa",
        "-r",
    ),
    *("--x", "'q uo'", "${VAR_Y}", "a=b", ":none:,numpy", "numpy,,:all:"),
)
COMMENTS = (" # comment", "#c", "  #", " #!x \\")
CONTINUATIONS = ("\\\n", " \\\n    ", "\\\r\n", "\\\\\n", " \\\n# c\n")
INTRUDERS = " \t\\;[](),'\"#@-=<>!~$&{}\x0c\x0b\x1c\x85\u2028\u00a0\ufeff\0é"


class Requirements:
    """The grammar with its dice. `wrong` is how often a word comes from those that are odd or no words."""

    def __init__(self, chance: Random, *, wrong: float = 0.1) -> None:
        self.chance = chance
        self.wrong = wrong

    def file(self) -> bytes:
        """Return a file: lines that end in one way, perhaps a byte order mark, perhaps no last line end."""
        end = self.chance.choices(("\n", "\r\n", "\r"), (8, 2, 0.5))[0]
        lines = [self.line() for _ in range(self.chance.randrange(1, 40))]
        text = end.join(lines) + self.chance.choice((end, ""))
        mark = b"\xef\xbb\xbf" if self.happens(0.05) else b""
        return mark + text.encode("utf-8", "surrogatepass")

    def line(self) -> str:
        """Return a logical line, of several physical ones where it is continued."""
        dice = self.chance.random()
        written = self.requirement_with_options() if dice < 0.75 else self.option() if dice < 0.93 else ""
        written = self.damaged(self.blank() + written + self.blank())
        if self.happens(0.3):
            written += self.chance.choice(COMMENTS)
        for _ in range(self.chance.choice((0,) * 12 + (1, 1, 2))):
            at = self.chance.randrange(len(written) + 1)
            written = written[:at] + self.chance.choice(CONTINUATIONS) + written[at:]
        return written

    def requirement_with_options(self) -> str:
        """Return what one line asks for, perhaps with hashes and settings."""
        forms = (self.requirement, self.reference, self.bare_url, self.path)
        written = self.chance.choices(forms, (62, 14, 12, 12))[0]()
        options = self.several(self.own_option, most=3) if self.happens(0.15) else []
        return " ".join((written, *options))

    def requirement(self) -> str:
        """Return a name with extras, versions and a marker (PEP 508)."""
        name = self.name() + self.maybe(0.3, self.extras)
        return name + self.blank() + self.maybe(0.7, self.specifier) + self.maybe(0.3, self.condition)

    def reference(self) -> str:
        """Return a direct reference (PEP 508), whose marker needs a blank before it."""
        target = self.path() if self.happens(self.wrong) else self.url()
        condition = self.maybe(0.4, lambda: self.chance.choice((" ", " ", "")) + self.condition())
        return f"{self.name()}{self.maybe(0.3, self.extras)}{self.blank()}@{self.blank()}{target}{condition}"

    def bare_url(self) -> str:
        """Return a URL without a name before it, as pip takes it."""
        return self.url() + self.maybe(0.15, self.extras) + self.maybe(0.3, self.condition)

    def path(self) -> str:
        """Return a path of a project, an archive or a wheel."""
        rest = (
            self.maybe(0.15, self.extras) + self.maybe(0.1, self.fragment) + self.maybe(0.2, self.condition)
        )
        return self.word(PATHS, ODD_PATHS) + rest

    def name(self) -> str:
        """Return the name of a project."""
        return self.word(NAMES, NO_NAMES)

    def extras(self) -> str:
        """Return extras in their brackets, perhaps none."""
        comma = f"{self.blank()},{self.blank()}"
        inside = comma.join(self.word(EXTRAS, NO_EXTRAS) for _ in range(self.chance.choice((0, 1, 1, 2, 3))))
        return f"{self.blank()}[{self.blank()}{inside}{self.blank()}]"

    def specifier(self) -> str:
        """Return comparisons with commas between them, perhaps in parentheses."""
        written = ",".join(self.several(self.comparison, most=3)) + self.maybe(0.08, lambda: ",")
        form = self.chance.choices(("{}", " ({})", "({}"), (88, 10, 2))[0]
        return form.format(written)

    def comparison(self) -> str:
        """Return an operator with a version."""
        operator = self.word(OPERATORS, NO_OPERATORS)
        return f"{self.blank()}{operator}{self.blank()}{self.word(VERSIONS, ODD_VERSIONS)}{self.blank()}"

    def condition(self) -> str:
        """Return a marker with its semicolon."""
        return self.word((";", " ;", "; ", " ; "), (";;", " ;  ")) + self.maybe(0.97, self.marker)

    def marker(self, depth: int = 0) -> str:
        """Return a marker: conditions, perhaps in parentheses, with `and` and `or` between them."""
        written = self.marker_atom(depth)
        for _ in range(self.chance.choice((0, 0, 0, 1, 2))):
            joining = self.word(("and", "or"), ("AND", "&&"))
            written += f" {joining} {self.marker_atom(depth)}"
        return written

    def marker_atom(self, depth: int) -> str:
        """Return one condition of a marker."""
        if depth < 3 and self.happens(0.2):
            return f"({self.blank()}{self.marker(depth + 1)}{self.blank()})"
        sides = [self.word(VARIABLES, ODD_VARIABLES), self.word(VALUES, ODD_VALUES)]
        if self.happens(0.2):
            sides.reverse()
        around = " " if self.happens(0.8) else self.blank()
        return f"{sides[0]}{around}{self.word(COMPARISONS, NO_COMPARISONS)}{around}{sides[1]}"

    def url(self) -> str:
        """Return an address, perhaps with a fragment."""
        slashes = self.word(("//",), ("/", "", "///"))
        scheme, host, place = (
            self.word(SCHEMES, ODD_SCHEMES),
            self.word(HOSTS, ODD_HOSTS),
            self.word(PLACES, ODD_PLACES),
        )
        host = self.chance.choice(("", "", "localhost", "/", "host")) if scheme == "file" else host
        return f"{scheme}:{slashes}{host}{place}{self.maybe(0.4, self.fragment)}"

    def fragment(self) -> str:
        """Return what follows the `#` of an address, one part or two."""
        return "#" + "&".join(self.several(lambda: self.word(FRAGMENTS, ODD_FRAGMENTS), most=2))

    def own_option(self) -> str:
        """Return an option of a single requirement."""
        if self.happens(0.7):
            name = self.word(("--hash=", "--hash "), ("--has=", "--hash  ", "--hash:"))
            return name + self.quoted(self.word(HASHES, NO_HASHES))
        name = self.word(("--config-settings=", "--config-settings ", "-C", "-C "), ("--config-setting=",))
        return name + self.quoted(self.word(SETTINGS, NO_SETTINGS))

    def option(self) -> str:
        """Return an option that stands alone on its line; sometimes there are several."""
        name = self.word(OPTIONS, NO_OPTIONS)
        argument = self.word(ARGUMENTS, ODD_ARGUMENTS)
        if name in ("-e", "--editable") and self.happens(0.9):
            argument = self.chance.choice((self.url, self.path, self.reference, self.name))()
        joined = self.word((" ", "="), ("", "  ", "\t"))
        joined = "=" if name.startswith("--") and not joined else joined
        return name + joined + self.quoted(argument) + self.maybe(0.1, lambda: f" {self.option()}")

    def quoted(self, text: str) -> str:
        """Return a word as it is, or quoted as for a shell, or with a quote that nobody closes."""
        forms = (text, f"'{text}'", f'"{text}"', text.replace(" ", "\\ "), f"'{text}")
        return self.chance.choices(forms, (10, 2, 2, 1, 0.3))[0]

    def damaged(self, text: str) -> str:
        """Return a text that has perhaps lost, gained or changed one character, or all after one."""
        if not text or not self.happens(0.07):
            return text
        at, intruder = self.chance.randrange(len(text)), self.chance.choice(INTRUDERS)
        before, after = text[:at], text[at + 1 :]
        return self.chance.choice(
            (before + intruder + text[at:], before + after, before + intruder + after, before)
        )

    def blank(self) -> str:
        """Return the blanks between two words, mostly none."""
        return self.chance.choices(("", " ", "  ", "\t"), (6, 5, 1, 0.3))[0]

    def word(self, right: Sequence[str], wrong: Sequence[str]) -> str:
        """Return a usual word, or now and then one of the others."""
        return self.chance.choice(wrong if self.happens(self.wrong) else right)

    def several(self, production: Callable[[], str], *, most: int) -> list[str]:
        """Return the outcomes of one production, mostly a single one."""
        return [production() for _ in range(self.chance.choice((1, 1, *range(1, most + 1))))]

    def maybe(self, probability: float, production: Callable[[], str]) -> str:
        """Return what a production yields, or nothing."""
        return production() if self.happens(probability) else ""

    def happens(self, probability: float) -> bool:
        """Throw the dice."""
        return self.chance.random() < probability
