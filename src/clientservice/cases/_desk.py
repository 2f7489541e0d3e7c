"""An internal service desk: tickets, teams and hand-offs between them, for lesson 6. Simulated."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientservice.errors import CourseError

from ._dice import dice

if TYPE_CHECKING:
    import pandas as pd

DEPARTMENTS = ("sales", "workshop", "accounting", "warehouse")
TEAMS = ("first-line", "hardware", "software", "access")
AGREED_HOURS = 4.0  #: working hours in which the desk has agreed to solve a ticket


@dataclass(kw_only=True)
class _Ticket:
    number: int
    opened: float
    department: str
    difficulty: float
    route: list[str]
    works: list[float]
    waited: float = 0.0
    solved: float = 0.0


def service_desk(
    *,
    seed: int = 6,
    tickets: int = 600,
    people_per_team: int = 2,
    tickets_per_hour: float = 2.4,
    wrong_team_share: float = 0.35,
    handoff_hours: float = 1.0,
) -> pd.DataFrame:
    """Simulate the tickets that four departments of one company send to its own service desk.

    Every ticket begins at the first line. With the chance ``wrong_team_share``, more if it is difficult, it is passed
    on, and again, three times at most. A difficult ticket also takes longer to work on: part of the difference between
    tickets with few and with many hand-offs is difficulty, not hand-offs.

    Args:
        seed: which tickets come.
        tickets: how many.
        people_per_team: people in each of the four teams.
        tickets_per_hour: mean number that arrive in a working hour.
        wrong_team_share: chance that a ticket of middling difficulty is passed on, 0 to 0.9.
        handoff_hours: working hours that a hand-off adds before the next team looks at the ticket.

    Returns:
        One row per ticket: ``ticket`` (number); ``opened_hour`` (working hours after the start); ``department`` that
        asked; ``first_team``, ``last_team``; ``handoffs`` (0–3); ``difficulty`` (0–1; a real desk would not know it);
        ``hours_worked``, ``hours_waiting`` (hand-offs included), ``hours_to_solve`` (working hours);
        ``within_agreed`` (solved within 4 working hours).

    Raises:
        CourseError: a value that makes no sense.
    """
    if tickets < 1 or people_per_team < 1 or tickets_per_hour <= 0 or not 0 <= wrong_team_share <= 0.9:
        raise CourseError("service_desk: at least one ticket and person per team; wrong_team_share from 0 to 0.9")
    if handoff_hours < 0:
        raise CourseError("service_desk: handoff_hours must not be below 0")
    import pandas as pd  # noqa: PLC0415
    import simpy  # noqa: PLC0415

    env = simpy.Environment()
    teams = {team: simpy.Resource(env, capacity=int(people_per_team)) for team in TEAMS}
    made = _tickets(seed, int(tickets), tickets_per_hour, wrong_team_share)
    for ticket in made:
        env.process(_solve(env, teams, ticket, handoff_hours))
    env.run()
    return pd.DataFrame([_row(ticket) for ticket in made])


def _tickets(seed: int, number: int, per_hour: float, wrong: float) -> list[_Ticket]:
    gaps, opened, made = dice(seed, "gaps"), 0.0, []
    for n in range(1, number + 1):
        opened += gaps.expovariate(1) / per_hour
        own = dice(seed, "ticket", n)
        department = own.choice(DEPARTMENTS)
        difficulty = own.triangular(0, 1, 0.3)
        rolls, order = [own.random() for _ in range(3)], own.sample(TEAMS[1:], 3)
        route = [TEAMS[0]]
        for roll, team in zip(rolls, order, strict=True):
            if roll >= min(0.95, wrong * (0.4 + 1.5 * difficulty)):
                break
            route.append(team)
        works = [0.15 + 1.1 * difficulty * own.triangular(0.4, 1.8, 0.8) for _ in range(4)][: len(route)]
        made.append(
            _Ticket(number=n, opened=opened, department=department, difficulty=difficulty, route=route, works=works)
        )
    return made


def _solve(env: Any, teams: dict[str, Any], ticket: _Ticket, handoff: float) -> Generator[Any, Any, None]:
    yield env.timeout(ticket.opened)
    for index, (team, work) in enumerate(zip(ticket.route, ticket.works, strict=True)):
        began = env.now
        if index:
            yield env.timeout(handoff)
        with teams[team].request() as turn:
            yield turn
            ticket.waited += env.now - began
            yield env.timeout(work)
    ticket.solved = env.now


def _row(ticket: _Ticket) -> dict[str, object]:
    hours = ticket.solved - ticket.opened
    return {
        "ticket": ticket.number,
        "opened_hour": round(ticket.opened, 2),
        "department": ticket.department,
        "first_team": ticket.route[0],
        "last_team": ticket.route[-1],
        "handoffs": len(ticket.route) - 1,
        "difficulty": round(ticket.difficulty, 2),
        "hours_worked": round(sum(ticket.works), 2),
        "hours_waiting": round(ticket.waited, 2),
        "hours_to_solve": round(hours, 2),
        "within_agreed": hours <= AGREED_HOURS,
    }
