"""Words that tell an author in a sentence from an office, a body, a place, or nobody."""

from __future__ import annotations


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# Those who act and speak, rather than write.
OFFICES = frozenset(
    _listed("""
    president prime minister premier chancellor secretary ambassador senator congressman king
    queen emperor empress prince princess lord lady general admiral captain colonel marshal pope
    bishop archbishop cardinal governor mayor judge justice sir minister deputy commissioner
    chairman spokesman spokeswoman representative foreign defense state director commander st
    saint
""")
)
# Words at the head of a sentence, before a name.
LEADS = frozenset(
    _listed("""
    as but and while although though if when since because like unlike in for yet thus however
    here both even where whereas indeed historian historians scholar scholars critic critics also
    or after before similarly likewise finally first second third moreover furthermore what how
    that nevertheless nonetheless instead so then again still wie während obwohl comme si
""")
)
# What stands where a name may, and is none.
NOBODY = frozenset(
    _listed("""
    i we he she it they this that these those one some many most others another each critics
    scholars historians authors researchers studies research evidence analysis results data table
    figure section chapter article appendix part theory experiments participants respondents who
    which there you our their his her its the a an several few none nobody everyone both all
    people experts officials analysts observers economists theorists writers commentators
""")
)
# Words in the names of bodies, and bodies of one word.
BODIES = frozenset(
    _listed("""
    council ministry party association institute court committee university watch times post news
    commission department agency bank office group union government house congress parliament
    senate assembly army navy force forces press review journal bureau center centre society
    foundation organization organisation federation league team project international nations
    network survey report treaty agreement constitution act bible quran office mail herald tribune
    daily guardian telegraph economist convention protocol charter code law school college board
    church company corporation trust fund authority service academy museum library reuters gallup
    pew bloomberg yonhap kyodo xinhua unesco nato wikipedia google facebook twitter microsoft
    amazon apple oxfam amnesty greenpeace
""")
)
# Places, peoples, days and faiths: nobody's name beside a verb of authors.
PLACES = frozenset(
    _listed("""
    afghanistan albania algeria argentina armenia australia austria azerbaijan bangladesh belarus
    belgium bolivia bosnia brazil britain bulgaria burma cambodia canada chile china colombia
    croatia cuba cyprus denmark ecuador egypt england estonia ethiopia europe finland france
    georgia germany ghana greece guatemala haiti hungary iceland india indonesia iran iraq ireland
    israel italy jamaica japan jordan kazakhstan kenya korea kosovo kuwait laos latvia lebanon
    libya lithuania luxembourg malaysia malta mexico moldova mongolia montenegro morocco myanmar
    nepal netherlands nigeria norway pakistan palestine panama paraguay peru philippines poland
    portugal prussia qatar romania russia rwanda scotland senegal serbia singapore slovakia
    slovenia somalia spain sudan sweden switzerland syria taiwan tanzania thailand tibet tunisia
    turkey uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen yugoslavia zambia
    zimbabwe america africa asia washington london paris berlin bonn rome madrid moscow beijing
    peking tokyo seoul pyongyang taipei delhi vienna prague warsaw budapest brussels geneva hague
    cairo tehran baghdad jerusalem ankara istanbul athens lisbon dublin edinburgh oslo stockholm
    copenhagen helsinki ottawa canberra wellington brasilia havana hanoi manila jakarta bangkok
    kyiv kiev westminster kremlin pentagon whitehall vatican january february march april may june
    july august september october november december monday tuesday wednesday thursday friday
    saturday sunday god christ christian christians muslims jews americans germans japanese
    chinese koreans russians british french english catholic protestant european asian african
    greek roman latin arabic islam christianity buddhism hinduism marxism
""")
)
# What authors do in the present tense, as patterns.
PRESENT = _listed(r"""
    argues? contends? maintains? claims? asserts? suggests? notes? observes? writes? shows?
    demonstrates? finds? concludes? explains? points?\s+out emphasi[sz]es? stress(?:es)? insists?
    describes? proposes? remarks? warns? reminds? puts?\s+it sees? defines? holds? believes?
    estimates? traces? reads? reports? identif(?:y|ies) calls? cautions? posits? theori[sz]es?
    soutien(?:t|nent) affirment? montrent? écri(?:t|vent) souligne(?:nt)? estime(?:nt)?
    argumentier(?:t|en) behaupte[tn] schreib(?:t|en) zeig(?:t|en) beton(?:t|en) mein(?:t|en)
    sostienen? afirman? señalan? argumentan? sostengono sostiene afferma(?:no)?
""")
# What authors did.
PAST = _listed(r"""
    argued contended maintained claimed asserted suggested noted observed wrote showed shown
    demonstrated found concluded explained pointed\s+out emphasi[sz]ed stressed insisted described
    proposed remarked warned defined estimated reported identified posited
""")
# Verbs that are nouns of many as well.
NOUNS = frozenset(
    _listed("""
    notes reports claims estimates calls shows traces reads holds finds points reviews
""")
)
