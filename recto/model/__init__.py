"""The records that every stage reads: frozen, plain, and free of outside programs."""

from recto.model.edition import Account, Arrival, Built, Fault, Ledger
from recto.model.evidence import Answer, Evidence, Record, Update
from recto.model.finding import Finding, Rule, Severity
from recto.model.paper import (
    CALL,
    GAP,
    RESERVED,
    Author,
    Call,
    Citation,
    Heading,
    Locator,
    Manuscript,
    Metadata,
    Note,
    Paper,
    Paragraph,
    Query,
    Settings,
)
from recto.model.place import Patch, Place, Source
from recto.model.sheet import Layout, NotesAt, Printer, Trim
from recto.model.work import Bibliography, Field, Pages, Person, Work

__all__ = [
    "CALL",
    "GAP",
    "RESERVED",
    "Account",
    "Answer",
    "Arrival",
    "Author",
    "Bibliography",
    "Built",
    "Call",
    "Citation",
    "Evidence",
    "Fault",
    "Field",
    "Finding",
    "Heading",
    "Layout",
    "Ledger",
    "Locator",
    "Manuscript",
    "Metadata",
    "Note",
    "NotesAt",
    "Pages",
    "Paper",
    "Paragraph",
    "Patch",
    "Person",
    "Place",
    "Printer",
    "Query",
    "Record",
    "Rule",
    "Settings",
    "Severity",
    "Source",
    "Trim",
    "Update",
    "Work",
]
