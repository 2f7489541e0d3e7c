"""A car dealership's flow of clients, as lesson 5 studies it. Simulated: no real dealership is behind the numbers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientservice.errors import CourseError

from ._dice import dice

if TYPE_CHECKING:
    import pandas as pd

#: In this order; credit and insurance only for clients who need or want them.
STEPS = ("reception", "manager", "credit", "insurance", "handover")
#: Mean minutes of work with one client; the time itself is drawn from a triangle of half to double that mean's mode.
_WORK: Mapping[str, float] = {"reception": 4, "manager": 35, "credit": 25, "insurance": 15, "handover": 20}
_DAY = 9 * 60  # minutes in which clients arrive; whoever is inside is served to the end
_POINTS_PER_MINUTE = 0.8
_POINTS_PER_HANDOFF = 4
_LOST_AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class _Setting:
    seed: int
    staff: Mapping[str, int]
    arrivals_per_hour: float
    credit_share: float
    insurance_share: float
    refused_share: float
    patience_minutes: float
    handoff_minutes: float
    parallel: bool


@dataclass(kw_only=True)
class _Client:
    """What one client brings along (drawn before anything happens), and what happened."""

    day: int
    number: int
    arrived: float
    needs_credit: bool
    wants_insurance: bool
    refused: bool
    patience: float
    work: Mapping[str, float]
    waits: dict[str, float] = field(default_factory=dict)
    handoffs: int = 0
    lost_at: str = ""
    lost_why: str = ""
    left: float = 0.0


def dealership_flow(
    *,
    seed: int = 5,
    days: int = 20,
    arrivals_per_hour: float = 4,
    reception: int = 1,
    managers: int = 3,
    credit: int = 1,
    insurance: int = 1,
    handover: int = 2,
    credit_share: float = 0.5,
    insurance_share: float = 0.6,
    refused_share: float = 0.15,
    patience_minutes: float = 30,
    handoff_minutes: float = 3,
    parallel: bool = False,
) -> pd.DataFrame:
    """Simulate ``days`` days of a dealership; clients come for nine hours a day at random moments.

    A client goes through reception, manager, credit (if needed), insurance (if wanted) and handover. Whoever waits at
    one step longer than he has patience for leaves; so does a client whose credit is refused. The same ``seed`` means
    the same people, whatever the staff.

    Args:
        seed: which people come.
        days: how many days; each begins empty.
        arrivals_per_hour: mean number of clients per hour.
        reception: people at work at this step; likewise ``managers``, ``credit``, ``insurance``, ``handover``.
        managers: see ``reception``.
        credit: see ``reception``.
        insurance: see ``reception``.
        handover: see ``reception``.
        credit_share: share of clients who need a loan, 0 to 1.
        insurance_share: share of clients who want insurance here, 0 to 1.
        refused_share: share of loans that are refused, 0 to 1.
        patience_minutes: mean patience at one step, minutes (drawn evenly from half of it to one and a half).
        handoff_minutes: what each hand-off to the next step costs the client, minutes.
        parallel: the loan is decided while the client sits with the manager, instead of afterwards; what is not decided
            when they are done, the client waits for.

    Returns:
        One row per client, in order of arrival:

        ==================== ===========================================================================
        day, client          numbers, from 1
        arrived_minute       minutes after opening
        needs_credit         True or False; likewise ``wants_insurance``
        wait_<step>          minutes of waiting at each of `STEPS`; missing where the client was never there
        handoffs             how often the client was passed on
        wait_minutes         all waiting together, hand-offs included
        total_minutes        from the door to leaving
        bought               True or False
        lost_at, lost_why    the step at which the client was lost, and "waiting" or "refused"; empty if not lost
        satisfaction         0–100: 100 − 0.8 per minute of waiting − 4 per hand-off; at most 20 for a client whom
                             waiting drove away. A formula of ours, for comparing settings, not a measurement.
        ==================== ===========================================================================

    Raises:
        CourseError: a staff below 1, a share outside 0–1, or another value that makes no sense.
    """
    staff = {
        "reception": reception, "manager": managers, "credit": credit, "insurance": insurance, "handover": handover
    }  # fmt: skip
    setting = _Setting(
        seed=seed,
        staff={step: int(number) for step, number in staff.items()},
        arrivals_per_hour=arrivals_per_hour,
        credit_share=credit_share,
        insurance_share=insurance_share,
        refused_share=refused_share,
        patience_minutes=patience_minutes,
        handoff_minutes=handoff_minutes,
        parallel=parallel,
    )
    _refuse_nonsense(setting, days)
    clients = [client for day in range(1, int(days) + 1) for client in _simulate_day(setting, day)]
    return _table(clients, setting)


def _refuse_nonsense(setting: _Setting, days: int) -> None:
    shares = (setting.credit_share, setting.insurance_share, setting.refused_share)
    if min(setting.staff.values()) < 1 or not all(0 <= share <= 1 for share in shares):
        raise CourseError("dealership_flow: every step needs at least one person, and shares lie between 0 and 1")
    if days < 1 or setting.arrivals_per_hour <= 0 or setting.patience_minutes <= 0 or setting.handoff_minutes < 0:
        raise CourseError("dealership_flow: days, arrivals and patience must be above 0, hand-off minutes not below")


def _clients(setting: _Setting, day: int) -> Generator[_Client, None, None]:
    gaps, number, minute = dice(setting.seed, "gaps", day), 0, 0.0
    while True:
        minute += gaps.expovariate(1) * 60 / setting.arrivals_per_hour
        if minute >= _DAY:
            return
        number += 1
        own = dice(setting.seed, "client", day, number)
        yield _Client(
            day=day,
            number=number,
            arrived=minute,
            needs_credit=own.random() < setting.credit_share,
            wants_insurance=own.random() < setting.insurance_share,
            refused=own.random() < setting.refused_share,
            patience=setting.patience_minutes * (0.5 + own.random()),
            work={step: mean * own.triangular(0.5, 1.75, 0.75) for step, mean in _WORK.items()},
        )


def _simulate_day(setting: _Setting, day: int) -> list[_Client]:
    import simpy  # noqa: PLC0415

    env = simpy.Environment()
    desks = {step: simpy.Resource(env, capacity=number) for step, number in setting.staff.items()}
    clients = list(_clients(setting, day))
    for client in clients:
        env.process(_visit(env, desks, client, setting))
    env.run()
    return clients


def _visit(env: Any, desks: Mapping[str, Any], client: _Client, setting: _Setting) -> Generator[Any, Any, None]:
    yield env.timeout(client.arrived)
    ahead = None  # a loan that is decided while the client sits with the manager
    for step in STEPS:
        if (step == "credit" and not client.needs_credit) or (step == "insurance" and not client.wants_insurance):
            continue
        if step != STEPS[0]:
            client.handoffs += 1
            yield env.timeout(setting.handoff_minutes)
        if step == "credit" and ahead is not None:
            yield from _await(env, client, step, ahead)
        else:
            beside = desks["credit"] if step == "manager" and setting.parallel and client.needs_credit else None
            ahead = yield from _be_served(env, desks[step], client, step, beside=beside)
        if step == "credit" and client.refused and not client.lost_at:
            client.lost_at, client.lost_why = step, "refused"
        if client.lost_at:
            break
    client.left = env.now


def _decide(env: Any, desk: Any, client: _Client) -> Generator[Any, Any, None]:
    """The loan of a client who sits with the manager; whoever has left by then takes nobody's time."""
    with desk.request() as turn:
        yield turn
        if not client.lost_at:
            yield env.timeout(client.work["credit"])


def _be_served(env: Any, desk: Any, client: _Client, step: str, *, beside: Any = None) -> Generator[Any, Any, Any]:
    """Wait for ``desk`` and be served there; returns the work of the desk ``beside`` it that was begun meanwhile."""
    begun = None
    with desk.request() as turn:
        yield from _await(env, client, step, turn)
        if not client.lost_at:
            begun = env.process(_decide(env, beside, client)) if beside is not None else None
            yield env.timeout(client.work[step])
    return begun


def _await(env: Any, client: _Client, step: str, event: Any) -> Generator[Any, Any, None]:
    """Wait for ``event``, but no longer than the client has patience."""
    began = env.now
    done = yield event | env.timeout(client.patience)
    client.waits[step] = env.now - began
    if event not in done:
        client.lost_at, client.lost_why = step, "waiting"


def _satisfaction(client: _Client, wait: float) -> float:
    points = 100 - _POINTS_PER_MINUTE * wait - _POINTS_PER_HANDOFF * client.handoffs
    return max(0.0, min(points, _LOST_AT_MOST if client.lost_why == "waiting" else 100.0))


def _table(clients: list[_Client], setting: _Setting) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    columns: dict[str, Callable[[_Client], object]] = {
        "day": lambda c: c.day,
        "client": lambda c: c.number,
        "arrived_minute": lambda c: round(c.arrived, 1),
        "needs_credit": lambda c: c.needs_credit,
        "wants_insurance": lambda c: c.wants_insurance,
        **{f"wait_{step}": lambda c, step=step: _rounded(c.waits.get(step)) for step in STEPS},  # type: ignore[misc]
        "handoffs": lambda c: c.handoffs,
        "wait_minutes": lambda c: round(_wait(c, setting), 1),
        "total_minutes": lambda c: round(c.left - c.arrived, 1),
        "bought": lambda c: not c.lost_at,
        "lost_at": lambda c: c.lost_at,
        "lost_why": lambda c: c.lost_why,
        "satisfaction": lambda c: round(_satisfaction(c, _wait(c, setting)), 1),
    }
    return pd.DataFrame({name: [read(client) for client in clients] for name, read in columns.items()})


def _rounded(minutes: float | None) -> float:
    return float("nan") if minutes is None else round(minutes, 1)


def _wait(client: _Client, setting: _Setting) -> float:
    return sum(client.waits.values()) + client.handoffs * setting.handoff_minutes
