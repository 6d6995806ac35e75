"""Layout counts what is seen."""

import multiprocessing

from textkit import wrap
from textkit.layout import wrap_all


def test_lines_break_at_spaces():
    assert wrap("one two three", 7) == ["one two", "three"]


def test_a_pool_may_share_the_work():
    with multiprocessing.Pool(2) as pool:
        assert wrap_all(["a b"], 1, pool) == [["a", "b"]]
