"""Words that ask for what is waited for: its status, and who said what of it."""

from bot.ask.english import MONTHS
from bot.ask.tokens import stem


def stems(text: str) -> frozenset[str]:
    """Return the words of a text without endings."""
    return frozenset(stem(word) for word in text.split())


# Words that ask for the status when nothing else is asked for.
STATUS = stems(
    """
    confirm confirmed confirmation official officially formal formally
    announce announced announcement greenlit
    greenlight greenlighting green light lit approve approved approval cancel cancelled canceled
    cancellation dead alive dropped drop scrapped axed shelved abandoned plan planned planning
    plans happening happen news update updates status situation standing stand chance chances
    likely likelihood exist exists real true rumour release released date out arrive film filming
    filmed shoot shooting shot cameras rolling roll begin began begun start started production pre
    preproduction develop development work working works underway way theaters cinemas cinema
    theatre wait waiting stage current new latest ready done hope hopes possible expected expect
    soon coming hit hits due schedule scheduled finished wrapped stuck stalled hell officially made
    make making open premiere year when talks talk discussed discussion progress going go ahead
    guaranteed definite definitely certain sure decision decided decide see seen watch word words
    movement moving forward front state limbo table water hold pause paused thumbs nod yes commit
    committed pick picked window sign signed off studio pull pulled plug trigger bin binned buried
    deal fake hoax legit bother revive revived get getting another more buy tickets book tell know
    known look looking still ever far actual actually give given need want take say says said
    friend brother sister buddy heard hear read saw online internet reddit twitter youtube post
    article site page week last weekend yesterday month green lights finally finish finished
    complete closer close nearer supposed matter fact swear swears swore claims
    claim reckons insists kill killed ago newest recent most insist convinced tiktok facebook
    instagram twitch forum google friday monday sunday dated
    somebody drops dropping lands landing landed arrives arriving stone
    decides frame scene single thing bring back brought return returning dotted line franchise
    """
)
# Further words for a stage of the work, where a question with them wants yes or no.
STAGE = stems(
    """
    script screenplay written write writes writing draft drafted typed typing pen penned wrote cast
    casting hired hire team crew money budget funded funding paid pay finance financed storyboard
    storyboards dated teaser trailer footage agree agreed okay contract contracts
    """
)
STRONG = stems(
    """
    happening happen confirmed confirm greenlit greenlight cancelled canceled news update updates
    status announced approved officially official nod thumbs commit committed limbo axed scrapped
    shelved hoax cancellation greenlighting
    """
)
LIGHT = stems("green light")
SAY = stems(
    """
    say said says tell told talk talked talking speak spoke spoken comment commented mention
    mentioned statement quote remark remarks claim claimed word words post posted tweet tweeted
    interview answer answered reveal revealed admit admitted hint hinted tease teased share shared
    """
)
LAST = stems("last latest recent recently newest lately final most")
NEWS = stems("news new newest update updates latest happened happen happening change changed")
IDLE = stems(
    """
    thing person people right back team crew folks public publicly time month year day week sequel
    before after official officially since ago involve involved regard site article podcast show
    come coming return returning
    """
)
FIRST = stems("first earliest")
QUIET = stems("quiet silent silence silence radio heard hear mouth mouths peep sign")
ANYONE = frozenset({"who", "anyone", "anybody", "someone", "somebody", "they", "involved"})
MONTH_NAMES = frozenset(stem(name) for name in MONTHS)
# What has not happened yet is what is waited for.
AHEAD = frozenset({"yet", "soon", "will", "next"})
# Who has to do it is asked for, not whether it was done.
OBLIGED = stems("need must")
# Seasons are no days: when they began depends on where one lives.
SEASONS = stems("spring summer autumn fall winter")
# What somebody said is asked for: "did he say what he wants".
CONTENT = frozenset({"what", "which", "who", "whom", "where", "why", "how"})
# A second one that nothing follows, where the question is whether it has got so far.
SECOND = frozenset({"second", "2nd", "two"})
SO_FAR = frozenset({"yet", "already", "begun", "still"})
STANDING = stems("alive dead plan project kill")
# With "up" they are words for saying something.
BRING = stems("bring brought brings")
# Who asks with them whether something is so takes nothing for granted.
CLAIMED = stems("legit real true fake hoax rumour rumor fact")
DIED = stems("die died death dead pass passed away")
