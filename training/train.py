"""Train the English pipeline: `python -m training.train --data FOLDER [--out DIR]`.

One shared tok2vec under a tagger, a morphologizer, a dependency parser and an entity recogniser.
All corpora are mixed; what a corpus does not annotate is left out of the loss.  A teacher, an
earlier model or else a first stage, labels names where the treebank has none.  The learning rate
falls linearly over the time given; the best averaged weights are kept, and finished by
`training.package` into DIR/model.
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from legation.language.clusters import set_clusters
from training.augment import augmented
from training.corpora import Splits, training_passages
from training.names import Names, renamed
from training.package import package
from training.sentences import Passage, Sentence, regroup, to_doc
from training.silver import silver
from training.tokenizer import build_tokenizer

Group = tuple[Sentence, ...]
WARM_UPDATES, LOWEST_RATE = 150, 0.03
RATE = 0.0015  # at the start
ROWS = {"NORM": 6000, "PREFIX": 1000, "SUFFIX": 3000, "SHAPE": 2000, "SPACY": 50}
CLUSTER_ROWS = {6: 200, 10: 900, 32: 1600}  # steps down the tree of clusters: rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how fast one stage learns; with names, it swaps them."""

    minutes: float
    rate: float = RATE
    batch_start: int = 300
    batch_stop: int = 1000
    dropout: float = 0.2
    every: int = 300
    seed: int = 0
    names: Names | None = None


def build_pipeline(*, width: int = 96, depth: int = 4, hidden: int = 128) -> Language:
    """Return the untrained pipeline."""
    nlp = spacy.blank("en")
    nlp.tokenizer = build_tokenizer(nlp)
    embed = {
        "@architectures": "legation.ClusterHashEmbed.v1",
        "width": width,
        "attrs": list(ROWS),
        "rows": list(ROWS.values()),
        "depths": list(CLUSTER_ROWS),
        "cluster_rows": list(CLUSTER_ROWS.values()),
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": width,
        "depth": depth,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    model = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.add_pipe("tok2vec", config={"model": model})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "*"}
    for name, size in (("parser", hidden), ("ner", 64)):
        nlp.add_pipe(name, config=_transition_config(name, size, listener))
    for name in ("tagger", "morphologizer"):
        tagger = {"@architectures": "spacy.Tagger.v2", "normalize": False, "tok2vec": listener}
        nlp.add_pipe(name, config={"model": tagger, "label_smoothing": 0.05})
    return nlp


def _transition_config(name: str, hidden: int, listener: dict[str, Any]) -> dict[str, Any]:
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": name,
        "extra_state_tokens": name == "parser",
        "hidden_width": hidden,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": listener,
    }
    own = {"min_action_freq": 20} if name == "parser" else {}
    return {"model": model, **own}


def to_example(nlp: Language, group: Group) -> Example:
    """Return the group as our tokenizer sees it, beside its annotation."""
    reference = to_doc(nlp.vocab, group)
    return Example(nlp.make_doc(reference.text), reference)


def stream(
    nlp: Language, passages: list[Passage], rng: random.Random, names: Names | None
) -> Iterator[Example]:
    """Yield examples without end: groups, names and changes are drawn anew in every epoch."""
    while True:
        groups = list(regroup(passages, rng))
        rng.shuffle(groups)
        for group in groups:
            if names is not None:
                group = tuple(renamed(sentence, names, rng) for sentence in group)
            yield to_example(nlp, augmented(group, rng))


def batches(examples: Iterator[Example], *, start: int, stop: int) -> Iterator[list[Example]]:
    """Group examples into batches of a number of words that grows from `start` to `stop`."""
    size, batch, words = float(start), [], 0
    for example in examples:
        batch.append(example)
        words += len(example.predicted)
        if words >= size:
            yield batch
            batch, words = [], 0
            size = min(float(stop), size * 1.001)


def watch(nlp: Language, examples: list[Example]) -> dict[str, float]:
    """Return the scores on the sentences kept aside, and their weighted mean."""
    fresh = [Example(nlp.make_doc(e.reference.text), e.reference) for e in examples]
    scores = nlp.evaluate(fresh)
    keys = ("tag_acc", "pos_acc", "morph_acc", "dep_uas", "dep_las", "sents_f", "ents_f")
    result = {key: round(100 * float(scores[key] or 0.0), 2) for key in keys}
    result["score"] = round(
        0.6 * result["dep_las"]
        + 0.2 * result["ents_f"]
        + 0.1 * (result["pos_acc"] + result["sents_f"]),
        2,
    )
    return result


def train(nlp: Language, splits: Splits, out: Path, plan: Plan) -> dict[str, float]:
    """Train until the time is up; keep the best averaged weights in `out`/model-best."""
    rng = random.Random(plan.seed)
    fix_random_seed(plan.seed)
    optimizer = Adam(plan.rate, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True, use_averages=True)
    watched = [to_example(nlp, group) for group in splits.watch]
    feed = batches(
        stream(nlp, splits.train, rng, plan.names), start=plan.batch_start, stop=plan.batch_stop
    )
    began, best, step, words = time.time(), {"score": 0.0}, 0, 0
    losses: dict[str, float] = {}
    while (passed := (time.time() - began) / (60 * plan.minutes)) < 1:
        warm = min(1.0, (step + 1) / WARM_UPDATES)
        optimizer.learn_rate = plan.rate * warm * max(LOWEST_RATE, 1.0 - passed)
        batch = next(feed)
        words += sum(len(e.predicted) for e in batch)
        nlp.update(batch, sgd=optimizer, drop=plan.dropout, losses=losses)
        step += 1
        if step % plan.every == 0:
            best = _evaluate(nlp, optimizer, watched, out, best)
            print(json.dumps({"updates": step, "words": words} | _rounded(losses)), flush=True)
            losses = {}
    return _evaluate(nlp, optimizer, watched, out, best)


def _evaluate(
    nlp: Language, optimizer: Adam, watched: list[Example], out: Path, best: dict[str, float]
) -> dict[str, float]:
    with nlp.use_params(optimizer.averages):
        scores = watch(nlp, watched)
        print(json.dumps(scores), flush=True)
        if scores["score"] > best["score"]:
            nlp.to_disk(out / "model-best")
            return scores
    return best


def _rounded(losses: dict[str, float]) -> dict[str, float]:
    return {name: round(float(loss)) for name, loss in losses.items()}


def new_pipeline(examples: list[Example], options: argparse.Namespace) -> Language:
    """Return a pipeline that knows labels and word clusters, and has learnt nothing."""
    nlp = build_pipeline(width=options.width, depth=options.depth, hidden=options.hidden)
    fix_random_seed(options.seed)
    nlp.initialize(lambda: examples)
    table = files("spacy_lookups_data") / "data" / "en_lexeme_cluster.json.gz"
    clusters = json.loads(gzip.decompress(table.read_bytes()))
    set_clusters(nlp.get_pipe("tok2vec").model, clusters)
    return nlp


def teacher(splits: Splits, options: argparse.Namespace) -> Path:
    """Return the model that labels names: the one given, or one trained for half of the time."""
    if options.teacher is not None:
        return Path(options.teacher)
    nlp = new_pipeline([to_example(spacy.blank("en"), group) for group in splits.train], options)
    plan = Plan(minutes=options.minutes / 2, seed=options.seed)
    train(nlp, splits, options.out / "teacher", plan)
    return Path(options.out) / "teacher" / "model-best"


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="treebanks and entity files")
    parser.add_argument("--out", type=Path, default=Path("training/runs/news"))
    parser.add_argument(
        "--teacher", type=Path, help="a model that labels names; default: train one"
    )
    parser.add_argument("--minutes", type=float, default=65.0, help="wall time")
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    splits = training_passages(options.data)
    labeller = spacy.load(teacher(splits, options))
    names = Names(splits.train, labeller.tokenizer)
    labelled = Splits(train=silver(splits.train, labeller, names), watch=splits.watch)
    nlp = new_pipeline([to_example(labeller, group) for group in labelled.train], options)
    plan = Plan(minutes=options.minutes, dropout=options.dropout, seed=options.seed, names=names)
    best = train(nlp, labelled, options.out, plan)
    size = package(options.out / "model-best", options.data, options.out / "model")
    print(json.dumps(best | {"model": str(options.out / "model"), "bytes": size}))


if __name__ == "__main__":
    main()
