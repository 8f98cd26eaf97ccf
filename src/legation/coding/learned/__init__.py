"""The learned part of event coding: which words are events, of which type, and between whom.

Linear models over word and parse features, trained on the project's own corpus
(`python -m training.learned`), scored with NumPy.
"""
