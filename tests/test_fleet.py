"""The fleet: in order, in bounded memory, and no bad item costs another."""

import os
import time

import pytest

from fake_jobs import Doubled, Pid  # worker processes import it by this name
from legation import fleet
from legation.errors import LegationError, UsageError
from legation.fleet import CHUNK_ITEMS, Failed, cores, spread


def one(_):
    return 1


def run(numbers, job=None, **more):
    return list(spread(numbers, job or Doubled(), size=one, **more))


def test_one_process_gives_results_in_order():
    assert run(range(20, 120), workers=1) == [(n, 2 * n) for n in range(20, 120)]


def test_nothing_gives_nothing():
    assert run([], workers=4) == []


def test_few_items_start_no_processes():
    assert {pid for _, pid in run(range(10), Pid(), workers=4)} == {os.getpid()}


@pytest.mark.parametrize("workers", [1, 2])
def test_one_bad_item_costs_no_other(workers):
    found = dict(run(range(60), workers=workers))
    assert found.pop(13) == Failed("ValueError: no luck")
    assert found == {n: 2 * n for n in range(60) if n != 13}


def test_processes_work_and_end():
    found = run(range(CHUNK_ITEMS * 12), Pid(), workers=2)
    pids = {pid for _, pid in found}
    assert [n for n, _ in found] == list(range(CHUNK_ITEMS * 12))
    assert os.getpid() not in pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_stream_is_read_no_further_than_needed():
    taken = []

    def stream():
        for n in range(10_000):
            taken.append(n)
            yield n

    found = spread(stream(), Doubled(), size=one, workers=2)
    next(found)
    assert len(taken) <= CHUNK_ITEMS * 8
    found.close()


def test_a_big_item_fills_a_chunk():
    sizes = [len(chunk) for chunk in fleet._chunks([1, 1, 70_000, 1, 1], lambda n: n)]
    assert sizes == [3, 2]


def test_a_worker_that_dies_is_told():
    with pytest.raises(LegationError, match="worker process died"):
        run([*range(40), 666, *range(40)], workers=2)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_job_that_cannot_load_is_told(workers):
    with pytest.raises(LegationError, match="the model is not there"):
        run(range(60), Doubled("badly"), workers=workers)


def test_leaving_early_ends_the_processes():
    found = spread(range(10_000), Pid(), size=one, workers=2)
    _, pid = next(found)
    found.close()
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the worker goes on")


def test_at_least_one_core():
    assert cores() >= 1


def test_a_cluster_that_is_not_there_is_told():
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        run([1], cluster="what://ever")


@pytest.mark.filterwarnings("ignore")  # Dask's own, about its ports and pipes
def test_a_cluster_gives_the_same():
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as local:
        found = run(range(60), cluster=local.scheduler_address)
    assert found == run(range(60), workers=1)
