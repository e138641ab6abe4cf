"""Imports of a parsed Python module, by walking the tree: the oracle for the scanner of `syntax.imports`.

imports_by_ast(tree)  the set of (module, level, names, optional, typing_only)
"""

import ast
import re

CATCHING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
INTERPRETER = (
    "version_info",
    "hexversion",
    "sys.platform",
    "platform.system",
    "os.name",
    "platform.python_implementation",
    "implementation.name",
)

PRESENCE = re.compile(
    r"\b_?PY_?\d|\b_?(HAS|HAVE|has|have)_\w|\w_(AVAILABLE|available|INSTALLED|installed)\b"
    r"|\bfind_spec\b|\bsys\.modules\b"
    r"|\bplatform (==|!=|in|not in)|\bplatform\.startswith\b|\bsys\.version\b"
)


def imports_by_ast(tree: ast.Module) -> set[tuple]:
    """Return every import with what guards it."""
    visitor = _Visitor()
    visitor.visit(tree)
    return visitor.found


class _Visitor(ast.NodeVisitor):
    def __init__(self):
        self.found = set()
        self.optional = self.typing_only = False

    def visit_Import(self, node):
        for alias in node.names:
            self.found.add((alias.name, 0, (), self.optional, self.typing_only))

    def visit_ImportFrom(self, node):
        taken = tuple(alias.name for alias in node.names if alias.name != "*")
        self.found.add((node.module or "", node.level, taken, self.optional, self.typing_only))

    def visit_Call(self, node):
        called = ast.unparse(node.func).rpartition(".")[2]
        match node.args:
            case [ast.Constant(str(module)), *_] if called == "importorskip":
                self.found.add((module, 0, (), True, False))
        self.generic_visit(node)

    def visit_Try(self, node):
        caught = any(_catches(handler.type) for handler in node.handlers)
        self._below(ast.iter_child_nodes(node), optional=caught)

    def visit_TryStar(self, node):
        self.visit_Try(node)

    def visit_With(self, node):
        suppressed = any("suppress" in ast.unparse(item) and _names(item) & CATCHING for item in node.items)
        self._below(node.body, optional=suppressed)

    def visit_If(self, node):
        condition = ast.unparse(node.test)
        if any(word in condition for word in INTERPRETER) or PRESENCE.search(condition):
            self._below([*node.body, *node.orelse], optional=True)
            return
        typing = condition in ("False", "0") or (
            "TYPE_CHECKING" in condition and " or " not in condition and "not " not in condition
        )
        self._below(node.body, typing_only=typing)
        self._below(node.orelse, typing_only=condition.startswith("not ") and "TYPE_CHECKING" in condition)

    def _below(self, nodes, *, optional=False, typing_only=False):
        before = self.optional, self.typing_only
        self.optional, self.typing_only = before[0] or optional, before[1] or typing_only
        for node in nodes:
            self.visit(node)
        self.optional, self.typing_only = before


def _catches(node: ast.expr | None) -> bool:
    return node is None or bool(_names(node) & CATCHING)


def _names(node: ast.AST) -> set[str]:
    found = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return found | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}
