"""Everyday English: what carries no meaning in a question, and what is no typing error."""


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# Chat spelling, folded; the value may be several words.
CHAT = {
    "wat": "what", "wats": "what is", "wut": "what", "wuts": "what is", "whats": "what is",
    "whos": "who is", "wheres": "where is", "whens": "when is", "hows": "how is", "whys": "why is",
    "wen": "when", "wher": "where", "wich": "which", "witch": "which", "hu": "who", "y": "why",
    "u": "you", "ur": "your", "r": "are", "b4": "before", "abt": "about", "bout": "about",
    "ppl": "people", "pls": "please", "plz": "please", "thx": "thanks", "tho": "though",
    "cuz": "because", "bc": "because", "coz": "because", "w": "with", "n": "and", "da": "the",
    "dis": "this", "dat": "that", "teh": "the", "2day": "today", "gonna": "going to",
    "wanna": "want to", "didnt": "did not", "doesnt": "does not", "isnt": "is not",
    "hasnt": "has not", "wasnt": "was not", "arent": "are not", "havent": "have not",
    "wont": "will not", "cant": "can not", "dont": "do not", "yr": "year", "yrs": "years",
    "noms": "nominations", "nom": "nomination", "diff": "different", "og": "original",
    "eps": "episodes", "ep": "episode", "chap": "chapter",
    "btw": "", "lol": "", "lmao": "", "omg": "",
    "tbh": "", "imo": "", "idk": "", "ffs": "",
    "wtf": "", "wth": "", "tf": "", "rn": "now",
    "mins": "minutes", "hrs": "hours", "sum": "some", "sumone": "someone",
    "nah": "", "eh": "", "huh": "", "bruh": "", "bro": "", "mate": "", "ngl": "", "smh": "",
    "innit": "", "yo": "", "ya": "you", "rote": "wrote", "duz": "does", "wrk": "work",
    "wrks": "works", "tel": "tell", "luv": "love", "nite": "night", "thier": "their", "alot": "",
    "shud": "should", "cud": "could", "wud": "would", "gud": "good", "wot": "what", "hav": "have",
    "dos": "does", "othr": "other", "becuz": "because", "cos": "because", "fav": "favourite",
    "pic": "photo", "pics": "photos", "vid": "video", "dir": "director", "prod": "production",
    "mag": "magazine", "any1": "anyone", "some1": "someone", "every1": "everyone",
    "no1": "nobody", "tv": "television", "pt": "part", "vol": "volume", "vols": "volumes",
    "yall": "you", "thru": "through", "smth": "something", "smthn": "something", "sth": "something",
    "thr": "hollywood reporter", "pg13": "pg 13",
    "rly": "really", "rlly": "really", "gotta": "have to", "gimme": "give me", "lemme": "let me",
    "dunno": "do not know", "kinda": "kind of", "sorta": "sort of", "prolly": "probably",
    "prob": "probably", "obv": "obviously", "ofc": "of course",
    "atm": "now", "asap": "soon", "afaik": "", "iirc": "", "fyi": "", "imho": "", "istg": "",
    "nvm": "", "jk": "", "haha": "", "lmk": "tell me", "wdym": "what do you mean", "wbu": "",
    "wht": "what", "whn": "when", "whr": "where", "whod": "who did",
    "whered": "where did", "whatd": "what did", "howd": "how did", "whyd": "why did",
    "whend": "when did", "wholl": "who will", "itll": "it will", "aint": "is not",
    "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not", "werent": "were not",
    "hadnt": "had not", "tmrw": "tomorrow", "ystd": "yesterday", "bday": "birthday",
    "msg": "message", "srsly": "seriously", "tryna": "trying to", "outta": "out of", "cmon": "",
    "plzz": "please", "pleeease": "please", "ik": "i know", "ikr": "", "cz": "because",
    "bcs": "because", "bcuz": "because", "bcz": "because", "2nite": "tonight",
    "gf": "girlfriend", "bf": "boyfriend", "mil": "million", "bil": "billion",
    "dev": "developer", "devs": "developers", "irl": "", "tmi": "",
    "ty": "thanks", "tysm": "thanks", "hella": "very",
}  # fmt: skip

# Words of questions that say nothing about what is asked for.
STOP = words_in(
    """
    a an the this that these those there here it its he him his she her hers they them their we us
    our i me my you your who whom whose what which when where why how is are was were be been being
    am do does did done doing has have had having can could will would shall should may might must
    of in on at by to for from with without as into onto than then so if or and but not no nor
    about around over under up down out off again any some all each every both other such only own
    same too very just also even still yet ever never now today nowadays currently actually really
    exactly please tell explain describe know knows knew guess wonder wondering hey hi
    hello ok okay well thanks thank bot anyone anybody anything someone somebody something everyone
    everything nobody nothing thing things stuff guy guys dude dudes fella fellas bloke
    blokes chap chaps lad lads lass gal gals dame gentleman buddy folks man one ones lot lots bit
    quite
    rather pretty much many more supposedly apparently basically literally seriously honestly
    absolutely totally simply somewhat maybe perhaps probably actual real whole place happen
    happens happened get gets got getting use uses used using let go goes went going gone come
    comes came give gives gave given want wants wanted take takes took taken put puts way ways kind
    sort term case fact question answer idea info information detail details per via etc aka vs
    during while because since until till upon after before between against among within along
    across behind near next absurdly properly somehow somewhere whatever whichever whenever though
    although however whether else himself herself itself themselves myself yourself yes yeah yep
    nope oh ah um uh lately already back away id im ive youre theyre hes shes thats theres heres
    regarding concerning anymore whoever wherever
    """
)

# Expressions that say nothing about what is asked for.
EMPTY = (
    "come up with", "came up with", "responsible for", "in charge of", "in the first place",
    "at all", "by the way", "do you know", "any idea", "a lot of", "have to do with",
    "what about", "how about", "of all time", "in the end", "so far", "at the time",
    "in real life", "i mean", "you know", "just wondering", "at least", "of course", "as well",
    "to do with", "once again", "when it comes to", "up for it", "up to", "each other",
    "wind up with", "wound up with", "end up with", "ended up with", "end up", "ended up",
    "wind up", "wound up", "turn out", "turned out", "name the", "name a", "name one", "at first",
    "these days", "back then", "back in the day", "right now", "by now", "for real",
    "for good", "for sure", "no way", "or what", "or something", "and stuff", "or nah",
    "the heck", "the hell", "the fuck", "on earth",
    "in general", "in particular", "in fact", "as such",
    "in print and on screen", "let me know", "can you tell me", "i wonder", "i heard", "i read",
    "i thought", "someone told me", "somebody told me", "they say", "people say", "is it true",
    "settle a bet", "quick question", "for short", "by any chance", "any chance you know",
    "in question", "in the world", "under the hood", "of them all", "go about", "went about",
    "making that up", "making this up", "making it up", "settle this", "settle it",
    "can not remember", "not so long ago", "over here", "totally missed him", "missed that",
    "as far as i know", "no idea", "asking for a friend", "help me", "remember right",
    "according to", "as if", "on camera", "for a sec", "if i got it right",
    "if i remember", "if i recall", "if i am not mistaken", "correct me if i am wrong",
    "is that so", "or did i dream that", "in a sentence or two", "what is the story",
    "manage to", "managed to", "get to be", "got to be", "remind me", "help me out",
)  # fmt: skip

# Weak words: they may help to rank but prove nothing when they are missing.
WEAK = words_in(
    """
    first last finally original originally old new big good bad great best famous major main little
    small long short whole full early late later really different certain people person guy man
    woman girl boy folks character characters version number amount time times day days year years
    place work works film movie part parts story huge strong funny weird strange crazy cool nice
    beautiful finished fine strict true false wrong right correct sure official officially
    special particular several few two three 2 3 next previous own second third ago once twice
    always often usually figure space same goes dr queen under readers connection connections
    relation relations relationship link links linked meant keep manner posh dirty cold hot warm
    dark bright fancy absurd ridiculous stupid smart clever brave dumb lame boring exciting
    interesting terrible horrible awful wonderful perfect excellent decent okay poor rich cheap
    young older younger modern ancient recent former future upcoming quick slow heavy light thick
    thin deep wide narrow tall tiny enormous vast gigantic popular known unknown common rare unique
    typical usual normal ordinary entire complete total double multiple various numerous
    enough possible impossible necessary important relevant general specific private public
    personal ugly pretty gorgeous creepy scary evil mean kind friendly sudden
    abrupt exact accurate precise clear obvious apparent serious severe badly absurdly insanely
    incredibly extremely super mega hugely roughly approximately around nearly almost barely hardly
    likely unlikely possibly presumably allegedly reportedly eventually initially previously
    recently lately soon immediately suddenly abruptly anyway somewhat overall altogether together
    alone apart instead besides town city area spot town's heap read reads reading hold holds held
    stay stays stayed carry carries carried bring brings brought bringing seem seems feel feels
    serve served remain remains remained follow followed respond responds responded react reacts
    answer answers let lets expect expects hope hoped cause handle manage managed deal deals sit
    sits lie lies lay stand move moves close closes closed hard easy home side corner round secure
    achieve achieved wonder suppose supposed believe believed allow allowed able unable want wanted
    keen eager call calls case mainly mostly make makes made making like decide decided try tried
    trying look looking show shows shown need needs needed help keeps kept turn turned turns become
    became becomes start begin end include including appear appears appeared feature featured
    contain contains based caused reason reasons involve involved relate related
    """
)

# Words that people ask with and packs may lack: unknown, but no typing errors of a known word.
COMMON = words_in(
    """
    able account actress address age album alcohol allergic alone amazing angry apartment apple arm
    arms artist ask aunt average award baby bad bag bald bank base bath beach bear beard bed beer
    belong belt best bible bike bird birthday bite blonde blood blue boat body bone boot boots born
    boss bottle bought bowl boy brand bread breakfast bride bright broke brown budget build built
    bus business button buy cake call camera candy car card care cars cat chair chance change cheap
    cheese chef child church cigar clean clock close clothes cloud club coat code coffee cold
    collar college color colour colours cook cookie cool cost country couple course cousin cow
    crime cry cup cut dad dance dating daughter day deal dinner direct dish divorce doctor dog dogs
    door dream dress drink drive driver drug dry ear early earring eat education egg eight email
    employer engaged engine enjoy even evil exam eye eyes face facebook fake fall family fast fat
    father favorite favourite fear feet female field fight fine finger fire fish five flag flat
    floor flower fly food foot football forest fork four free friend fruit fuel full fun gas gay
    gender gift girl girlfriend glass glove goal god gold golf goodbye grade grandfather
    grandmother grass green grew ground grow guitar gym hair half hand hands happen happy hard hat
    hate health hear heart heavy height help hide high hit hobby hold hole home homework horse
    hospital host hot hotel hour house human hungry hurt husband ice imdb ink instagram instrument
    insult iphone island job joke juice jump keep key kid kill kind king kiss kitchen knee knife
    lake lamp language late laugh law lawyer lead learn leave left leg lens letter level lie light
    lip lips list listen live lock london lonely lose lottery loud love low luck lunch lyrics mail
    male map mark marriage married marry math meal meat medal meet member metal middle milk mind
    mine mobile model mom money monkey moon morning mother mouse mouth mum muscle museum music nail
    name nation neck need net nice nickname night nine nobel nose number ocean office oil old open
    orange order page paid paint pain pair pant pants paper parent parents park party pass password
    pay pen pet petrol phone photo piano pick pilot pink pizza plan plane plant play pocket poem
    poet police pool poor pope popcorn poster posters potato power pregnant president prefer price
    prince princess prison prize profile pub purple queen quick quiet rain read recipe red religion
    religious rent rich ride right ring river road rock roof room rope round run sad salad salary
    sale salt sand school sea season seat secret sell send seven sex shape share sheep shirt shoe
    shoes shop short shoulder shower sick side sign silver sing single sister sit six size skin
    skirt sky sleep slow small smart smell smile smoke snow soap social sock socks soft son song
    soon soul soup space speak speed spell spend sport spring stage stamp star steal steel stock
    stone store storm street strong student sugar suit summer sun surname sweet swim table tail
    tall tank taste tax tea teach teacher team tear teeth ten tennis test text thank thick thin
    think ticket tie tight tired title toe tongue tool tooth top touch town toy train tree trip
    truck trust try twin twins twitter type ugly umbrella uncle uniform university upset vegan
    vegetarian video view village virus visit voice vote wage wait walk wall wallet war warm wash
    watch water weak wear weather website wedding week weigh weight wet wheel white wife wig wild
    win wind window wine winter wish woman wood word work worth wrist write wrong yellow young
    youtube zero zodiac zip zoo capital population currency climate mayor minister download torrent
    pirate merch merchandise cosplay costume makeup tattoo piercing scar freckle instructions
    previous ignore system prompt pretend override admin token click link nitro drop nationality
    citizenship ethnicity accent attend attended graduate degree make drums violin bass hobbies
    politics wages income wealth fortune siblings nephew niece grandson granddaughter fiance ex
    pets puppy hamster breed species waist bmi diet allergy disease illness cancer dentist agent
    manager bodyguard stylist hairdresser perfume shampoo lipstick glasses necklace costumes
    wardrobe prop props stunt stuntman stunts caterer catering flight airline tickets prices
    discount coupon refund shipping warranty manual wifi internet server software version update
    patch bug cheat codes trophy achievement multiplayer dlc lego funko figure figurine toys doll
    plush hoodie wallpaper ringtone emoji meme gif sticker avatar handle tiktok snapchat reddit
    discord twitch metacritic letterboxd wikipedia bake boil burger sushi taco rice whisky poland
    sweden norway denmark finland iceland netherlands belgium switzerland austria greece turkey
    egypt israel india pakistan thailand vietnam philippines canada argentina chile peru colombia
    ukraine czech hungary romania portugal scotland wales africa europe asia antarctica gamble
    bitcoin crypto stocks shares loan mortgage insurance election anthem oscar emmy emmys grammy
    tony golden globe globes bafta cannes razzie pulitzer soccer basketball olympics league match
    score temperature earthquake planet gravity velocity distance width depth volume capacity
    horsepower voltage battery charger sequel prequel remake reboot seasons episode channel radio
    podcast chords melody ballet opera musical theatre broadway drone lighting microphone render
    renderfarm hours select delete insert union root sudo hack exploit
    """
)

# After "what" or "which" these do not name what is asked for.
NO_FOCUS = words_in(
    """
    is are was were do does did has have had will would can could happens happened happen kind sort
    type if about else the a an
    """
)
EVENT_AFTER_WHAT = words_in("happens happened happen goes went becomes became occurs")
# Words that name what is asked for: an answer that lacks one of them is none.
ATTRIBUTES = words_in(
    """
    earn earned earns cost costs price paid pay pays salary worth budget gross name named names
    called call surname old age aged tall height high weigh weighs weight heavy born birthday birth
    die died dies dead death married marry wife husband mother father brother sister son daughter
    child children colour color live lives located fast speed wide deep sell sold sells copies won
    win wins winner nominated voice voiced voices dub dubbed play plays played direct directed edit
    edited compose composed write wrote written sing sang sings draw drew design designed produce
    produced shoot shot filmed act acted star stars cast meet met theme song music score trailer
    trailers poster rating rated language german germany french france spanish spain italian italy
    english japanese japan chinese china korean korea russian russia brazilian brazil portuguese
    british american america usa uk australia australian canada mexico mexican india sweden poland
    dutch sound team teams title date year page pages chapter chapters volume volumes minute
    minutes email phone number address eat eats drink drinks wear wears drive drives own owns like
    likes
    """
)
AMOUNT_AFTER_HOW = words_in(
    """
    many much long old tall big large heavy far fast often high deep wide strong expensive wealthy
    rich thick small young strict frequently quickly badly detailed popular
    """
)
NUMBERS = words_in(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred"
)
AUXILIARIES = words_in(
    """
    is are was were am do does did has have had can could will would shall should may might must
    isnt wasnt didnt doesnt hasnt wont
    """
)
QUESTION_WORDS = words_in("who whom whose what which when where why how")
PLACE_AFTER_WHICH = words_in(
    "city country town place state street continent location region village planet spot land nation"
)
# Their names are in the text of whoever did something.
ORGANISATION_AFTER_WHICH = words_in(
    "company companies studio studios publisher publishers firm outfit house magazine channel label"
)
DATE_AFTER_WHICH = words_in("year date day month decade time")
PERSON_AFTER_WHICH = words_in(
    "actor actress singer person director composer writer author artist musician man woman star"
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march",
            "april apr",
            "may",
            "june",
            "july",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
