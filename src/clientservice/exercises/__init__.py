"""Exercises, keys, responses' values and scores: pure data and pure functions, no I/O.

Four separate types, so that what a student can see cannot hold a key:
`Exercise` (what is shown), `Key` (what is right), a response's value (what the learner did), `Score`.
Types follow the interactions of QTI 3.
"""

from ._score import ItemScore, Score, Status, Verdict
from .categorize import Categorize, CategorizeKey, Category, Item, ItemKey
from .family import Exercise, Key, model_value, progress, score

__all__ = [
    "Categorize",
    "CategorizeKey",
    "Category",
    "Exercise",
    "Item",
    "ItemKey",
    "ItemScore",
    "Key",
    "Score",
    "Status",
    "Verdict",
    "model_value",
    "progress",
    "score",
]
