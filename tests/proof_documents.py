"""Random papers: a seed gives always the same text, full of what is hard to read back."""

from __future__ import annotations

import random

WORDS = """
office fluffy affluent ledger state-of-the-art naïve Kōchi façade 12 1984 3 re-examined U.S.-ROK
e.g. (sic) “quoted” l’Europe—always
treaty *emphatic* **strong** `code_name` H~2~O x^2^ and of the in to
https://example.org/a-long/path_of/words counter-intelligence 23–32 50% § 7 [small]{.smallcaps}
Straße ﬁne
""".split()  # noqa: SIM905 - as a list it would be forty lines
KEYS = ("park2014", "soeya2016", "sohn2015")
STYLES = ("chicago-notes-bibliography-17th-edition", "apa", "chicago-author-date")


class Author:
    """Writes one paper; ``notes`` are the definitions of the notes it has called."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.notes: list[str] = []
        self.said: list[str] = []

    def paper(self) -> str:
        dice = self.dice
        blocks = [self.text(), *(self.block() for _ in range(dice.randint(8, 24)))]
        head = [
            "---", "title: A Random Paper", "author: [Ada Example, Bert Sample]",
            f"number-sections: {dice.choice(['true', 'false'])}",
            f"citation-style: {dice.choice(STYLES)}",
            *(["author-note: Thanks to nobody."] if dice.random() < 0.3 else []),
            *(["abstract: In brief, nothing."] if dice.random() < 0.3 else []),
            *(["date: 2017"] if dice.random() < 0.5 else []),
            "---",
        ]  # fmt: skip
        return "\n\n".join(["\n".join(head), *blocks, *self.notes]) + "\n"

    def words(self, low: int, high: int) -> str:
        return " ".join(self.dice.choices(WORDS, k=self.dice.randint(low, high)))

    def sentence(self, low: int = 4, high: int = 18) -> str:
        """Say something, now and then what was said before."""
        dice = self.dice
        if self.said and dice.random() < 0.15:
            return dice.choice(self.said)
        made = "So " + self.words(low, high)
        if dice.random() < 0.15:
            made += f" {self.citation()}"
        if dice.random() < 0.06:
            made += dice.choice([" $E = mc^2$", " $x_1$ and $y$", ": $\\sum_i a_i$"])
        made += dice.choice([".", ".", "!", "?"])
        self.said.append(made)
        return made + self.calls()

    def calls(self) -> str:
        return "".join(self.call() for _ in range(self.dice.choice((0, 0, 0, 1, 1, 2))))

    def call(self) -> str:
        dice = self.dice
        if dice.random() < 0.1:
            return f"^[{self.words(1, 9)}.]"
        label = f"n{len(self.notes) + 1}"
        self.notes.append(f"[^{label}]: {self.note()}")
        return f"[^{label}]"

    def note(self) -> str:
        dice = self.dice
        kind = dice.randint(0, 9)
        if kind < 4:
            return self.citation() + "."
        if kind == 4:
            return "[Lost.]{.lost}"
        if kind == 5:
            return f"{self.words(3, 9)}.\n\n    {self.words(3, 30)}."
        if kind == 6:
            return " ".join(f"{self.words(8, 20)}." for _ in range(dice.randint(5, 40)))
        return (
            f"{self.words(1, 12)}." if kind < 9 else f"See {self.citation()}, {self.words(2, 6)}."
        )

    def citation(self) -> str:
        dice = self.dice
        works = dice.sample(KEYS, dice.choice((1, 1, 1, 2)))
        parts = [
            f"@{key}" + dice.choice(("", f", {dice.randint(1, 99)}", ", chap. 3")) for key in works
        ]
        return f"[{'; '.join(parts)}]"

    def text(self, low: int = 1, high: int = 9) -> str:
        return " ".join(self.sentence() for _ in range(self.dice.randint(low, high)))

    def block(self) -> str:
        dice = self.dice
        kinds = [
            self.text, self.text, self.text, self.text, self.heading, self.quotation, self.items,
            self.table, self.figure, self.code, self.verse, self.short, self.terms, self.formula,
        ]  # fmt: skip
        return dice.choice(kinds)()

    def heading(self) -> str:
        dice = self.dice
        words = dice.choice(["Notes", "A Random Paper", "Results", "1984", self.words(1, 7)])
        return "#" * dice.randint(1, 4) + f" {words}{dice.choice(['', '', self.call()])}"

    def short(self) -> str:
        return self.dice.choice(["So.", "No", "Ibid.", "12 and 13", "\\*", "A Random Paper", "x"])

    def quotation(self) -> str:
        return "\n>\n".join(f"> {self.text(1, 3)}" for _ in range(self.dice.randint(1, 2)))

    def items(self) -> str:
        dice = self.dice
        mark = dice.choice(["- ", "1. ", "i. ", "(a) "])
        loose = dice.choice(["\n", "\n\n"])
        rows = [f"{mark}{self.text(1, 2)}" for _ in range(dice.randint(1, 5))]
        if dice.random() < 0.3:
            rows.append(f"    - {self.sentence()}")
        return loose.join(rows)

    def table(self) -> str:
        dice = self.dice
        columns = dice.randint(1, 4)
        long = dice.random() < 0.4

        def row() -> str:
            # Notes of a row that breaks over two pages are out of order there, and so reported.
            said = (
                [self.words(20, 70)]
                if long
                else [self.words(4, 12), self.words(1, 3) + self.calls()]
            )
            cells = (dice.choice(["", self.words(1, 3), *said]) for _ in range(columns))
            return "| " + " | ".join(cells) + " |"

        head = "| " + " | ".join(f"Head {n}" for n in range(columns)) + " |"
        rows = [row() for _ in range(dice.randint(1, 14))]
        caption = dice.choice(["", f"\n\n: {self.words(2, 8)}."])
        return "\n".join([head, "|---" * columns + "|", *rows]) + caption

    def figure(self) -> str:
        return f"![{self.words(0, 9)}{self.calls()}](dot.png)"

    def code(self) -> str:
        return (
            "```\n" + "\n".join(self.words(0, 6) for _ in range(self.dice.randint(1, 6))) + "\n```"
        )

    def verse(self) -> str:
        return "\n".join(f"| {self.words(2, 8)}" for _ in range(self.dice.randint(1, 4)))

    def terms(self) -> str:
        return f"{self.words(1, 3)}\n:   {self.text(1, 2)}"

    def formula(self) -> str:
        return "$$\\int_0^1 f(x)\\,dx = \\frac{1}{2}$$"


class Tabulator(Author):
    """Writes papers that are mostly tables, with rows as high as a page and pictures in cells."""

    def __init__(self, seed: int, longest: int, *, noted: bool) -> None:
        super().__init__(seed)
        self.longest, self.noted = longest, noted

    def block(self) -> str:
        kinds = [
            self.text, self.table, self.table, self.high_table, self.high_table, self.figure,
            self.short, self.formula, self.heading,
        ]  # fmt: skip
        return self.dice.choice(kinds)()

    def high_table(self) -> str:
        dice = self.dice
        columns = dice.randint(1, 5)
        heads = (dice.choice(["", f"Head {n}"]) for n in range(columns))
        rows = [[self.cell() for _ in range(columns)] for _ in range(dice.randint(1, 6))]
        lines = [f"| {' | '.join(cells)} |" for cells in (heads, *rows)]
        return "\n".join([lines[0], "|---" * columns + "|", *lines[1:]])

    def cell(self) -> str:
        dice = self.dice
        kind = dice.random()
        if kind < 0.4:
            return "" if kind < 0.2 else "![](dot.png)" if kind < 0.3 else f"$x$ {self.words(1, 2)}"
        words = self.words(1, 3) if kind < 0.6 else self.words(10, self.longest)
        return words + (self.calls() if self.noted else "")


def random_tables(seed: int, longest: int = 200, *, noted: bool = False) -> str:
    """Return the Markdown of a paper of tables; ``longest`` is how many words a cell may have."""
    return Tabulator(seed, longest, noted=noted).paper()


def random_layout(seed: int) -> str:
    """Return settings of a paper: where its notes stand, and how they are numbered."""
    dice = random.Random(seed * 7919)
    place = dice.choice(["foot", "section", "end", "margin"])
    return f'notes = "{place}"\nnote-numbers = "{dice.choice(["through", "section"])}"\n'


def random_paper(seed: int) -> str:
    """Return the Markdown of the paper of a seed."""
    return Author(seed).paper()
