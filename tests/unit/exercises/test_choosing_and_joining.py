"""The rules of choice, match, chain and two-tier sorting, as properties that hold for every exercise."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientservice import exercises as ex
from clientservice.text import language_names

IDS = [f"p{number}" for number in range(6)]
STATUSES = {"scored", "not_attempted", "needs_review"}


def text(words="x"):
    return dict.fromkeys(language_names(), words)


def parts(ids, words="x"):
    return [ex.Part(id=name, text=text(f"{words} {name}")) for name in ids]


def frame(kind, **fields):
    return kind(id="q", title=text(), prompt=text(), **fields)


@st.composite
def choices(draw):
    ids = IDS[: draw(st.integers(2, 6))]
    multiple = draw(st.booleans())
    right = draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1 if multiple else 1))
    key = ex.ChoiceKey(options={name: ex.OptionKey(why=text(), right=name in right) for name in ids})
    return frame(ex.Choice, options=parts(ids), multiple=multiple), key


@st.composite
def matches(draw):
    sources, targets = IDS[: draw(st.integers(2, 5))], [f"t{n}" for n in range(draw(st.integers(2, 4)))]
    many = draw(st.booleans())
    several = st.lists(st.sampled_from(targets), unique=True, min_size=0 if many else 1, max_size=3)
    links = {name: ex.LinkKey(to=tuple(draw(several)), why=text()) for name in sources}
    links[sources[0]] = ex.LinkKey(to=targets[0], why=text())  # at least one pair is right
    exercise = frame(ex.Match, sources=parts(sources), targets=parts(targets), many=many)
    return exercise, ex.MatchKey(sources=links)


@st.composite
def chains(draw):
    ids = IDS[: draw(st.integers(3, 6))]
    links = {
        name: ex.LinkKey(
            to=tuple(draw(st.lists(st.sampled_from([o for o in ids if o != name]), unique=True, max_size=3))),
            why=text(),
        )
        for name in ids
    }
    links[ids[0]] = ex.LinkKey(to=ids[1], why=text())
    return frame(ex.Chain, nodes=parts(ids)), ex.ChainKey(nodes=links)


@st.composite
def sortings(draw):
    categories = ["c0", "c1", "c2"][: draw(st.integers(2, 3))]
    items, keys = [], {}
    for name in IDS[: draw(st.integers(2, 5))]:
        offered = [f"r{n}" for n in range(draw(st.sampled_from([0, 2, 3])))]
        items.append(ex.Item(id=name, text=text(), reasons=parts(offered)))
        accepted = draw(st.lists(st.sampled_from(categories), unique=True, min_size=1, max_size=len(categories) - 1))
        reason = (draw(st.sampled_from(offered)),) if offered else ()
        keys[name] = ex.ItemKey(key=tuple(accepted), reason=reason, why=text())
    shown = [ex.Category(id=name, label=text()) for name in categories]
    return frame(ex.Categorize, categories=shown, items=items), ex.CategorizeKey(items=keys)


ANY = st.one_of(choices(), matches(), chains(), sortings())


@st.composite
def answered(draw, kinds=ANY):
    """An exercise, its key and an answer that its view could send."""
    exercise, key = draw(kinds)
    if isinstance(exercise, ex.Choice):
        ids = [option.id for option in exercise.options]
        most = len(ids) if exercise.multiple else 1
        return exercise, key, {"chosen": sorted(draw(st.sets(st.sampled_from(ids), max_size=most)))}
    if isinstance(exercise, ex.Categorize):
        placed = {
            item.id: category
            for item in exercise.items
            if (category := draw(st.sampled_from([None, *(c.id for c in exercise.categories)])))
        }
        reasons = {
            item.id: draw(st.sampled_from([reason.id for reason in item.reasons]))
            for item in exercise.items
            if item.id in placed and item.reasons and draw(st.booleans())
        }
        return exercise, key, {"placements": placed} | ({"reasons": reasons} if reasons else {})
    if isinstance(exercise, ex.Match) and not exercise.many:
        targets = [None, *(target.id for target in exercise.targets)]
        return exercise, key, {"pairs": [[s.id, t] for s in exercise.sources if (t := draw(st.sampled_from(targets)))]}
    drawn = draw(st.lists(st.sampled_from(every_pair(exercise)), unique_by=tuple))
    return exercise, key, {"pairs": sorted(drawn)}


def every_pair(exercise):
    if isinstance(exercise, ex.Match):
        return [[source.id, target.id] for source in exercise.sources for target in exercise.targets]
    ids = [node.id for node in exercise.nodes]
    return [[one, other] for one in ids for other in ids if one != other]


def share(exercise, key, value):
    return ex.score(exercise, key, value).share


# ── all of them ──


@given(ANY)
def test_the_model_answer_is_full_marks_and_survives_cleaning(made):
    exercise, key = made
    model = ex.model_value(exercise, key)
    assert share(exercise, key, model) == 1
    assert ex.clean(exercise, model) == model
    assert {item.verdict for item in ex.score(exercise, key, model).per_item.values()} <= {"ok", "mind"}


@given(answered())
def test_a_score_lies_between_nothing_and_everything_and_cleaning_changes_nothing(made):
    exercise, key, value = made
    result = ex.score(exercise, key, value)
    assert result.status in {"scored", "not_attempted"}
    assert 0 <= result.points <= result.max_points
    cleaned = ex.clean(exercise, value)
    assert ex.score(exercise, key, cleaned).points == result.points
    assert ex.clean(exercise, cleaned) == cleaned


@given(answered())
def test_show_me_is_full_marks_and_leaves_what_is_right(made):
    exercise, key, value = made
    shown = ex.complete(exercise, key, value)
    assert share(exercise, key, shown) == 1
    if isinstance(exercise, ex.Categorize):
        right = {n for n, i in ex.score(exercise, key, value).per_item.items() if i.verdict in {"ok", "mind"}}
        assert all(shown["placements"][name] == value["placements"][name] for name in right)


@given(answered(), st.randoms(use_true_random=False))
def test_order_and_language_do_not_matter(made, chance):
    exercise, key, value = made
    result = ex.score(exercise, key, value)

    def mixed(part):
        if isinstance(part, list):
            return chance.sample([mixed(inner) for inner in part], len(part))
        if isinstance(part, msgspec.Struct):
            changed = {field: mixed(getattr(part, field)) for field in part.__struct_fields__ if field != "text"}
            words = {"text": text("in other words")} if "text" in part.__struct_fields__ else {}
            return msgspec.structs.replace(part, **changed, **words)
        return part

    shuffled = {
        field: chance.sample(inner, len(inner)) if isinstance(inner, list) else inner for field, inner in value.items()
    }
    again = ex.score(mixed(exercise), key, shuffled)
    assert again.points == result.points
    assert again.per_item == result.per_item


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4) | st.sampled_from(IDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*IDS, "c0", "r0"]), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["chosen", "pairs", "placements", "reasons"])


@given(ANY, st.one_of(JSON, st.dictionaries(FIELDS, JSON)))
@settings(max_examples=150)
def test_any_json_gives_a_score_and_can_be_cleaned(made, value):
    exercise, key = made
    assert ex.score(exercise, key, value).status in STATUSES
    cleaned = ex.clean(exercise, value)
    assert ex.score(exercise, key, cleaned).status in {"scored", "not_attempted"}
    done, of = ex.progress(exercise, value)
    assert 0 <= done <= of


# ── nearer is never less ──


@given(answered(choices()))
def test_choice_a_step_nearer_never_costs(made):
    exercise, key, value = made
    before = share(exercise, key, value)
    chosen = set(value["chosen"])
    for name, option in key.options.items():
        nearer = chosen | {name} if option.right else chosen - {name}
        if exercise.multiple or len(nearer) <= 1:
            assert share(exercise, key, {"chosen": sorted(nearer)}) >= before - 1e-9


@given(answered(st.one_of(matches(), chains())))
def test_joining_a_step_nearer_never_costs(made):
    exercise, key, value = made
    links = key.sources if isinstance(key, ex.MatchKey) else key.nodes
    single = isinstance(exercise, ex.Match) and not exercise.many
    before = share(exercise, key, value)
    given_pairs = value["pairs"]
    for one, other in every_pair(exercise):
        right, there = other in links[one].targets, [one, other] in given_pairs
        if right == there:
            continue
        others = [pair for pair in given_pairs if pair != [one, other] and not (single and right and pair[0] == one)]
        nearer = [*others, [one, other]] if right else others
        assert share(exercise, key, {"pairs": nearer}) >= before - 0.0051  # points have two decimals


@given(answered(sortings()))
def test_sorting_a_step_nearer_never_costs(made):
    exercise, key, value = made
    before = share(exercise, key, value)
    placed, reasons = value["placements"], value.get("reasons", {})
    for name, item in key.items.items():
        moved = {"placements": placed | {name: item.accepted[0]}, "reasons": reasons}
        assert share(exercise, key, moved) >= before
        if item.reasons:
            both = {"placements": placed | {name: item.accepted[0]}, "reasons": reasons | {name: item.reasons[0]}}
            assert share(exercise, key, both) >= share(exercise, key, moved)


# ── blind strategies ──


@given(choices())
def test_ticking_everything_earns_nothing_and_guessing_no_more_than_its_share(made):
    exercise, key = made
    ids = [option.id for option in exercise.options]
    if exercise.multiple:
        assert share(exercise, key, {"chosen": ids}) == 0
    else:
        assert sum(share(exercise, key, {"chosen": [name]}) for name in ids) == 1
        assert ex.score(exercise, key, {"chosen": ids[:2]}).status == "needs_review"


@given(st.one_of(matches(), chains()))
def test_joining_everything_with_everything_pays_only_where_everything_belongs(made):
    exercise, key = made
    everything = every_pair(exercise)
    if isinstance(exercise, ex.Match) and not exercise.many:
        assert ex.score(exercise, key, {"pairs": everything}).status == "needs_review"
        return
    right = len(ex.model_value(exercise, key)["pairs"])
    expected = 2 * right / (len(everything) + right)
    assert share(exercise, key, {"pairs": everything}) == pytest.approx(expected, abs=0.0051)


def test_one_target_for_all_is_worth_its_own_sources_only():
    exercise = frame(ex.Match, sources=parts(IDS[:4]), targets=parts(["t0", "t1", "t2", "t3"]))
    key = ex.MatchKey(sources={f"p{n}": ex.LinkKey(to=f"t{n}", why=text()) for n in range(4)})
    assert share(exercise, key, {"pairs": [[name, "t0"] for name in IDS[:4]]}) == 0.25


# ── two-tier ──


def test_half_for_the_category_and_half_for_the_reason_that_goes_with_it():
    item = ex.Item(id="p0", text=text(), reasons=parts(["r0", "r1"]))
    categories = [ex.Category(id=name, label=text()) for name in ("c0", "c1")]
    exercise = frame(ex.Categorize, categories=categories, items=[item])
    key = ex.CategorizeKey(items={"p0": ex.ItemKey(key="c0", reason="r0", why=text())})

    def judged(category, reason):
        value = (
            {"placements": {"p0": category}, "reasons": {"p0": reason}} if reason else {"placements": {"p0": category}}
        )
        result = ex.score(exercise, key, value)
        return result.share, result.per_item["p0"].verdict

    assert judged("c0", "r0") == (1, "ok")
    assert judged("c0", "r1") == (0.5, "part")
    assert judged("c0", None) == (0.5, "part")
    assert judged("c1", "r0") == (0, "no")  # the reason alone, beside the wrong category, is a guess
