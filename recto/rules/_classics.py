"""Authors of old: when each died, and whether a reader in English needs a translator.

Years of death as library catalogues have them (https://viaf.org); a minus is before our era.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

# Family name, given name, year of death; a star behind the year: wrote (also) in English.
TABLE = """
Kant,Immanuel,1804 Hegel,Georg,1831 Marx,Karl,1883 Engels,Friedrich,1895 Nietzsche,Friedrich,1900
Schopenhauer,Arthur,1860 Fichte,Johann,1814 Schelling,Friedrich,1854 Herder,Johann,1803
Goethe,Johann,1832 Schiller,Friedrich,1805 Humboldt,Wilhelm,1835 Clausewitz,Carl,1831
Ranke,Leopold,1886 Burckhardt,Jacob,1897 Weber,Max,1920 Simmel,Georg,1918 Tönnies,Ferdinand,1936
Freud,Sigmund,1939 Husserl,Edmund,1938 Heidegger,Martin,1976 Benjamin,Walter,1940
Adorno,Theodor,1969* Horkheimer,Max,1973* Schmitt,Carl,1985 Cassirer,Ernst,1945* Elias,Norbert,1990*
Gadamer,Hans-Georg,2002 Luhmann,Niklas,1998 Koselleck,Reinhart,2006 Kafka,Franz,1924
Rilke,Rainer,1926 Mann,Thomas,1955 Brecht,Bertolt,1956 Rousseau,Jean-Jacques,1778
Montesquieu,Charles,1755 Voltaire,,1778 Diderot,Denis,1784 Descartes,René,1650 Pascal,Blaise,1662
Montaigne,Michel,1592 Tocqueville,Alexis,1859 Comte,Auguste,1857 Durkheim,Émile,1917
Durkheim,Emile,1917 Mauss,Marcel,1950 Bergson,Henri,1941 Saussure,Ferdinand,1913 Bloch,Marc,1944
Febvre,Lucien,1956 Halbwachs,Maurice,1945 Sartre,Jean-Paul,1980 Beauvoir,Simone,1986
Camus,Albert,1960 Merleau-Ponty,Maurice,1961 Fanon,Frantz,1961 Barthes,Roland,1980
Foucault,Michel,1984 Lacan,Jacques,1981 Althusser,Louis,1990 Deleuze,Gilles,1995
Derrida,Jacques,2004
Bourdieu,Pierre,2002 Lefebvre,Henri,1991 Certeau,Michel,1986 Levinas,Emmanuel,1995
Braudel,Fernand,1985 Aron,Raymond,1983 Balzac,Honoré,1850 Flaubert,Gustave,1880 Hugo,Victor,1885
Zola,Émile,1902 Proust,Marcel,1922 Baudelaire,Charles,1867 Machiavelli,Niccolò,1527
Machiavelli,Niccolo,1527 Vico,Giambattista,1744 Beccaria,Cesare,1794 Gramsci,Antonio,1937
Croce,Benedetto,1952 Dante,,1321 Alighieri,Dante,1321 Petrarca,Francesco,1374
Boccaccio,Giovanni,1375 Vasari,Giorgio,1574 Galilei,Galileo,1642 Calvino,Italo,1985
Cervantes,Miguel,1616 Ortega,José,1955 Borges,Jorge,1986 Spinoza,Baruch,1677 Spinoza,Benedict,1677
Grotius,Hugo,1645 Erasmus,,1536 Erasmus,Desiderius,1536 Huizinga,Johan,1945 Kierkegaard,Søren,1855
Kierkegaard,Soren,1855 Ibsen,Henrik,1906 Strindberg,August,1912 Tolstoy,Leo,1910
Dostoevsky,Fyodor,1881 Dostoyevsky,Fyodor,1881 Chekhov,Anton,1904 Lenin,Vladimir,1924
Trotsky,Leon,1940 Bakhtin,Mikhail,1975 Vygotsky,Lev,1934 Shklovsky,Viktor,1984 Plato,,-347
Aristotle,,-322 Thucydides,,-400 Herodotus,,-425 Xenophon,,-354 Homer,,-700 Sophocles,,-406
Euripides,,-406 Aeschylus,,-456 Polybius,,-118 Plutarch,,119 Cicero,,-43 Cicero,Marcus,-43 Livy,,17
Tacitus,,120 Seneca,,65 Virgil,,-19 Ovid,,17 Augustine,,430 Aquinas,Thomas,1274 Confucius,,-479
Mencius,,-289 Laozi,,-500 Sunzi,,-496 Khaldun,Ibn,1406 Avicenna,,1037 Maimonides,Moses,1204
Luther,Martin,1546 Calvin,John,1564 Leibniz,Gottfried,1716 Fukuzawa,Yukichi,1901 Sōseki,Natsume,1916
Hobbes,Thomas,1679* Locke,John,1704* Hume,David,1776* Smith,Adam,1790* Burke,Edmund,1797*
Bentham,Jeremy,1832* Mill,John,1873* Berkeley,George,1753* Bacon,Francis,1626* Paine,Thomas,1809*
Wollstonecraft,Mary,1797* Malthus,Thomas,1834* Ricardo,David,1823* Darwin,Charles,1882*
Spencer,Herbert,1903* Carlyle,Thomas,1881* Ruskin,John,1900* Arnold,Matthew,1888*
Shakespeare,William,1616* Milton,John,1674* Swift,Jonathan,1745* Defoe,Daniel,1731*
Austen,Jane,1817* Dickens,Charles,1870* Eliot,George,1880* Brontë,Charlotte,1855* Hardy,Thomas,1928*
Conrad,Joseph,1924* Woolf,Virginia,1941* Joyce,James,1941* Orwell,George,1950* Shelley,Mary,1851*
Wordsworth,William,1850* Coleridge,Samuel,1834* Melville,Herman,1891* Hawthorne,Nathaniel,1864*
Emerson,Ralph,1882* Thoreau,Henry,1862* Whitman,Walt,1892* Douglass,Frederick,1895* Twain,Mark,1910*
Mahan,Alfred,1914* Mackinder,Halford,1947* Keynes,John,1946* Dewey,John,1952* Peirce,Charles,1914*
Newton,Isaac,1727* Boyle,Robert,1691* Gibbon,Edward,1794* Hamilton,Alexander,1804*
Madison,James,1836* Veblen,Thorstein,1929*
"""


@dataclass(frozen=True)
class Classic:
    """An author of old: ``given`` is empty for one who is known by one name."""

    given: str
    died: int
    english: bool


@cache
def classics() -> dict[str, list[Classic]]:
    """Return the authors of the table by family name in small letters."""
    found: dict[str, list[Classic]] = {}
    for one in TABLE.split():
        family, given, died = one.split(",")
        classic = Classic(given.casefold(), int(died.rstrip("*")), died.endswith("*"))
        found.setdefault(family.casefold(), []).append(classic)
    return found
