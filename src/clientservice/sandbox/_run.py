"""One run, seen from the coordinator: the frames that come back, and the clocks."""

from __future__ import annotations

import os
import selectors
import time
from contextlib import suppress

import msgspec

from ._errors import Abandoned, SandboxError
from ._frames import (
    Ask,
    Broke,
    Changed,
    Ended,
    Exited,
    Finished,
    Frame,
    FrameError,
    Importing,
    Reader,
    Returned,
    Run,
    Signal,
    Started,
    Took,
    Usage,
)
from ._job import MAX_ANSWER, MAX_JOB, CellRecord, Job, Record, Stop, Used
from ._worker import Host, HostGoneError

#: Between the interrupt and the kill.
GRACE = 1.0
_TICK = 0.1
_WORDS: dict[Stop, str] = {
    "time": "the time was up",
    "memory": "the memory was used up",
    "disk": "the disk space was used up",
    "output": "too much came back",
    "crash": "Python ended (a crash, an exit, or no memory)",
    "protocol": "the run's report makes no sense",
}


def run_once(host: Host, job: Job) -> Record:
    """Run a job in a fresh child of this host.

    Raises:
        SandboxError: no child could be started, or the job is too large.
        HostGoneError: the host is gone.
        Abandoned: nobody waits for the record any longer; the host must be closed, which ends the child.
    """
    return _Watch(host, job).run()


class _Watch:
    def __init__(self, host: Host, job: Job) -> None:
        self.host, self.job, self.limits = host, job, job.limits
        self.record = Record(level=host.level, cells=[CellRecord(id=cell.id) for cell in job.cells])
        answers = sum(len(cell.takes) for cell in job.cells)
        # Outputs may be sent again when a later cell changes them; JSON may escape every character.
        files = (self.limits.disk << 20) * 2 if job.returns else 0
        self.reader = Reader((self.limits.output << 20) * 8 + answers * MAX_ANSWER + files + (1 << 20))
        self.begun = time.monotonic()
        self.cell = -1
        self.open = False
        self.done = False
        self.cell_begun = self.begun
        self.cell_cpu = 0.0  # CPU seconds of the child when the cell began; below 0: not known yet
        self.cpu = 0.0
        self.asked = False
        self.import_begun: float | None = None
        self.imported = 0.0  # seconds, whole run
        self.cell_imported = 0.0
        self.interrupted_at: float | None = None
        self.killed = False
        self.exited: Exited | None = None

    def run(self) -> Record:
        """From fork to report."""
        out = self._start()
        try:
            self._listen(out)
        finally:
            os.close(out)
        self._conclude()
        return self.record

    def _start(self) -> int:
        raw = msgspec.json.encode(self.job)
        if len(raw) > MAX_JOB:
            raise SandboxError(f"the submission's files are too large to run ({len(raw) >> 20} MiB)")
        job = os.memfd_create("job")
        out, theirs = os.pipe()
        try:
            view = memoryview(raw)
            while view:
                view = view[os.write(job, view) :]
            os.lseek(job, 0, os.SEEK_SET)
            self.host.tell(Run(self.limits), (job, theirs))
        except OSError as error:
            os.close(out)
            raise HostGoneError(str(error)) from error
        finally:
            os.close(job)
            os.close(theirs)
        return out

    def _listen(self, out: int) -> None:
        """Until the child is gone and the pipe is empty."""
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ, "out")
            selector.register(self.host.control, selectors.EVENT_READ, "host")
            empty = False
            while self.exited is None or not empty:
                if self.host.abandoned():
                    raise Abandoned
                for key, _ in selector.select(_TICK):
                    if key.data == "host":
                        self._heard(self.host.hear())
                        if self.exited is not None:
                            selector.unregister(self.host.control)
                    elif raw := os.read(out, 1 << 18):
                        self._read(raw)
                    else:
                        empty = True
                        selector.unregister(out)
                if self.exited is None:
                    self._clocks(time.monotonic())

    def _heard(self, message: object) -> None:
        if isinstance(message, Usage):
            if self.cell_cpu < 0:  # the first answer in this cell: what it can't have used itself came before it
                self.cell_cpu = max(self.cpu, message.cpu - (time.monotonic() - self.cell_begun))
            self.cpu, self.asked = message.cpu, False
        elif isinstance(message, Exited):
            self.exited = message

    def _read(self, raw: bytes) -> None:
        if self.record.stop in {"output", "protocol"}:
            return  # drained, not looked at
        try:
            for frame in self.reader.feed(raw):
                self._take(frame)
        except FrameError as error:
            self._stop("output" if "much" in str(error) else "protocol", kill=True)

    def _take(self, frame: Frame) -> None:  # noqa: C901 - one case per frame
        """One frame; each is expected only in its place."""
        now = time.monotonic()
        cells, here = self.record.cells, self.cell
        match frame:
            case Started(cell=number) if not self.open and number == here + 1 < len(cells) and not self.done:
                self.cell, self.open, self.cell_begun, self.cell_cpu = number, True, now, -1.0
                self.cell_imported, self.interrupted_at = 0.0, None
            case Importing(on=True) if self.import_begun is None:
                self.import_begun = now
            case Importing(on=False) if self.import_begun is not None:
                self._imported(now)
            case Changed(cell=number, outputs=outputs) if self.open and 0 <= number < here:
                cells[number].outputs = outputs
            case Ended(cell=number, ok=ok, outputs=outputs) if self.open and number == here:
                self.open = False
                late = self.interrupted_at is not None and not ok
                cells[here].status = "timeout" if late else "ok" if ok else "error"
                cells[here].outputs, cells[here].seconds = outputs, now - self.cell_begun
                if self.import_begun is not None:
                    self._imported(now)
            case Took(cell=number, answers=answers) if not self.open and number == here and not cells[here].answers:
                if set(answers) != set(self.job.cells[here].takes):
                    raise FrameError("answers that nobody asked for")
                cells[here].answers = answers
            case Returned(files=files) if not self.open and set(files) == set(self.job.returns) and self.job.returns:
                self.record.files = files
            case Finished() if not self.open and here == len(cells) - 1 and not self.done:
                self.done = True
            case Broke(reason=reason):
                self._stop("crash")
                self.record.reason = f"the run could not begin: {reason}" if here < 0 else _WORDS["crash"]
            case _:
                raise FrameError("a frame out of its place")

    def _imported(self, now: float) -> None:
        spent = now - (self.import_begun or now)
        allowed = max(0.0, min(spent, self.limits.imports - self.imported))
        self.imported += spent
        self.cell_imported += allowed
        self.import_begun = None

    def _clocks(self, now: float) -> None:
        """Interrupt what takes too long; kill what does not listen."""
        if now - self.begun > self.limits.submission + min(self.imported, self.limits.imports):
            self._stop("time", kill=True)
            return
        if self.interrupted_at is not None:
            if now - self.interrupted_at > GRACE:
                self._stop("time", kill=True)
            return
        if now - self.cell_begun > _TICK and not self.asked:
            with suppress(OSError):
                self.host.tell(Ask())
                self.asked = True
        running = 0.0
        if self.import_begun is not None:
            running = min(now - self.import_begun, max(0.0, self.limits.imports - self.imported))
        waited = self.cell_imported + running
        late = now - self.cell_begun - waited > self.limits.cell_wall
        late = late or (self.cell_cpu >= 0 and self.cpu - self.cell_cpu - waited > self.limits.cell_cpu)
        if late:
            self.interrupted_at = now
            self._signal(kill=False)

    def _stop(self, why: Stop, *, kill: bool = False) -> None:
        if not self.record.stop:
            self.record.stop = why
        if kill and not self.killed:
            self.killed = True
            self._signal(kill=True)

    def _signal(self, *, kill: bool) -> None:
        with suppress(OSError):
            self.host.tell(Signal(kill))

    def _conclude(self) -> None:
        record, exited = self.record, self.exited
        assert exited is not None  # noqa: S101 - the loop ends only with it
        record.used = Used(cpu=exited.cpu, wall=time.monotonic() - self.begun, memory=exited.memory)
        if self.open and record.stop in {"", "time"}:
            record.cells[self.cell].status = "timeout" if record.stop == "time" else "error"
        if exited.stop and not record.stop:
            record.stop = exited.stop  # type: ignore[assignment]
        if not record.stop and not self.done:
            record.stop = "crash"
        record.complete = self.done and not record.stop
        if record.stop and not record.reason:
            where = f' in cell "{record.cells[self.cell].id}"' if self.cell >= 0 else ""
            record.reason = _WORDS[record.stop] + where
