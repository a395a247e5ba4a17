"""The ledger: of each edition, how much arrived of what the paper holds, as a table and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from recto.model import Account, Ledger

# In the order of the columns; the keys are those of an account.
KINDS: Final = ("note", "citation", "paragraph", "work")


def table(ledger: Ledger) -> str:
    """Return the ledger as a table of plain text, a line for each edition."""
    rows = [("edition", *(f"{kind}s" for kind in KINDS), "proof", "file")]
    rows += [_row(account) for account in ledger.accounts]
    # The last column is as wide as it likes.
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)]
    return "\n".join(
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:-2], widths[1:-1], strict=True)),
                row[-2].ljust(widths[-1]),
                row[-1],
            ]
        )
        for row in rows
    )


def to_json(ledger: Ledger) -> str:
    """Return the ledger as JSON: a list of accounts, with every fault, ending in a line feed."""
    accounts = [asdict(account) | {"whole": account.whole} for account in ledger.accounts]
    return json.dumps({"editions": accounts}, ensure_ascii=False, indent=2) + "\n"


def _row(account: Account) -> tuple[str, ...]:
    counts = (f"{account.arrived[kind]} of {account.expected[kind]}" for kind in KINDS)
    count = len(account.faults)
    faults = f"{count} fault{'' if count == 1 else 's'}" if count else "incomplete"
    verdict = "whole" if account.whole else faults
    return (account.edition, *counts, verdict, account.file)
