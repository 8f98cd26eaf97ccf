"""`python -m training.learned [--out FOLDER] [--report] [--json]`: train on the corpus, and measure.

Writes `triggers.npz`, `source.npz` and `target.npz`.  With `--report` the test split is measured
too, with baselines and a learning curve.
"""

import argparse
import json
from pathlib import Path
from typing import Final

from training.corpus import read_corpus
from training.corpus.splits import chosen
from training.learned.evaluate import Split, lines, report
from training.learned.examples import read_examples
from training.learned.training import train

SHIPPED: Final = Path(__file__).parents[2] / "src" / "legation" / "data" / "model_events"


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.learned", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the weights go")
    parser.add_argument("--report", action="store_true", help="measure on the test split")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    passages = read_corpus()
    learn, dev, test = (
        Split(passages=chosen(passages, s), examples=read_examples(chosen(passages, s)))
        for s in ("train", "dev", "test")
    )
    models = train(learn.examples, dev.examples, dev.passages)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in ("triggers", "source", "target"):
        getattr(models, name).save(options.out / f"{name}.npz")
    if options.report:
        figures = report(models, learn, dev, test)
        print(json.dumps(figures) if options.json else "\n".join(lines(figures)))


if __name__ == "__main__":
    main()
