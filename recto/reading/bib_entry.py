"""One entry of a `.bib` file: its key and its fields, and a way on after every fault."""

from __future__ import annotations

import re

from recto.reading.bib_key import COMMAND, read_key
from recto.reading.bib_records import Lost, NoValue, RawEntry, RawField
from recto.reading.bib_scan import CLOSE, FIELD, MACRO, NAME, Scan, shallow

# A field with nothing nested in it, and what follows it: nine of ten are such.
GOOD_FIELD = re.compile(rf"\s*({NAME})\s*=\s*\{{([^{{}}]*)\}}\s*(?:,|(?=\}}))")
# Behind the last brace of an entry: a field, so it was not the last.
FIELD_BEHIND = re.compile(rf"\s*(?:,\s*)?({NAME})\s*=\s*(?:[{{\"]|\d+\s*[,}}\n])")
BRACE_BEHIND = re.compile(r"\s*\}+(?=\s*(?:[@%]|\Z|\n))")
NO_EQUALS = re.compile(rf"({NAME})[ \t]*(?=[{{\"])")
# Where reading goes on behind something that is no field.
RESUME = re.compile(rf"(?:,[ \t]*\n?|\n)[ \t]*(?={NAME}[ \t]*=)")


class Entry:
    """The entry that stands at an offset, as it is being read."""

    def __init__(self, scan: Scan, opened: re.Match[str], end: int) -> None:
        self.scan, self.text, self.end = scan, scan.text, end
        self.start, self.type = opened.start(), opened[1].lower()
        self.closer = "}" if opened[2] == "{" else ")"
        self.at = opened.end()
        self.raw = RawEntry(self.type, "", self.start, self.at)
        # Something was misread: what follows need not fit.
        self.astray = False

    def read(self) -> RawEntry:
        """Read it to its end, or to where another begins; it has no key if none is given."""
        before = len(self.scan.faults)
        found = read_key(self.scan, self.type, self.start, self.at, self.end)
        self.raw.key, self.raw.key_start, self.at, self.astray = found
        self._good_fields()
        while not self._step():
            self._good_fields()
        self.raw.end = self.at
        self.raw.mended = len(self.scan.faults) > before
        return self.raw

    # The fields

    def _good_fields(self) -> None:
        """Read as many fields as follow each other without a fault: nearly always all."""
        scan, fields, at = self.scan, self.raw.fields, self.at
        while found := GOOD_FIELD.match(self.text, at, self.end):
            value = found[2]
            if "=" in value and "\n" in value and scan.inside(*found.span(2)) is not None:
                return
            start, begin, close = found.start(1), *found.span(2)
            value = " ".join(value.split())
            fields.append(RawField(found[1], value, start, close + 1, begin, close))
            self.at = at = found.end()

    def _step(self) -> bool:
        """Read what comes next; return whether the entry is at its end."""
        self.at = self.scan.space(self.at, self.end)
        sign = self.text[self.at : min(self.at + 1, self.end)]
        if sign == ",":
            self.at += 1
        elif not sign or (sign == "@" and COMMAND.match(self.text, self.at)):
            return self._unclosed()
        elif sign == self.closer or (sign in ")}" and not self.raw.key):
            return self._closed()
        elif found := FIELD.match(self.text, self.at, self.end):
            self._field(found[1], found.end())
        else:
            return self._stray()
        return False

    def _field(self, name: str, behind: int) -> None:
        start, begin = self.at, self.scan.space(behind, self.end)
        try:
            value, first, end = self.scan.value(name, begin, self.end)
        except Lost as lost:
            self._lost(name, begin, min(lost.offset + 1, self.end))
            return
        except NoValue as none:
            self._no_value(none.offset)
            return
        inside = int(self.text[begin] in '"{')
        cut = self.scan.inside(begin + 1, first) if inside else None
        if cut is not None:
            self._never_closed(name, begin, cut)
            return
        self.raw.fields.append(
            RawField(name, value, start, end, begin + inside, max(end - inside, begin))
        )
        self.at = end
        self._comma(self.scan.space(end, self.end))

    def _comma(self, following: int) -> None:
        """See that a comma stands before the next field."""
        if FIELD.match(self.text, following, self.end):
            self.scan.fault(
                "a comma is missing before the next field", self.at - 1, self.at, "put one here",
                insert=",",
            )  # fmt: skip

    # What goes wrong

    def _lost(self, name: str, begin: int, end: int) -> None:
        """Cut off a value that is never closed, where the next field or entry begins."""
        end = min(end, self.scan.command_after(begin + 1))
        following = self.scan.swallowed(begin, end)
        last = self.scan.entry_end(begin, end if following is None else following)
        if following is not None and not (last and last[2]):
            self._never_closed(name, begin, following)
            return
        self._never_closed(name, begin, last[0] if last else end)
        if last and last[2]:
            self.at = last[1]
        self.end = self.at

    def _never_closed(self, name: str, begin: int, cut: int) -> None:
        inside = int(self.text[begin] in '"{')
        value = " ".join(self.text[begin + inside : cut].split()).rstrip('",} ')
        value = shallow(value)
        self.scan.fault(f"the value of `{name}` is never closed", begin, max(cut, begin + 1), CLOSE)
        self.raw.fields.append(
            RawField(name, value, self.at, cut, begin + inside, max(cut, begin + inside))
        )
        self.at, self.astray = cut, True

    def _no_value(self, at: int) -> None:
        self._fault_here("field value expected", at)
        self.at = max(at, self.at + 1)
        # What stands there is the next field, a comma, or something else that is looked at next.

    def _stray(self) -> bool:
        """Say what is no field, and go on behind it; return whether the entry is at its end."""
        at = self.at
        if found := NO_EQUALS.match(self.text, at, self.end):
            self.scan.fault(
                f"`=` is missing behind `{found[1]}`", at, found.end(1), "put one here", insert=" ="
            )
            self._field(found[1], found.end())
            return False
        if (name := MACRO.match(self.text, at)) and name.end() >= self.end:
            self.at = self.end
            return self._unclosed()
        if self.text[at] == ";":
            self.scan.fault("`;` stands where a comma belongs", at, at + 1, "write a comma")
            self.at += 1
            return False
        resume = RESUME.search(self.text, at, self.end)
        if not self.astray:
            self._say_stray(at)
        self.astray = True
        if resume:
            self.at = max(resume.end(), at + 1)
            return False
        closed = self._last_brace(at)
        self.at = closed if closed > at else self.end
        return True

    def _say_stray(self, at: int) -> None:
        line = self.text.find("\n", at, self.end)
        end = min(line if line >= 0 else self.end, at + 60)
        words = " ".join(self.text[at:end].split()).rstrip(",")
        fields = self.raw.fields
        if self.text[at] == "=":
            self._fault_here("a field has no name", at)
        elif fields and self.text[at] != "@":
            self.scan.fault(
                f"`{words}` stands behind the value of `{fields[-1].name}`", at, max(end, at + 1),
                "a brace or quotation mark closes the value too early: move it behind these words",
            )  # fmt: skip
        else:
            self._fault_here("`=` expected", at)

    def _fault_here(self, said: str, at: int) -> None:
        named = f" in the entry `{self.raw.key}`" if self.raw.key else ""
        at = min(at, max(len(self.text) - 1, 0))
        self.scan.fault(
            f"{said}{named}", at, at + 1,
            "compare it with the entry above: a comma, a brace or a quotation mark is missing",
        )  # fmt: skip

    def _last_brace(self, at: int) -> int:
        """Return the offset behind the last brace before the next entry, 0 if there is none."""
        end = min(self.end, self.scan.command_after(at + 1))
        return self.text.rfind(self.closer, at, end) + 1

    # How it ends

    def _closed(self) -> bool:
        brace, self.at = self.at, self.at + 1
        if self.closer == ")" or self.astray:
            if self.astray and (more := BRACE_BEHIND.match(self.text, self.at, self.end)):
                self.at = more.end()
            return True
        if behind := FIELD_BEHIND.match(self.text, self.at, self.end):
            self.scan.fault(
                f"a brace closes the entry before its field `{behind[1]}`", brace, brace + 1,
                "take it out",
            )  # fmt: skip
            return False
        if more := BRACE_BEHIND.match(self.text, self.at, self.end):
            # Of two at the end of a line and one on its own, the first is too many.
            attached = self.text[brace - 1] in '}"' and "\n" in more[0]
            at = brace if attached else more.end() - 1
            self.scan.fault("a brace is too many", at, at + 1, "take it out", kind="warning")
            self.at = more.end()
        return True

    def _unclosed(self) -> bool:
        if self.astray or not self.raw.key:
            return True
        last = self.raw.fields[-1] if self.raw.fields else None
        if last and (cut := self._took_fields(last)):
            # The brace of the entry has closed this value: read what it has swallowed.
            self.raw.fields.pop()
            self.at, self.end = last.start, last.value_end + 1
            self._never_closed(last.name, last.value_start - 1, cut)
            return False
        if last and self._took_last_brace(last):
            self.scan.fault(
                f"the value of `{last.name}` is never closed", last.value_start - 1,
                last.value_end, CLOSE,
            )  # fmt: skip
            self.raw.fields[-1] = last._replace(value=last.value.rstrip(", "))
            return True
        where = "the file ends" if self.at >= len(self.text) else "the next begins"
        self.scan.fault(
            f"the entry `{self.raw.key}` is not closed before {where}",
            self.start, self.start + 1, "close its braces",
        )  # fmt: skip
        return True

    def _took_fields(self, last: RawField) -> int | None:
        if self.text[last.value_end : last.value_end + 1] != "}":
            return None
        return self.scan.swallowed(last.value_start, last.value_end)

    def _took_last_brace(self, last: RawField) -> bool:
        """Tell whether the brace of the entry, on a line of its own, has closed its last value."""
        text = self.text
        if text[last.value_end : last.value_end + 1] != "}":
            return False
        line = text.rfind("\n", last.value_start, last.value_end)
        return line >= 0 and not text[line : last.value_end].strip()
