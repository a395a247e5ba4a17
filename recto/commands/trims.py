"""`recto trims`: list the trims and the printers that a paper can have."""

from __future__ import annotations

import argparse

HELP = "list the sizes of page (--trim) and the printers (--printer) that are known"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes: nothing."""


def run(args: argparse.Namespace) -> int:
    """Print a line for each trim and each printer."""
    from recto.reading.sheets import printer_names, read_printer, read_trim, trim_names

    trims = [read_trim(args.root, name) for name in trim_names(args.root)]
    print("trims (--trim)")
    for trim in trims:
        face = f"{trim.size:g} on {trim.leading:g} pt"
        print(f"  {trim.name:10}{face:18}{trim.lines} lines a page   {trim.title}")
    print("\nprinters (--printer), for the edition `print`")
    for name in printer_names(args.root):
        printer = read_printer(args.root, name, trims[0])
        standard = f"PDF/{printer.standard.upper()}" if printer.standard else "PDF"
        print(f"  {name:13}{standard:10}{printer.colour:6}{printer.title}")
    return 0
