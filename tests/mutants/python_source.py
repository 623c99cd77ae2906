"""The mutants of a Python module.

Left out, because no test should depend on it: docstrings, prose (text with a space), annotations, decorators, log
lines, what only a type checker reads, and words in long tables, which are data.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.mutants.mutant import Mutant

_COMPARISONS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(), ast.GtE: ast.Gt(), ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(), ast.Is: ast.IsNot(), ast.IsNot: ast.Is(), ast.In: ast.NotIn(), ast.NotIn: ast.In(),
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.FloorDiv(), ast.FloorDiv: ast.Mult(),
    ast.Div: ast.Mult(), ast.BitAnd: ast.BitOr(), ast.BitOr: ast.BitAnd(),
}  # fmt: skip
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_EMPTY = {
    "None": "None", "bool": "False", "str": '""', "int": "0", "float": "0.0", "bytes": 'b""', "tuple": "()",
    "list": "[]", "dict": "{}", "frozenset": "frozenset()", "set": "set()",
}  # fmt: skip
_BUILT_IN = {"int", "float", "str", "bytes", "bool", "list", "tuple", "dict", "set", "frozenset"}
_LONG = 12
"""Words in a literal from which on it is a table of data."""
_FOR_TYPES = {"Literal", "NewType", "TypeVar", "TypeAlias", "cast"}


def python_mutants(path: Path, source: bytes) -> list[Mutant]:
    """Every mutant of a module, in the order of the text."""
    finder = _Finder(path, source)
    finder.visit(ast.parse(source))
    return sorted(finder.found, key=lambda mutant: (mutant.start, mutant.end, mutant.kind, mutant.replacement))


class _Finder(ast.NodeVisitor):
    def __init__(self, path: Path, source: bytes) -> None:
        self.found: list[Mutant] = []
        self._path, self._source = path, source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def _replace(self, kind: str, node: ast.expr | ast.stmt, replacement: str | ast.expr) -> None:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        text = replacement if isinstance(replacement, str) else f"({ast.unparse(replacement)})"
        if self._source[start:end].decode() != text:
            self.found.append(Mutant(path=self._path, kind=kind, start=start, end=end, replacement=text))

    def _insert(self, kind: str, node: ast.stmt, text: str) -> None:
        start = self._starts[node.lineno - 1] + node.col_offset
        self.found.append(Mutant(path=self._path, kind=kind, start=start, end=start, replacement=text))

    # What is left out.

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and not _named(node.annotation, _FOR_TYPES):
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(_named(target, {"__all__", "__slots__"}) for target in node.targets):
            self.visit(node.value)

    def visit_Dict(self, node: ast.Dict) -> None:
        self._literal(node, node.values)

    def visit_Set(self, node: ast.Set) -> None:
        self._literal(node, node.elts)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        self._literal(node, node.elts)

    def visit_List(self, node: ast.List) -> None:
        self._literal(node, node.elts)

    def _literal(self, node: ast.expr, parts: list[ast.expr]) -> None:
        if len(parts) < _LONG or not all(isinstance(part, ast.Constant | ast.Tuple) for part in parts):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Nothing: Python 3.11 does not say where in the text the parts are."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not _named(node.value, _FOR_TYPES):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        """Nothing."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Nothing."""

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._body(node.body)

    # What is changed.

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        body = node.body[1:] if _is_text(node.body[0]) else node.body
        if body and not _stub(body):
            self._early(body[0], node)
            self._body(body)

    def _early(self, first: ast.stmt, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        value = _empty(function)
        if value is not None and ast.unparse(first) not in {f"return {value}", "return"}:
            text = "return" if value == "None" else f"return {value}"
            self._insert("return early", first, f"{text}\n{' ' * first.col_offset}")

    def _body(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            if not _is_text(statement):
                self.visit(statement)

    def visit_If(self, node: ast.If) -> None:
        if not _named(node.test, {"TYPE_CHECKING"}):
            self._condition(node.test)
            self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._condition(test)
        self.generic_visit(node)

    def _condition(self, test: ast.expr) -> None:
        if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.NamedExpr):
            self._replace("condition", test, ast.UnaryOp(ast.Not(), test))

    def visit_Expr(self, node: ast.Expr) -> None:
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call):
            if _is_log(call):
                return
            self._replace("dropped call", node, "pass")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for place, operator in enumerate(node.ops):
            changed = [*node.ops[:place], _COMPARISONS[type(operator)], *node.ops[place + 1 :]]
            self._replace("comparison", node, ast.Compare(node.left, changed, node.comparators))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._replace("not", node, node.operand)
        elif isinstance(node.op, ast.USub):
            self._replace("sign", node, node.operand)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        swapped = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._replace("and/or", node, ast.BoolOp(swapped, node.values))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        swapped = _ARITHMETIC.get(type(node.op))
        if swapped is not None and not (isinstance(node.op, ast.BitOr) and _is_type(node.left)):
            self._replace("arithmetic", node, ast.BinOp(node.left, swapped, node.right))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            if node.func.id in _FOR_TYPES:
                return
            if node.func.id in _SWAPPED:
                self._replace("min/max, any/all", node.func, _SWAPPED[node.func.id])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        match node.value:
            case bool():
                self._replace("constant", node, str(not node.value))
            case int() | float():
                for other in (node.value + 1, node.value * 40):
                    self._replace("constant", node, repr(other))
            case str() if node.value and not any(character.isspace() for character in node.value):
                self._replace("constant", node, repr(f"{node.value}x"))
            case _:
                pass


def _named(node: ast.expr, names: set[str]) -> bool:
    return (isinstance(node, ast.Name) and node.id in names) or (
        isinstance(node, ast.Attribute) and node.attr in names
    )


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _stub(body: list[ast.stmt]) -> bool:
    return all(
        isinstance(statement, ast.Pass)
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in body
    )


def _is_log(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return owner is not None and _named(owner, {"log", "_log", "logger", "warnings"})


def _is_type(node: ast.expr) -> bool:
    """Whether `node | other` is a union of types, as in isinstance."""
    name = ast.unparse(node)
    return isinstance(node, ast.BinOp | ast.Name | ast.Attribute) and (name[:1].isupper() or name in _BUILT_IN)


def _empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """What an empty result of a function is; None where the annotation does not say."""
    annotation = function.returns
    if annotation is None:
        return None
    parts = ast.unparse(annotation).replace('"', "").split(" | ")
    if parts[0].split("[")[0] in {"Iterator", "AsyncIterator", "AsyncGenerator", "Generator"}:
        return "None" if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)) else None
    return "None" if "None" in parts else _EMPTY.get(parts[0].split("[")[0])
