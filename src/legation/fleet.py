"""Many documents → records, on processes here or on a Dask cluster.

`spread` takes a stream of items and a job, and yields each item with what the job made of it, in
order, holding only a few chunks at a time.  A job is a hashable value that gives, when called, a
function from a list of items to the list of their results; a worker calls it once.  An item whose
chunk fails is tried alone, so one bad document costs no other.
"""

import contextlib
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, Final, TypeVar

from legation.errors import LegationError, UsageError

CHUNK_ITEMS: Final = 8
CHUNK_SIZE: Final = 60_000  # of what `size` counts: characters
FEW_CHUNKS: Final = 2  # up to that, starting processes takes longer than the work
_AHEAD: Final = 3  # chunks in flight for each worker

I = TypeVar("I")  # noqa: E741 - items and outcomes, as the sentence above says
O = TypeVar("O")  # noqa: E741
Work = Callable[[Sequence[I]], Sequence[O]]
Job = Callable[[], Work[I, O]]


@dataclass(frozen=True, slots=True)
class Failed:
    """Why an item gave no result, in one line."""

    message: str


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    items: Iterable[I],
    job: Job[I, O],
    *,
    size: Callable[[I], int],
    workers: int = 0,
    cluster: str = "",
) -> Iterator[tuple[I, O | Failed]]:
    """Yield every item with its result, in order, in memory that does not grow with the stream.

    Parameters
    ----------
    items
        A stream; it is read only as far as work is in flight.
    job
        A picklable, hashable value; called once in every worker.
    size
        How much of `CHUNK_SIZE` an item takes.
    workers
        Processes; 0 means one for each core.  With one, or for few items, all is done here.
    cluster
        Address of a Dask scheduler; "" means this machine.

    Raises
    ------
    LegationError
        If a worker process dies.
    UsageError
        If a cluster is asked for that is not there.
    """
    chunks = _chunks(items, size)
    if cluster:
        with _cluster(cluster) as (executor, threads):
            yield from _in_flight(chunks, job, executor, threads)
        return
    wanted = workers or cores()
    first = list(islice(chunks, FEW_CHUNKS + 1)) if wanted > 1 else []
    if len(first) <= FEW_CHUNKS:
        for chunk in chain(first, chunks):
            yield from zip(chunk, _do(job, chunk), strict=True)
        return
    with _processes(wanted) as pool:
        yield from _in_flight(chain(first, chunks), job, pool, wanted)


def _chunks(items: Iterable[I], size: Callable[[I], int]) -> Iterator[list[I]]:
    chunk: list[I] = []
    filled = 0
    for item in items:
        chunk.append(item)
        filled += size(item)
        if len(chunk) >= CHUNK_ITEMS or filled >= CHUNK_SIZE:
            yield chunk
            chunk, filled = [], 0
    if chunk:
        yield chunk


def _in_flight(
    chunks: Iterable[list[I]], job: Job[I, O], executor: Executor, workers: int
) -> Iterator[tuple[I, O | Failed]]:
    """Keep a few chunks in flight; give results in the order of the chunks."""
    flying: deque[tuple[list[I], Future[list[O | Failed]]]] = deque()
    try:
        for chunk in chunks:
            with _interrupts_held():
                flying.append((chunk, executor.submit(_do, job, chunk)))
            if len(flying) >= workers * _AHEAD:
                yield from _landed(*flying.popleft())
        while flying:
            yield from _landed(*flying.popleft())
    except BrokenProcessPool:
        raise LegationError(
            "a worker process died (out of memory, or the script that called lacks "
            "`if __name__ == '__main__':`); what was coded is kept; try with fewer workers"
        ) from None


def _landed(chunk: list[I], future: "Future[list[O | Failed]]") -> Iterator[tuple[I, O | Failed]]:
    return zip(chunk, future.result(), strict=True)


def _do(job: Job[I, O], chunk: Sequence[I]) -> list[O | Failed]:
    """In a worker: the results of a chunk; where it fails, of its items one by one."""
    work: Work[I, O] = _ready(job)
    try:
        return list(work(chunk))
    except Exception as error:  # noqa: BLE001 - whatever a document does to a coder, others go on
        if len(chunk) == 1:
            return [Failed(_told(error))]
        return [result for item in chunk for result in _do(job, [item])]


def _told(error: Exception) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())
    if isinstance(error, LegationError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


@lru_cache(maxsize=2)
def _ready(job: Hashable) -> Any:
    """What a job loads, once a process."""
    assert callable(job)
    return job()


@contextlib.contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool that does not outlive us, whatever ends us."""
    before = set(active_children())
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - before:
            child.terminate()
        raise
    pool.shutdown()


def _start_worker() -> None:
    """In a new worker: leave Ctrl-C to the parent, and end when the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts, so that the new one is born deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """A Dask cluster as an executor, and how many threads it has."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "a cluster needs Dask, which is not installed: `pip install legation[cluster]`"
        ) from None
    connect: Any = Client
    try:
        client = connect(address, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {address}: {_told(error)}") from None
    with client:
        yield client.get_executor(pure=False), max(1, sum(client.nthreads().values()))
