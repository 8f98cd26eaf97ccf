"""Make the shipped model of a trained one: `python -m training.package --model DIR --data FOLDER`.

Adds the lemmatizer, states what the model is and what it was made from, and writes the folder
that the package ships, with its notice.  Refuses a model of more than 20 MB.
"""

import argparse
import json
import re
import shutil
from pathlib import Path
from typing import Final

import spacy

from training.corpora import blocks, read_conllu, training_passages
from training.lemmas import add_lemmatizer
from training.names import Names
from training.tokenizer import build_tokenizer

SHIPPED: Final = Path(__file__).parent.parent / "src" / "legation" / "data" / "model"
LARGEST: Final = 20_000_000
NOTICE: Final = """The English language model in this folder
==========================================

Trained by the legation project from the corpora below. The model is licensed CC BY-SA 4.0
(https://creativecommons.org/licenses/by-sa/4.0/); the code around it is MIT.

UD English EWT (train and dev), CC BY-SA 4.0
    The Universal Dependencies English Web Treebank, Silveira et al. 2014, with the work of the
    Universal Dependencies project. https://github.com/UniversalDependencies/UD_English-EWT
UD English GUM (train and dev of the genres academic, bio, court, interview, news, voyage)
    Annotations CC BY 4.0, Zeldes 2017, The GUM corpus. Texts CC BY, CC BY-SA or public domain, a
    document each; they are listed below. https://github.com/UniversalDependencies/UD_English-GUM
Universal NER, EWT dev, CC BY-SA 4.0
    Mayhew et al. 2024. https://www.universalner.org
CrossNER, politics, train and dev
    Liu et al. 2021, code MIT; the text is Wikipedia's, CC BY-SA.
    https://github.com/zliucr/CrossNER
Wikigold, CC BY 4.0
    Balasuriya et al. 2009.
Word clusters (a table of words and Brown clusters, in tok2vec), MIT
    From spacy-lookups-data, Copyright (c) 2019 ExplosionAI GmbH. Permission is hereby granted,
    free of charge, to any person obtaining a copy of this software and associated documentation
    files (the "Software"), to deal in the Software without restriction, including without
    limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
    copies of the Software, and to permit persons to whom the Software is furnished to do so,
    subject to the following conditions: The above copyright notice and this permission notice
    shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS
    PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
    THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
    EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
    LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
    CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
GeoNames (names of cities in names.json), CC BY 4.0
    https://www.geonames.org
WordNet 3.0 (word lists of the lemmatizer)
    WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. Provided "as is",
    without warranty; Princeton University's name may not be used to advertise this software.
    https://wordnet.princeton.edu/license-and-commercial-use

Nothing was trained on the test sets, on Universal NER's PUD, or on the Groningen Meaning Bank.

Documents of GUM, with their authors and addresses
---------------------------------------------------
"""
NAME: Final = "legation_news"
VERSION: Final = "2.0.0"  # a new one for new weights: it stands in every coder's name
DESCRIPTION: Final = (
    "English for news and policy prose: tags, morphology, Universal Dependencies, names, lemmas."
)


def gum_documents(path: Path) -> list[str]:
    """Return a line for each document of a GUM file: its name, its author, its address."""
    lines = []
    for comments, _ in blocks(path):
        if not any(c.startswith("# newdoc") for c in comments):
            continue
        fields = dict(c[2:].split(" = ", 1) for c in comments if " = " in c)
        author = re.sub(r"\s+", " ", fields.get("meta::author", "author not named"))
        address = fields.get("meta::sourceURL", "no address")
        lines.append(f"{fields['newdoc id']}: {author}. {address}")
    return lines


def package(model: Path, data: Path, out: Path, version: str = VERSION) -> int:
    """Write the finished model to `out`; return its size in bytes."""
    nlp = spacy.load(model)
    nlp.tokenizer = build_tokenizer(nlp)  # its rules may have grown since the training
    treebanks = [data / f"{name}.conllu.gz" for name in ("ewt_train", "gum_open_train")]
    if "lemmatizer" not in nlp.pipe_names:
        add_lemmatizer(nlp, [p for path in treebanks for p in read_conllu(path)])
    nlp.meta.update(
        name=NAME,
        version=version,
        description=DESCRIPTION,
        spacy_version=">=3.8.0,<3.9.0",
        license="CC BY-SA 4.0",
        author="the legation project",
        url="",
        email="",
    )
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out)
    names = Names(training_passages(data).train, nlp.tokenizer)
    text = json.dumps(names.lists(), ensure_ascii=False, indent=0)
    (out / "names.json").write_text(text + "\n", encoding="utf-8")
    documents = [
        line
        for part in ("train", "dev")
        for line in gum_documents(data / f"gum_open_{part}.conllu.gz")
    ]
    (out / "NOTICE").write_text(NOTICE + "\n".join(documents) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    if size > LARGEST:
        raise SystemExit(f"{out} has {size:,} bytes; at most {LARGEST:,} may be shipped")
    return size


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a trained pipeline")
    parser.add_argument("--data", type=Path, required=True, help="folder of treebanks")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--version", default=VERSION)
    options = parser.parse_args(arguments)
    size = package(options.model, options.data, options.out, options.version)
    print(f"{options.out}: {size:,} bytes")


if __name__ == "__main__":
    main()
