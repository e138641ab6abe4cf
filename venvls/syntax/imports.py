"""Imports of a Python module with their places, on text that does not parse too.

Knows the grammar of import statements (Python reference, "The import statement"; PEP 810) and
what guards them; not what any name resolves to.
"""

from dataclasses import dataclass

from venvls.model.names import ModuleName
from venvls.text import Span


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module.

    `span` covers its dotted name in the document. `level` counts leading dots. `names` are what a
    `from` import takes, empty for `import x` and `*`. `optional` is true below a `try` whose handler
    catches `ImportError`; `typing_only` below `if TYPE_CHECKING`.
    """

    module: ModuleName
    span: Span
    level: int = 0
    names: tuple[str, ...] = ()
    optional: bool = False
    typing_only: bool = False
