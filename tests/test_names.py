"""No two things of the core share a name: who hears one knows which is meant."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent


def named_in(tree: ast.Module) -> set[str]:
    """Return the types that a module of the core names: classes, and what stands for several."""
    classes = {each.name for each in tree.body if isinstance(each, ast.ClassDef)}
    aliases = {
        target.id
        for each in tree.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name) and not target.id.isupper()
    }
    return {name for name in classes | aliases if name[0].isupper()}


def test_no_two_things_of_the_core_share_a_name() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "bot").rglob("*.py")):
        for name in named_in(ast.parse(file.read_text(encoding="utf-8"))):
            where[name].append(file.relative_to(ROOT).as_posix())

    assert len(where) > 100
    assert {name: files for name, files in where.items() if len(files) > 1} == {}
