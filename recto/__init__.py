"""Recto: a citable publishing pipeline for one paper of Markdown and BibTeX."""

__version__ = "0.1.0"
