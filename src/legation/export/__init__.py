"""Records, documents and briefs → files that other programs read.

`tables` writes records (JSON Lines, CSV, Parquet), `references` documents (CSL-JSON, BibTeX, RIS;
Chicago and APA as text), `network` who deals with whom (GEXF), and `paper` a brief with its
footnotes, which `markdown`, `page` (HTML) and `word` (DOCX) write down.
"""

from legation.export.tables import cell, csv_columns, write_csv, write_jsonl

__all__ = ["cell", "csv_columns", "write_csv", "write_jsonl"]
