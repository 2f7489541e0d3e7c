"""Exercises, keys, responses' values and scores: pure data and pure functions, no I/O.

Four separate types, so that what a student can see cannot hold a key:
`Exercise` (what is shown), `Key` (what is right), a response's value (what the learner did), `Score`.
Types follow the interactions of QTI 3.
"""

from ._score import ItemScore, Score, Status, Verdict
from ._shape import Group, Part, Row
from ._understand import MISSING, understand
from .audit import Audit, AuditKey
from .categorize import Categorize, CategorizeKey, Category, Item, ItemKey
from .choice import Choice, ChoiceKey, OptionKey
from .essay import Criterion, Essay, EssayKey, Level
from .estimate import Estimate, EstimateKey
from .family import (
    TYPES,
    Exercise,
    Graded,
    Key,
    clean,
    complete,
    in_neutral_order,
    key_type,
    mixups,
    model_value,
    outcome,
    outline,
    progress,
    replayable,
    reveal,
    rows,
    score,
    type_name,
    whys,
)
from .match import Chain, ChainKey, LinkKey, Match, MatchKey
from .order import Extra, Need, Order, OrderKey, Step
from .scenario import Meter, ReplyKey, Scenario, ScenarioKey, Scene
from .table import Table, TableKey
from .value import NearMiss, Value, ValueKey

__all__ = [
    "MISSING",
    "TYPES",
    "Audit",
    "AuditKey",
    "Categorize",
    "CategorizeKey",
    "Category",
    "Chain",
    "ChainKey",
    "Choice",
    "ChoiceKey",
    "Criterion",
    "Essay",
    "EssayKey",
    "Estimate",
    "EstimateKey",
    "Exercise",
    "Extra",
    "Graded",
    "Group",
    "Item",
    "ItemKey",
    "ItemScore",
    "Key",
    "Level",
    "LinkKey",
    "Match",
    "MatchKey",
    "Meter",
    "NearMiss",
    "Need",
    "OptionKey",
    "Order",
    "OrderKey",
    "Part",
    "ReplyKey",
    "Row",
    "Scenario",
    "ScenarioKey",
    "Scene",
    "Score",
    "Status",
    "Step",
    "Table",
    "TableKey",
    "Value",
    "ValueKey",
    "Verdict",
    "clean",
    "complete",
    "in_neutral_order",
    "key_type",
    "mixups",
    "model_value",
    "outcome",
    "outline",
    "progress",
    "replayable",
    "reveal",
    "rows",
    "score",
    "type_name",
    "understand",
    "whys",
]
