"""Words of other languages that every question may have: what is asked for, and what says nothing.

All are folded: without accents, in small letters. Those of a fandom are in its pack.
"""

from bot.ask.english import words_in

# What the question words are in English; several words make an expression.
ASKING: dict[str, dict[str, str]] = {
    "es": {
        "que": "what", "quien": "who", "quienes": "who", "cuando": "when", "donde": "where",
        "adonde": "where", "cuanto": "how much", "cuanta": "how much", "cuantos": "how many",
        "cuantas": "how many", "como": "how", "cual": "what", "cuales": "which", "por que": "why",
        "porque": "why", "a que se debe": "why", "cuanto tiempo": "how long",
        "cuantas veces": "how many times", "desde cuando": "since when", "en que": "what",
        "a quien": "who", "de quien": "who", "con quien": "who", "de que": "what",
    },
    "pt": {
        "que": "what", "quem": "who", "quando": "when", "onde": "where", "aonde": "where",
        "cade": "where", "quanto": "how much", "quanta": "how much", "quantos": "how many",
        "quantas": "how many", "como": "how", "qual": "what", "quais": "which", "por que": "why",
        "porque": "why", "por qual motivo": "why", "quanto tempo": "how long",
        "quantas vezes": "how many times", "o que": "what", "o q": "what",
        "desde quando": "since when", "pq": "why", "qdo": "when", "em que": "what",
        "de quem": "who", "quem e": "who",
    },
    "fr": {
        "qui": "who", "quand": "when", "ou": "where", "combien": "how many", "pourquoi": "why",
        "comment": "how", "quel": "what", "quelle": "what", "quels": "what", "quelles": "what",
        "quoi": "what", "que": "what", "combien de temps": "how long", "combien d": "how many",
        "combien de": "how many", "combien de fois": "how many times",
        "depuis quand": "since when", "qu est ce que": "what", "qu est ce qui": "what",
        "qui est ce qui": "who", "c est qui": "who", "c est quoi": "what is",
        "c est quand": "when", "lequel": "which", "laquelle": "which", "lesquels": "which",
        "a qui": "who", "de qui": "who", "par qui": "who", "pour quelle raison": "why",
        "qu est ce qu": "what", "qu": "what", "keske": "what",
    },
    "de": {
        "wer": "who", "wen": "who", "wem": "who", "wessen": "whose", "wann": "when", "wo": "where",
        "woher": "where", "wohin": "where", "wie": "how", "wieviel": "how much",
        "wie viel": "how much", "wie viele": "how many", "wieviele": "how many", "warum": "why",
        "wieso": "why", "weshalb": "why", "weswegen": "why", "was": "what", "welche": "which",
        "welcher": "which", "welches": "which", "welchem": "which", "welchen": "which",
        "wie lange": "how long", "wie oft": "how many times", "seit wann": "since when",
        "ab wann": "when", "von wem": "who", "mit wem": "who", "aus welchem grund": "why",
        "wodurch": "how", "worum": "what", "wofur": "what", "was fur": "what",
        "wie heisst": "what called", "wozu": "why", "wie kommt": "why",
    },
    "ja": {
        "誰": "who", "だれ": "who", "誰が": "who", "どなた": "who", "何者": "who", "何時": "when",
        "いつ": "when", "どこ": "where", "何処": "where", "なぜ": "why", "なんで": "why",
        "どうして": "why", "何故": "why", "理由": "why", "原因": "why", "わけ": "why",
        "何": "what", "なに": "what", "なん": "what", "どんな": "what", "どの": "which",
        "どれ": "which", "どちら": "which", "どっち": "which", "いくら": "how much",
        "いくつ": "how many", "どれくらい": "how much", "どれぐらい": "how much",
        "どのくらい": "how much", "どのぐらい": "how much", "どれだけ": "how much", "どう": "how",
        "どうやって": "how", "どのように": "how", "何人": "how many people",
        "何回": "how many times", "何度": "how many times", "何年": "what year",
        "何月": "what month", "何日": "what date", "いつから": "since when",
        "いつまで": "until when", "どうなった": "what happened",
    },
}  # fmt: skip

# What says little; some of it decides what kind of answer is wanted.
LITTLE: dict[str, dict[str, str]] = {
    "es": {
        "es": "is", "fue": "was", "esta": "is", "era": "was", "son": "are", "sera": "will",
        "fueron": "were", "hay": "is there", "y": "and", "desde": "since", "antes": "before",
        "despues": "after", "hasta": "until", "sobre": "about", "acerca": "about", "mas": "more",
        "tiene": "have", "o": "or", "ya": "yet", "aun": "yet", "todavia": "yet",
        "durante": "during", "va a": "will", "van a": "will", "vamos a": "will", "pronto": "soon",
        "nunca": "ever", "alguna vez": "ever", "sin": "without", "no": "not",
    },
    "pt": {
        "e": "is", "foi": "was", "esta": "is", "era": "was", "sao": "are", "sera": "will",
        "foram": "were", "tem": "have", "mais": "more", "ate": "until", "desde": "since",
        "antes": "before", "depois": "after", "sobre": "about", "vai": "will", "vao": "will",
        "ja": "yet", "ainda": "yet", "ou": "or", "durante": "during", "nunca": "ever",
        "nao": "not", "sem": "without", "logo": "soon",
    },
    "fr": {
        "est": "is", "sont": "are", "etait": "was", "etaient": "were", "et": "and",
        "ou bien": "or", "sur": "about", "avant": "before", "apres": "after", "depuis": "since",
        "jusqu": "until", "est ce que": "is", "est ce qu": "is", "deja": "yet", "encore": "yet",
        "pendant": "during", "va": "will", "vont": "will", "plus": "more", "jamais": "ever",
        "bientot": "soon", "pas": "not", "sans": "without", "fut": "was", "sera": "will",
        "seront": "will",
    },
    "de": {
        "ist": "is", "sind": "are", "war": "was", "waren": "were", "wurde": "was",
        "wurden": "were", "wird": "will", "werden": "will", "und": "and", "oder": "or",
        "uber": "about", "vor": "before", "bevor": "before", "nach": "after", "seit": "since",
        "bis": "until", "schon": "yet", "bereits": "yet", "inzwischen": "yet",
        "noch nicht": "not yet", "viel": "much", "viele": "many", "wahrend": "during",
        "jemals": "ever", "je": "ever", "bald": "soon", "nicht": "not", "kein": "not",
        "keine": "not", "ohne": "without", "nie": "ever", "mehr": "more", "soll": "will",
    },
    "ja": {
        "とは": "what", "もう": "yet", "まだ": "yet", "以前": "before", "前": "before",
        "以来": "since", "まで": "until",
    },
}  # fmt: skip

# What says nothing: articles, prepositions, pronouns, helping verbs, chat.
NOTHING: dict[str, frozenset[str]] = {
    "es": words_in(
        """
        el la los las lo un una unos unas de del al a en por para con entre se me te le les nos su
        sus mi mis tu tus ese esa eso esos esas este esto estos estas aquel aquella ella ellas
        ellos yo usted ustedes si tan tambien muy asi pues entonces ha han he has habia haber sido
        ser siendo estaba estan estado estuvo fuera seria van va vas voy iba tengo tienen tenia
        tuvo tener hola alguien sabe saben sabes saber quiero quisiera puede pueden puedes podria
        decir decirme dime digan favor gracias amigos gente che oye wey tio realmente exactamente
        mismo misma cosa algo nada todo toda todos todas otro cada donde cual segun e u ante bajo
        contra hacia tras mientras aunque pero sino creo seguro verdad cierto ahora hoy actualmente
        finalmente dicho hecho tal llego ocurre pasa oigan quieren quiere querian quieres hago
        hacen haria hagan bueno vale jaja jeje xd porfa porfavor alguno alguna algun algunos
        algunas ningun ninguna casi apenas siempre solo solamente tanto tanta tantos tantas poco
        poca pocos mucho mucha muchos muchas bastante demasiado ademas incluso luego igual quizas
        quiza acaso supuestamente supuesto aqui ahi alli alla dentro junto detras delante sabemos
        supo sepa sabia conoce conocen explica explicar explicame cuentame cuenten recuerda
        recuerdo creen cree pensar parece deberia debe deben podemos pueda podra puedo vaya vamos
        vayan iban tuvieron tenga tengan tenian estuvieron estaban sean fueran seran serian llegara
        llegar llegan paso pasara pasado quedo queda quedaron dejo dejaron puso pusieron dieron dio
        dar da dan doy toma tomo llamo lleva llevo tipo modo manera forma parte partes vez veces
        lado caso ejemplo general serio onda rollo os nuestra nuestro mios tuya suyo ambos demas
        mismos mismas propia propio mejor peor claro siquiera saga franquicia
        """
    ),
    "pt": words_in(
        """
        o a os as um uma uns umas de do da dos das no na nos nas em por pelo pela pelos pelas para
        pra pro com entre se me te lhe lhes seu sua seus suas meu minha este esta esse essa isso
        isto aquele aquela aquilo ele ela eles elas eu voce voces si tao tambem muito assim entao
        ha havia haver sido ser sendo estava estao estado fosse seria vou ia tenho tinha teve ter
        oi ola alguem sabe sabem saber queria quero pode podem poderia dizer diga favor obrigado
        gente galera mano cara tipo ai la aqui mesmo mesma coisa algo nada tudo todo toda todos
        todas outro cada qualquer segundo contra sob ante apos enquanto embora mas creio verdade
        certo agora hoje atualmente finalmente dito feito tal afinal ao aos num numa dum duma que
        so exatamente realmente pessoal houve acontece quer querem querendo fazem faco fazia faria
        beleza valeu blz vc vcs tb tbm aih hein ne pois bem bom boa enfim alguma algum alguns
        algumas nenhum nenhuma quase sempre somente apenas tanto tanta tantos tantas pouco pouca
        poucos muita muitos muitas bastante demais alem inclusive igual talvez acaso supostamente
        ali dentro fora junto atras diante sabemos soube sabia conhece conhecem explica explicar
        lembra lembro acham pensar parece deveria deve devem podemos possa puder posso vamos iam
        tiveram tenha tenham tinham estiveram estavam sejam fossem serao seriam chegar chegam
        passou passado ficou fica ficaram deixou deixaram colocou deram deu dar dao dou toma tomou
        levou modo maneira forma parte partes vez vezes lado caso exemplo geral serio nossa nosso
        ambos proprio propria melhor pior claro sequer pras pros dele dela deles delas neste nesta
        nesse nessa naquele desse dessa deste desta disso nisso franquia saga ae ate sera
        """
    ),
    "fr": words_in(
        """
        le la les l un une des de du d au aux a en dans par pour avec sans chez vers entre se s me
        m te t lui leur leurs y ce cet cette ces ca c son sa ses mon ma mes ton ta tes il elle ils
        elles on nous vous je j tu moi toi si tres aussi ainsi alors ai as ont avait avaient avoir
        aura ayant ete etre etant suis es sommes etes soit serait allait aller peut peuvent
        pourrait salut bonjour quelqu sait savez sais savoir voudrais veux dire dites dis merci svp
        plait mec gens vraiment exactement meme memes chose quelque rien tout toute tous toutes
        autre autres chaque selon contre sous mais donc or ni car parce crois sur vrai maintenant
        aujourd hui actuellement finalement enfin dit fait tel telle est n ne lors occupe occupee
        occupes charge chargee tellement autant qu que dont afin quelle euh coup bon ben bah hein
        ouais voila quoi veut veulent voulait voulu fais font faisait ferait fera quelques aucun
        aucune presque toujours seulement juste tant peu beaucoup trop assez ensuite puis
        probablement soi disant ici bas dedans dehors ensemble derriere devant savons sut connait
        connaissent explique expliquer rappelle souviens pensez croit semble devrait doit doivent
        pouvons puisse pourra va allons aille eu eut avons avez aurait auraient etions seraient
        arriver arrive arrivent passe passee reste resta laisse mis mit mettre donne donner donna
        prend pris appele maniere facon partie parties fois cote cas exemple general serieux notre
        nos votre vos deux propre meilleur pire clair partir comme lorsque quand vu fameux fameuse
        fameuses franchise saga kel ki koi cest jai ya yatil enfait bien tot tard ceux celle celui
        celles
        """
    ),
    "de": words_in(
        """
        der die das den dem des ein eine einen einem einer eines von vom zu zum zur in im ins an am
        ans auf aufs mit bei beim fur um durch gegen unter zwischen hinter neben aus als wenn dass
        ob weil es er sie ihr ihre ihren ihrem ihrer ihn ihm ich du wir mich mir dich dir uns sich
        sein seine seinen seinem seiner dieser diese dieses diesen diesem jener jene man jemand so
        denn doch mal eigentlich jetzt auch nur sehr hat habe haben hatte hatten gehabt worden
        geworden bin bist seid kann konnen konnte konntet darf will wollen muss mussen sollte
        sollen wurde weiss wisst kennt gern bitte danke hallo hey leute genau wirklich gerade heute
        aktuell endlich selbst etwas nichts alles alle allen aller jede jeder jedes anderen andere
        anderer also dann da hier dort nun eben halt ja nein aber sondern damit dafur davon dazu
        dabei daran darin daraus eins gemacht hoch hohe hohes hoher zustandig verantwortlich
        verantwortete ubernahm kummerte stammt stammen irgendwann irgendwie irgendwo uberhaupt
        tatsachlich wohl vielleicht glaube meine mein wollte mochte moechte mochten gerne na tja ey
        digga alter moin servus krass ne nem nen ner mach mache tun tat getan irgendein irgendeine
        irgendwas fast immer bloss viel wenig wenige vieles ziemlich ausserdem sogar angeblich drin
        draussen zusammen hinten vorne wissen wusste gewusst kennen kennst erklar erklaren erklart
        erinnere denkt denke denken glaubt scheint mussten durfen durfte gehen geht ging gegangen
        kam kommt gekommen stehen steht stand stecken steckt bleibt blieb lassen lasst liess
        gesetzt gab gegeben geben nimmt nahm genommen nennen weise teil teile seite fall beispiel
        allgemein ernst unser unsere euer beide eigen eigene besser schlechter klar etwa circa
        ungefahr bekam bekommen bekommt erhielt erhalten besteht vielen vieler gibts gings noch
        wieder hin los eh nach welch solche solcher solch derzeit momentan mittlerweile bisher
        bislang laut franchise reihe
        """
    ),
}

# What follows names and words in Japanese; single characters are left out as short endings are.
PARTICLES = words_in(
    """
    です ます ですか ますか でした ました した して された いる だった する から について こんな
    こんなに そんな そんなに あんな ずっと やっぱり ところ とき という といった さん 氏 って なの
    なのか たの ている てる ていた てた ています てい され される されました されてい されている
    されていた されて けど こと もの よう でしょうか りました りますか ください 教えて この その
    あの では には とか など ので のか のは んだ んですか んです だっけ かな かも ましたか
    ませんか ません じゃ ない なった なる なって られ られた られている れた れている れて れました
    いた います いました しました しています している していた します しますか しない させ させた
    知って 知りたい 誰か みたい そう それ これ あれ どうも すみません 本当 本当に 実際 結局 一体
    いったい ちなみに ってる ってた った んでる んだっけ せる せた そうです らしい たち みんな 的
    側 方 ため ために による によって における として というのは ってこと ですよね だよね よね れば
    たら なら ながら けれど でも しか だけ ほど くらい ぐらい
    """
)

# English words that these languages share prove nothing for them.
SHARED = words_in(
    """
    a in on no do as was an me i o y am man also son con die he so war mal mi si ne c ya er os us
    or s t d m l e u sin com pro once sont ton mes sous main sale come hat gut bin will rest not
    des pour plus ate dos ha ho hey same dame fin fort comment ai un la los van den le nun hast
    tell
    """
)
