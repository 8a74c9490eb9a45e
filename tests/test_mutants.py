"""The mutants of ``make mutants`` fit the product as it is; that tests notice them is its own."""

import ast
from collections import Counter

import pytest

from tests.mutants.planted import ROOT, TARGETS, Mutant, mutants, tenth

ALL = mutants()


@pytest.mark.parametrize("mutant", ALL, ids=lambda each: each.name)
def test_a_mutant_fits_the_product_and_tells_what_a_person_would_suffer(mutant: Mutant) -> None:
    planted = mutant.planted((ROOT / mutant.file).read_text(encoding="utf-8"))

    ast.parse(planted)
    assert mutant.new != mutant.old
    assert mutant.suffers.endswith(".")
    assert mutant.killers
    assert all((ROOT / each).exists() for each in mutant.killers)
    assert mutant.caught_by in TARGETS


def test_there_are_enough_of_them_and_make_test_notices_nearly_all() -> None:
    rooms = Counter(each.file.partition("/")[0] for each in ALL)

    assert len(ALL) >= 60
    assert len([each for each in ALL if each.caught_by == "make test"]) >= 57
    assert min(rooms[room] for room in ("bot", "store", "metrics", "adapters")) >= 3


def test_ten_commits_in_a_row_try_every_one_of_them() -> None:
    tried = [each for number in range(10) for each in tenth(ALL, f"{number:08x}")]

    assert sorted(each.name for each in tried) == [each.name for each in ALL]
