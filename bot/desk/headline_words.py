"""The vocabulary of headlines: what says little, what is said for one another, what contradicts."""

_LITTLE = """
a an and are as at be been but by for from has have he her his how in into is it its more new now
of on or our out over than that the their them they this to up was we were what when who why will
with you your after about just still would could where
says say said saying tells told insists announces announce announced reveals reveal revealed
unveils unveiled reports reported confirms confirm confirmed official officially confirmation
breaking exclusive report update watch first get gets got here
der die das und ein eine im den dem von mit zu auf ist als bekommt wird zum zur hat
le la les un une des du de et en est el los las una y con por
"""
_DENYING = "not no never deny denies denied denying refute nicht kein keine pas non nobody fake"
# What newsrooms write for one another, a line each.
_ALIKE = """
delay delayed delays postpone push pushed pushes slip verschoben verschiebt
shoot shot shooting filming films rodaje
start begin began kick underway commence
finish complete completed wrap wraps end ends
join joins cast casts star stars board boards aboard distribution casting
hand hands deliver delivered delivers submits
script screenplay
cinema theater theatre kino
movie film picture feature
leave exit quit depart
interview talk speak discuss
composer score music soundtrack
write writer writers writing written writes
director showrunner
cancel cancels scrap scrapped drops removed
buy buys bought sold sell rachete purchase
die dies died death deces mort
win wins won take takes
date dates release released
pass passes cross crosses
hope hopes want wants wish
open opens debut debuts startet
"""
# Kinds of event: a headline of one kind and a headline of another do not tell the same story.
_EVENTS = """
join joins joined casts boards boarding signs rejoint aboard returns
leave leaves leaving exit exits quits departs quitte verlasst
talks eyed circling hopes hints mulls
begin begins starts begun kick
wrap wraps wrapped finishes finished complete completed
delay delays delayed postponed pushed verschoben verschiebt moves
rewrites rewrite uberarbeitet
cancels cancelled scrapped scraps
halts halted
resumes resumed
trailer
teaser
review reviews
leak leaks leaked
explains
sues
supports
writes write writing
direct directs
sold buys bought
injured
renewed
"""
_NUMERALS = (
    "zero one two three four five six seven eight nine ten",
    "- first second third fourth fifth sixth seventh eighth ninth tenth",
    "- i ii iii iv v vi vii viii ix x",
    "- - sequel",
    "- erste zweite dritte vierte",
)
LITTLE, DENYING = frozenset(_LITTLE.split()), frozenset(_DENYING.split())
FIRST_ALIKE = {
    word: line.split()[0] for line in _ALIKE.strip().splitlines() for word in line.split()
}
EVENTS = {
    word: frozenset([line.split()[0]])
    for line in _EVENTS.strip().splitlines()
    for word in line.split()
}
NUMERALS = {
    word: str(number)
    for line in _NUMERALS
    for number, word in enumerate(line.split())
    if word not in ("-", "i", "v", "x", "first")
}
