"""Annotated articles on disk: inline markup, JSONL, brat standoff, validation and statistics."""
