"""Whatever a file holds, a reader gives facts or a gap: a sample of tools/fuzz_readers.py."""

import random

import pytest

from tools.fuzz_readers import Target, complaint, mutated, targets

TARGETS = tuple(targets())
CASES = 120


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_a_reader_survives_accidents(target):
    chance = random.Random(target.name)  # noqa: S311 - no secret
    for _ in range(CASES):
        name, data = mutated(chance, target.seeds)
        assert complaint(target, name, data) == "", (name, data)


def test_every_reader_has_something_to_start_from():
    for target in TARGETS:
        assert max(len(data) for _, data in target.seeds) > 1, target.name
        assert all(complaint(target, name, data) == "" for name, data in target.seeds)


def test_a_defect_is_seen():
    def broken(_: str, data: bytes) -> object:
        known: dict[str, str] = {}
        return known["missing"] if b"x" in data else None

    target = Target("broken", broken, type(None), (("a", b"x"), ("b", b"y")))
    assert complaint(target, "a", b"x") == "KeyError: 'missing'"
    assert complaint(target, "b", b"y") == ""
    wrong = Target("wrong", broken, dict, target.seeds)
    assert complaint(wrong, "b", b"y") == "gave NoneType"
