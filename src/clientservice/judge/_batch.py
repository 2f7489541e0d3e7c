"""Many submissions, judged by several threads at once and handed to the one writer in the order in which they end.

Threads, because a thread only waits: the CPU is spent in the sandbox's worker hosts, one for each thread. Tasks and
assessments are plain data, so that they could as well go to another computer and come back from it.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from clientservice.sandbox import Abandoned

from ._assess import Assessment, Assessor, Task

#: Asked again and again: must the run end now?
Stop = Callable[[], bool]
#: Makes what judges in one thread; it must give up with `Abandoned` once the given question is answered with yes.
Make = Callable[[Stop], Assessor]
_TICK = 0.1


def cores() -> int:
    """How many processor cores this process may use: those that it is bound to, and no more than a container allows."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, min(own, int(quota) // int(period)))
    except (OSError, ValueError):  # no Linux, an old one, or no quota ("max")
        return own


def assessed(tasks: Sequence[Task], make: Make, *, workers: int, stop: Stop) -> Generator[Assessment, None, None]:
    """Judge tasks; what is in hand when ``stop`` says yes, or when the caller closes this, is abandoned at once.

    At most ``2 * workers`` submissions are in memory. Nothing of this is left when it ends: no thread, no process.
    """
    if workers == 1 or len(tasks) < 2:
        return _one_by_one(tasks, make, stop)
    return _Team(tasks, make, min(workers, len(tasks)), stop).results()


def _one_by_one(tasks: Sequence[Task], make: Make, stop: Stop) -> Generator[Assessment, None, None]:
    with closing(make(stop)) as assessor:
        for task in tasks:
            if stop():
                return
            try:
                found = assessor.assess(task)
            except Abandoned:
                return
            yield found


class _Team:
    def __init__(self, tasks: Sequence[Task], make: Make, workers: int, stop: Stop) -> None:
        self.tasks = tasks
        self.make = make
        self.workers = workers
        self.stop = stop
        self.leaving = False
        self.todo: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self.done: queue.SimpleQueue[Assessment | BaseException] = queue.SimpleQueue()

    def results(self) -> Generator[Assessment, None, None]:
        """In the order in which they come."""
        waiting = iter(self.tasks)
        for task in islice(waiting, 2 * self.workers):
            self.todo.put(task)
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self.workers)]
        for thread in threads:
            thread.start()
        try:
            for _ in self.tasks:
                found = self._next()
                if found is None:
                    return
                self.todo.put(next(waiting, None))
                yield found
        finally:
            self.leaving = True
            for _ in threads:
                self.todo.put(None)
            for thread in threads:
                thread.join()

    def _next(self) -> Assessment | None:
        """The next that is ready, None where the run must end."""
        while not self.stop():
            try:
                found = self.done.get(timeout=_TICK)
            except queue.Empty:
                continue
            if isinstance(found, BaseException):
                raise found
            return found
        return None

    def _work(self) -> None:
        """One thread. Its host is started and closed in it: a host ends with the thread that started it."""
        try:
            with closing(self.make(lambda: self.leaving or self.stop())) as assessor:
                while not self.leaving and (task := self.todo.get()) is not None:
                    self.done.put(assessor.assess(task))
        except Abandoned:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody sees it
            self.done.put(error)
