"""Data that ships with the package: ontology, lexicons, gazetteers, the language model."""
