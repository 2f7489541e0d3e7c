"""Lessons 5 and 6 quote their simulations for those who only read: the figures must be the simulations' own."""

import pytest

from clientservice import cases
from clientservice.text import number


@pytest.fixture(params=["en", "ru"])
def lang(request):
    return request.param


def rows_of(repo, lesson):
    """Every row of a table in a lesson's source, as its cells."""
    lines = (repo / f"course/lessons/{lesson}.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def quoted(repo, lesson, *cells):
    """Whether some row ends with these cells."""
    return list(cells) in [row[-len(cells) :] for row in rows_of(repo, lesson)]


def lost(flow, *steps):
    return str(int(((flow.lost_why == "waiting") & flow.lost_at.isin(steps)).sum()))


@pytest.mark.parametrize("arrivals", [4, 6])
def test_where_clients_leave(repo, lang, arrivals):
    flow = cases.dealership_flow(arrivals_per_hour=arrivals)
    refused = str(int((flow.lost_why == "refused").sum()))
    for step in cases.STEPS:
        wait = number(float(flow[f"wait_{step}"].mean()), lang, ".1f")
        cells = (wait, lost(flow, step), refused if step == "credit" else "")
        assert quoted(repo, "05-interaction-scheme", *cells), (step, cells)
    assert quoted(repo, "05-interaction-scheme", lost(flow, *cases.STEPS), refused)


@pytest.mark.parametrize("staff", [{}, {"managers": 4}, {"credit": 2}, {"managers": 4, "credit": 2}])
def test_four_settings(repo, staff):
    flow = cases.dealership_flow(**staff)
    elsewhere = lost(flow, "reception", "insurance", "handover")
    cells = (str(int(flow.bought.sum())), lost(flow, "manager"), lost(flow, "credit"), elsewhere)
    assert quoted(repo, "05-interaction-scheme", *cells, str(int((flow.lost_why == "refused").sum())))


def test_the_redesigned_handoff(repo, lang):
    settings = ({}, {"handoff_minutes": 1}, {"parallel": True}, {"parallel": True, "credit": 2})
    flows = [cases.dealership_flow(**setting) for setting in settings]
    loans = [flow[flow.bought & flow.needs_credit].total_minutes.mean() for flow in flows]
    assert quoted(repo, "05-interaction-scheme", *(str(int(flow.bought.sum())) for flow in flows))
    assert quoted(repo, "05-interaction-scheme", *(f"{minutes:.0f}" for minutes in loans))
    for column in ("wait_minutes", "satisfaction"):
        cells = [number(float(flow[column].mean()), lang, ".1f") for flow in flows]
        assert quoted(repo, "05-interaction-scheme", *cells), cells


def test_two_steps_are_short_in_busy_weeks():
    """What the explanation of six-an-hour says."""

    def bought(**staff):
        return int(cases.dealership_flow(arrivals_per_hour=6, **staff).bought.sum())

    today = bought()
    gains = [bought(**staff) - today for staff in ({"managers": 4}, {"credit": 2}, {"managers": 4, "credit": 2})]
    assert gains == [54, 58, 150]


@pytest.mark.slow
def test_what_chance_does():
    def bought(**setting):
        return [int(cases.dealership_flow(seed=seed, **setting).bought.sum()) for seed in range(1, 21)]

    today = bought()

    def gain(**setting):
        differences = [new - old for new, old in zip(bought(**setting), today, strict=True)]
        return min(differences), max(differences)

    assert gain(managers=4) == (7, 30)
    assert gain(credit=2) == (26, 44)
    assert gain(parallel=True) == (-26, 12)


def test_hand_offs_and_hours(repo, lang):
    desk = cases.load_table("service-desk")
    for _, some in desk.groupby("handoffs"):
        typical = number(float(some.hours_to_solve.median()), lang, ".2f")
        found = [row for row in rows_of(repo, "06-internal-clients") if row[1:3] == [str(len(some)), typical]]
        assert found, (len(some), typical)
        assert all(row[3].startswith(f"{int(some.within_agreed.sum())} ") for row in found)
    assert desk[desk.handoffs >= 2].hours_to_solve.median() == pytest.approx(5.32)


def test_difficulty_and_hours(repo, lang):
    desk = cases.load_table("service-desk")
    for part in (desk[desk.difficulty <= 0.35], desk[desk.difficulty > 0.35]):
        groups = [some for _, some in part.groupby(part.handoffs.clip(upper=2))]
        cells = [f"{number(float(some.hours_to_solve.median()), lang, '.2f')} ({len(some)})" for some in groups]
        assert quoted(repo, "06-internal-clients", *cells), cells
