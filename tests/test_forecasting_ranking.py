"""Who next: ranks against a plain count over all candidates, and what the model may not see."""

import gzip
import json
from datetime import date, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from legation.cli.forecast import forecast, horizon_days
from legation.errors import DataError, UsageError
from legation.forecasting import (
    backtest_ranking,
    backtest_tables,
    event_table,
    fit_ranking,
    read_rows,
    score_ranks,
)
from legation.forecasting.backtest import hits, reciprocal
from legation.forecasting.terms import RULE, term_name, width

NAMES = [
    "Northland", "Isles", "Foreign Affairs (Northland)", "Police (Northland)", "Citizen (Isles)",
    "Foreign Affairs (Isles)", "Ada Vale", "Port Union", "Police (Isles)", "Harbour League",
]  # fmt: skip


def iso(day: int) -> str:
    return (date(2020, 1, 1) + timedelta(days=int(day))).isoformat()


def history(*, days: int = 40, seed: int = 0) -> list[tuple[str, str, str, str]]:
    """Habits with noise: each actor mostly deals with two others, some days with anyone."""
    rng = np.random.default_rng(seed)
    rows = []
    for day in range(days):
        for s in range(len(NAMES)):
            if rng.random() < 0.7:
                o = (s + int(rng.integers(1, 3))) % len(NAMES)
                o = o if rng.random() < 0.8 else int(rng.integers(0, len(NAMES)))
                relation = ("meet", "praise", "accuse")[int(rng.integers(0, 3))]
                if o != s:
                    rows.append((NAMES[s], relation, NAMES[o], iso(day)))
    return rows


@pytest.fixture(scope="module")
def table():
    return event_table(history())


@pytest.fixture(scope="module")
def tested(table):
    return backtest_ranking(table, from_day=39)


def test_ranks_agree_with_a_plain_count(table, tested):
    _, ranks = tested
    fit = fit_ranking(table, until=39)
    expected = []
    last = [
        (table.actors[s], table.relations[r], table.actors[o])
        for s, r, o, d in zip(table.source, table.relation, table.target, table.day, strict=True)
        if d == 39
    ]
    asked = [(s, r, o, False) for s, r, o in last] + [(o, r, s, True) for s, r, o in last]
    for source, relation, target, inverse in asked:
        true = {o for s, r, o, i in asked if (s, r, i) == (source, relation, inverse)} - {target}
        found = fit.predict(source, relation, inverse=inverse, top=len(NAMES))
        score = {c.actor: np.float32(c.score) for c in found if c.actor not in true}
        above = sum(x > score[target] for x in score.values())
        level = sum(x == score[target] for x in score.values()) - 1
        expected.append(above + 1 + level / 2)
    assert sorted(expected) == sorted(ranks.rank.tolist())


def test_a_score_is_the_sum_of_its_terms(table):
    fit = fit_ranking(table)
    for inverse in (False, True):
        found = fit.predict("Ada Vale", "meet", inverse=inverse, top=len(NAMES))
        assert sum(c.probability for c in found) == pytest.approx(1.0)
        assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
        for candidate in found:
            assert sum(candidate.terms.values()) == pytest.approx(candidate.score, abs=1e-4)


def test_habits_are_found(tested):
    _, ranks = tested
    assert score_ranks(ranks).mrr > 0.45  # guessing among ten earns .29


def test_what_comes_later_changes_nothing(table):
    now = fit_ranking(table.before(30)).predict("Isles", "meet")
    later = fit_ranking(table, until=30).predict("Isles", "meet")
    assert now == later


def test_the_same_events_give_the_same_weights(table):
    one, other = fit_ranking(table), fit_ranking(event_table(history()[::-1]))
    assert np.array_equal(one.weights.own, other.weights.own)
    assert one.predict("Isles", "praise") == other.predict("Isles", "praise")


def test_shuffled_dates_leave_no_advantage_to_the_recent():
    # each actor deals with one partner a week, and with the next one in the week after
    rows = []
    for day in range(70):
        for s in range(len(NAMES)):
            o = (s + 1 + (day // 7) % 9) % len(NAMES)
            rows.append((NAMES[s], "meet", NAMES[o], iso(day)))
    dates = [row[3] for row in rows]
    order = np.random.default_rng(1).permutation(len(rows))
    mixed = [(*row[:3], dates[i]) for row, i in zip(rows, order, strict=True)]
    scored = []
    for given in (rows, mixed):
        _, ranks = backtest_ranking(event_table(given), from_day=57)
        scored.append(score_ranks(ranks).mrr)
    assert scored[0] > 0.75
    assert scored[1] < 0.45


def test_measures():
    rank = np.array([1.0, 2.0, 4.0, 10.5])
    assert reciprocal(rank) == pytest.approx((1 + 0.5 + 0.25 + 1 / 10.5) / 4)
    assert [hits(rank, k) for k in (1, 3, 10)] == [0.25, 0.5, 0.75]


def test_the_interval_holds_the_score(table):
    _, ranks = backtest_ranking(table, from_day=30)
    scores = score_ranks(ranks)
    low, high = scores.interval
    assert low < scores.mrr < high
    assert scores == score_ranks(ranks)
    assert sum(s["share"] for s in scores.strata.values()) == pytest.approx(1.0)
    assert sum(s["questions"] for s in scores.strata.values()) == scores.questions


def test_strata_say_what_was_seen():
    rows = [("A", "meet", "B", iso(d)) for d in range(10)]
    rows += [
        ("A", "meet", "B", iso(10)),
        ("A", "praise", "B", iso(10)),
        ("A", "meet", "C", iso(10)),
    ]
    _, ranks = backtest_ranking(event_table(rows), from_day=10)
    assert sorted(ranks.stratum.tolist()) == [0, 0, 1, 1, 2, 2]


def test_what_cannot_be_ranked_is_refused(table):
    with pytest.raises(DataError):
        backtest_ranking(table, from_day=400)
    with pytest.raises(DataError):
        backtest_tables(history(), [], history())
    with pytest.raises(UsageError):
        fit_ranking(table).predict("nobody", "meet")
    with pytest.raises(UsageError):
        fit_ranking(table).predict("Isles", "greet")


def test_every_column_has_a_name():
    relations = ("meet", "praise")
    names = [term_name(column, relations) for column in range(width(4))]
    assert len(set(names)) == len(names)
    assert names[RULE] == "rule: meet, up to 3 days ago"
    assert names[-1] == "rule: is target of: praise, over 60 days ago"


def write(path, rows):
    lines = ["\t".join(("source", "relation", "target", "date")), *("\t".join(r) for r in rows)]
    text = "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_the_command_prints_its_keys(tmp_path):
    rows = history()
    parts = [[r for r in rows if lo <= r[3] < hi] for lo, hi in
             ((iso(0), iso(30)), (iso(30), iso(35)), (iso(35), iso(50)))]  # fmt: skip
    files = [
        write(tmp_path / name, part)
        for name, part in zip(("train.tsv", "valid.tsv.gz", "test.tsv"), parts, strict=True)
    ]
    arguments = ["backtest", "--train", str(files[0]), "--valid", str(files[1])]
    run = CliRunner().invoke(forecast, [*arguments, "--test", str(files[2]), "--json"])
    assert run.exit_code == 0, run.output
    told = json.loads(run.output)
    assert {"mrr", "hits1", "hits3", "hits10", "strata", "seconds", "peak_mb"} <= set(told)
    assert set(told["strata"]) == {"triple seen", "pair seen", "never seen"}
    assert told["mrr"] == backtest_tables(*parts).mrr
    plain = CliRunner().invoke(forecast, [*arguments, "--test", str(files[2])])
    assert f"{told['mrr']:.4f}" in plain.output


def test_tables_are_read_alike(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = history(days=5)
    columns = dict(
        zip(("source", "relation", "target", "date"), zip(*rows, strict=True), strict=True)
    )
    pq.write_table(pa.table({k: list(v) for k, v in columns.items()}), tmp_path / "e.parquet")
    for path in (write(tmp_path / "e.tsv", rows), write(tmp_path / "e.tsv.gz", rows),
                 tmp_path / "e.parquet"):  # fmt: skip
        assert read_rows(path) == rows
    bad = tmp_path / "bad.tsv"
    bad.write_text("who\twhat\n", encoding="utf-8")
    with pytest.raises(DataError, match="first line"):
        read_rows(bad)
    bad.write_text("source\trelation\ttarget\tdate\nA\tmeet\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.tsv:2"):
        read_rows(bad)
    with pytest.raises(DataError, match="no ISO day"):
        event_table([("A", "meet", "B", "2020-13-01")])


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("2w", 14), ("6m", 180), ("1y", 365)])
def test_horizons(text, days):
    assert horizon_days(text) == days


def test_a_horizon_that_is_none():
    for text in ("soon", "0d", "-3", "3x"):
        with pytest.raises(UsageError):
            horizon_days(text)


def test_machine_code_on_disk_is_that_of_this_source():
    from legation.forecasting.compiled import SOURCE
    from legation.forecasting.sweep import pose, sweep

    for function in (pose, sweep):
        assert SOURCE in function._cache._cache_file._version
