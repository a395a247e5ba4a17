"""Findings for a reader: `text` for a person at a terminal, `as_json` for a program."""
