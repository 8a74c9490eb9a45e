"""The cues of messages that ask, by language: patterns for words in lower case without accents.

What each table is for, and how they are weighed against each other: bot/detect.py.
"""

# What a problem is called. Code that holds an error reads as "some error".
_FAULT = (
    r"(?:\w*(?:errors?|exceptions?)|warnings?|problems?|issues?|trouble|difficult(?:y|ies)"
    r"|time-?outs?|crash(?:es)?|stack ?traces?|segfaults?|conflicts?|failures?|[45]0\ds?)"
)
_MEETS = (
    r"(?:getting|got|get|hitting|hit|seeing|having|have|ran into|run into|running into|facing|face"
    r"|encounter(?:ed|ing)?|receiv(?:e|ed|ing)|experienc(?:e|ed|ing))"
)
_SHOWS = (
    r"(?:shows|returns|returned|gives|gave|throws|threw|throwing|says|said|appears|appeared|prints"
    r"|reports|complains|complaining|(?:fail|die|crash)(?:s|es|ed|ing)? with|results? in|raises)"
)
_BAD = (
    r"(?:missing|blank|disappeared|vanished|weird|strange|garbled|corrupted|frozen|unresponsive"
    r"|denied|dropped|stuck|(?:very|so|super|extremely|terribly) slow|suddenly|randomly|twice|gr[ea]yed out)"
)
_UNABLE = r"(?:can't|cannot|can not|couldn't|could not|unable to|not able to|fail(?:ed)? to)"
_HANDLE = (
    r"(?:get|find|figure|seem|make|connect|log|access|open|install|run|build|compile|start|load"
    r"|import|require|upload|download|print|sign|authenticate|resolve|export|deploy|reach|edit"
    r"|save|add|send|create|update|change|set|launch|book|submit|view|sync|enter|enable"
    r"|understand|work out|see (?:how|why|what|where))"
)
_DO = r"(?:do|does|did|can|could|would|should|is|are|am|was|were|will)"
_SOMEBODY = (
    r"(?:some|any) ?(?:one|body)(?: (?:else|here|please|pls|kindly|maybe|perhaps|also|either))*"
)
_YOU = r"(?:you|u)(?: (?:guys|all|folks|please|pls|kindly|maybe|perhaps|also|quickly|just|not))*"

# Deeds of words and knowledge; whoever is asked for another deed is not asked for words.
_TELL = (
    r"(?:tell|explain|help|clarify|describe|recommend|suggest|advi[sc]e|confirm|point|share"
    r"|show(?! up)|give|shed|elaborate|enlighten|teach|remind|answer|comment|provide|weigh in|walk"
    r"|direct|guide|summari[sz]e|think|see|know|repro\w*|access|reach|connect|log ?in|relate|hear"
    r"|educate|shine|chime|get .{1,40} (?:to|work\w*|runn\w*)|find|paste|post)"
)
_DEED = (
    r"(?:re-?view|approve|merge|rebase|squash|deploy|re-?release|release|publish|ship|roll ?back"
    r"|revert|assign|invite|grant|unlock|re-?open|close|sign|send|e-?mail|mail|push|file|fix|remove"
    r"|delete|restart|reboot|try|accept|bump|tag|cherry-?pick|unblock|schedule|re-?schedule|order"
    r"|reserve|phone|ping|dm|pm|message|contact|join|come|attend|meet|bring|pick|forward|upload"
    r"|retweet|star|vote|subscribe|register|submit|fill|pay|transfer|translate|proof-?read|cover"
    r"|swap|hold off|take care|make sure|look (?:at|into|over)|have a look|take a look|spare|lend"
    r"|double-?check|drop (?:by|in|me)|hop on|jump on|let (?:me|us) know when|move|update|sponsor)"
)
_DEED_TO = r"(?:open|add|check|verify|test|run|set|make|change|write|start|stop|turn|take|put|edit"
_DEED_TO += (
    r"|call|create|print|book|handle|prepare|finish|enable|disable|reset|rename|switch|leave"
)
_DEED_TO += r"|keep|ask|do|draft|complete|copy|extend|cancel|delegate|implement)"
_OBJECT = (
    r"(?:the|this|that|these|those|it|me|us|my|our|your|him|her|them|a ticket|an? (?:issue|pr))"
)
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|tonight|next week|this week"
    r"|\d{1,2}(?::\d\d)? ?(?:am|pm|h)\b|noon|lunch"
)
_NOT_AFTER_WH = "".join(f"(?<!{word} )" for word in ("how", "what", "where", "when", "why"))

ASKING = {
    "en": (
        # Whoever reads is invited to answer.
        r"^any ?(?:one|body) (?!who|can|could|should|will)",
        r"(?:does|do|has|have|had|is|are|did|can|could|would|will) any ?(?:one|body)",
        (
            r"(?:does|can|could|has|would|did|might|may|maybe|perhaps|hopefully) some ?(?:one"
            r"|body) (?!else)"
        ),
        (
            r"^any (?:ideas?|suggestions?|advice|pointers?|tips|hints?|thoughts|help|feedback"
            r"|clues?)"
        ),
        r"^any (?:examples?|recommendations?|opinions?|experiences?|insights?|guidance|docs)",
        (
            r"any (?:help|ideas?|advice|pointers?|tips|hints?|thoughts|feedback|insights?"
            r"|suggestions?) (?:\w+ ){0,3}(?:appreciated|welcome|helpful|great|please|why|what|how"
            r"|where|if)"
        ),
        (
            r"(?:looking|searching|hunting) for (?:\w+ ){0,3}?(?:recommendations?|advice"
            r"|suggestions?|examples?|help|feedback|ways?|templates?|docs|documentation|info\w*"
            r"|tutorials?|guides?|guidance|opinions?|tips|inspiration|experiences?|pointers?|ideas"
            r"|solutions?|resources?|input)"
        ),
        (
            r"(?:i'm|i am|im|we're|we are|^)(?: \w+)? ?looking for (?!(?:more )?(?:people|folks"
            r"|a couple|(?:some|any) ?(?:one|body) to))\w+"
        ),
        r"(?:i'm|i am|we're|we are) (?:still |currently )?trying to (?:understand|learn|wrap)",
        (
            r"(?:looking|searching) for (?:some|any) ?(?:one|body) (?:\w+ )?(?:who|that"
            r"|with exp\w+)"
        ),
        r"(?:can|could|would) you (?:please )?(?:tell|explain|help|clarify|describe|recommend)",
        (
            r"(?:can|could|may) i (?:get|have|see) (?:an?|some) (?:\w+ )?(?:examples?|advice|help"
            r"|hints?|pointers?|feedback|clarification|guidance)"
        ),
        r"please,? (?:tell|explain|help|advi[sc]e|suggest|recommend)|^(?:pls|plz) help",
        r"^help(?:$| me)",
        (
            r"(?<!you )(?<!you'd )(?:need|want|could use|would appreciate|i'd appreciate"
            r"|appreciate|would love|i'd love) (?:(?:some|any|a|bit|little|of|your|second"
            r"|more) ){0,4}?(?:help|advice|guidance|hints?|assistance|pointers?|input|feedback"
            r"|thoughts|tips|clarification|opinions?|set of eyes)"
        ),
        r"appreciate any \w+|(?:answers?|replies|recommendations|tips) (?:\w+ )?appreciated",
        r"(?:want|wanted) to know|(?:i|we) need to (?:know|find out)",
        (
            r"(?:please|pls|kindly),? (?:let (?:me|us) know|inform me) (?:if (?:any|some)|how"
            r"|wh\w+)"
        ),
        r"hoping (?:if )?(?:you|some ?(?:one|body)|any ?(?:one|body)) (?:can|could|knows|has)",
        r"(?:but|and) how to",
        (
            r"help (?:is |would be |much |greatly |very |highly )*(?:appreciated|needed|wanted"
            r"|welcome)"
        ),
        (
            r"(?:comments|feedback|thoughts|advice|ideas|suggestions) (?:is |are |very |most "
            r"|more )*(?:welcome|appreciated|needed|wanted)"
        ),
        r"thank(?:s| you) in advance|point me (?:to|in|at|towards?)",
        r"(?:have|got) a (?:\w+ )?question|^(?:\w+ )?question: ?",
        r"(?:quick|random|dumb|stupid|newbie|noob|silly|beginner|another|one|general) question",
        r"if any ?(?:one|body) (?:can|could|knows|has)",
        r"^who has (?!time|a (?:minute|moment|sec))",
        r"^who (?:\w+ )?(?:knows|owns|handles|maintains|manages|deals with|looks after)",
        (
            r"^who(?:'s| is) (?:\w+ )?(?:responsible|in charge|the (?:right|best|contact)|our"
            r"|behind)"
        ),
        (
            r"^who (?:do|does|should|can|could|would|has|have) (?:i|we|one|experience|done|used"
            r"|worked)"
        ),
        # Not knowing, said in order to be told.
        r"(?:wondering|curious) (?:if|whether|how|wh\w+)",
        r"i wonder (?:if|whether)(?!.*\b(?:probably|thanks|problem|even|i'll|see)\b)",
        (
            r"(?:can't|cannot|can't seem to|trying to|haven't) (?:figured?|work(?:ed)?|find"
            r"|found) out (?:if|how|wh\w+|yet)"
        ),
        (
            r"(?:want|wanted|like|love|need|trying|(?:i'm|we're|am|are) (?:interested"
            r"|keen)) to (?:know|understand|hear|learn) (?:if|whether|how|wh\w+|from|about|more)"
        ),
        r"would (?:like|love) to hear",
        (
            r"be (?:great|nice|good|helpful|interesting) to (?:hear|know) (?:how|what|if|why|which"
            r"|from|about|your)"
        ),
        r"trying to (?:figure out|find) (?:the|an?|which)",
        # The word order of a question whose mark was forgotten.
        (
            r"(?<!\")(?:how|what|where|why|whom?|which \w+) (?:do|does|did|can|could|should"
            r"|would) (?:i|we)"
        ),
        rf"^(?:how|what|where|why) {_DO} (?!nice|great|interesting|cool|weird|funny|important)",
        r"^(?:am|do|does|did|can|could|should|would|will|are|is|have) (?:i|we|you|one|it) ",
        (
            r"^(?:is|are|does|can|should|will) (?:the|my|our|this|these|there|an?|any"
            r"|people) (?!.*,)\w+ \w+"
        ),
        (
            r"^how (?:\w+ly |safe|big|fast|hard|easy|far|soon|old|expensive|common"
            r"|likely)(?: \w+)? ?(?:is|are|do|does|can)"
        ),
        r"^what (?:types?|kinds?|sorts?|happens|happened|time|date) ",
        r"^(?:is|are) there (?:an?|any|some|another|anything|something|someone)",
        r"^(?:how|where) (?:to|do|can) (?:i |we )?\w+ \w+|^how come",
        r"^how (?:many|much|long|often)",
        r"^what(?:'s| is| are) (?:everyone|everybody|people|others|folks|you all) \w+",
        r"^sorry if|(?:newbie|noob) here",
        r"(?:wrong|right) (?:channel|place|forum) (?:to ask|for (?:this|that|it))",
        r"whom should (?:i|we)",
        r"^what(?:'s|s| is| are) (?:the|our|your) \w+",
        (
            r"what(?:'s| is) the (?:best|right|proper|recommended|correct|easiest|preferred"
            r"|standard) \w+"
        ),
        r"^which (?:\w+ ){1,2}(?:do|does|should|would|can) (?:i|we|you|it|the|this)",
        r"^when (?:do|does|will|should|can) (?:i|we|you|the|it|this)",
    ),
    "pl": (
        r"^(?:czy|dlaczego|skad|do kogo|u kogo|czyj\w*)\b",
        (
            r"(?:ktos|ktokolwiek) (?:\w+ ){0,3}?(?:wie|zna|mial|miala|robil\w*|uzywa\w*"
            r"|korzysta\w*|umie|potrafi|orientuje|spotkal\w*|pamieta|kojarzy|probowal\w*|wdraza\w*"
            r"|pomoze|podpowie|poleci|doradzi|wyjasni)"
        ),
        (
            r"(?:wie|zna|ma|mial|poleci|podpowie|pomoze|wyjasni|orientuje sie|potrafi|umie|doradzi"
            r"|wytlumaczy|spotkal sie|uzywa|korzysta|korzystal|robil|kojarzy) (?:\w+ )?ktos"
        ),
        (
            r"(?:moze|moglby|moglaby)(?: \w+)? (?:pomoc|powiedziec|podpowiedziec|wyjasnic"
            r"|wytlumaczyc|polecic|doradzic|wskazac|podzielic|podrzucic)"
        ),
        r"^kto ma (?!ochote|czas|chwile|chec)",
        (
            r"^(?:kto|ktory zespol) (?:\w+ )?(?:wie|zna|robil|wdrazal|odpowiada|zajmuje|opiekuje"
            r"|umie|prowadzi|potrafi|ma doswiadczenie|korzystal|uzywa|jest odpowiedzialn\w+)"
        ),
        r"^(?:gdzie|jak) (?:\w+ ){0,2}?(?:znajde|moge|mozna|mozemy|szukac|znalezc|\w{3,}c)\b",
        r"^gdzie (?:jest|sa|lezy|leza|mamy|trzymamy|sie)",
        r"^(?:jak|kiedy|ile) (?:sie|to|dlugo|czasu)",
        r"^jak (?:dziala|wyglada|robicie|radzicie|inne|u was)|^(?:jaki\w*|ktor\w+) (?:jest|sa)",
        (
            r"szuka(?:m|my) (?:\w+ ){0,3}?(?:przyklad\w*|wzor\w*|szablon\w*|informacji|pomocy"
            r"|rad\w*|porad\w*|rekomendacji|polecen\w*|instrukcji|dokumentacji|opisu|sposobu"
            r"|narzedzi\w*|materialow|inspiracji|kogos|kto|doswiadczen)"
        ),
        (
            r"nie (?:\w+ ){0,2}?(?:wiem|rozumiem|pojecia|pew\w+),? (?:\w+ )?(?:jak|gdzie|dlaczego"
            r"|czemu|co|skad|kto|ktor\w+|jaki\w*|do kogo|o co|z czego|czy (?:to|da|mozna|moge"
            r"|powin\w+))"
        ),
        (
            r"potrzebuj(?:e|emy) (?:\w+ ){0,2}?(?:pomocy|rad\w*|porad\w*|wskazow\w+|podpowiedzi"
            r"|wsparcia|informacji|opinii|przyklad\w*|wzoru|szablonu)"
        ),
        (
            r"prosz(?:e|imy) o (?:\w+ )?(?:pomoc|rade|porade|wskazowk\w+|podpowiedz\w*|wsparcie"
            r"|opini\w+|informacj\w+|wyjasnienie|sugesti\w+|odpowiedz)"
        ),
        r"z gory (?:bardzo )?dziek\w+",
        (
            r"(?:jakies|macie|ma ktos) (?:\w+ )?(?:pomysl\w*|rad[ey]|sugesti\w+|wskazowki"
            r"|doswiadczeni\w+|rekomendacj\w+|przyklad\w*|opini\w+)"
        ),
        r"pomocy",
        r"polecacie|(?:co|jak) (?:sadzicie|myslicie|radzicie|polecacie)",
        r"podpowi(?:ecie|edzcie|esz)|mozecie (?:\w+ )?(?:polecic|doradzic|podpowiedziec)",
        r"pomoz(?:cie|ecie|esz)|poradz(?:cie|i)",
        r"zastanawia(?:m|my) sie,? (?:\w+ )?(?:czy|jak|co|gdzie|dlaczego|ktor\w+)",
        r"chcial(?:bym|abym|bysmy) (?:\w+ )?(?:wiedziec|zapytac|dowiedziec|zrozumiec|dopytac)",
        r"mam (?:\w+ )?pytani\w+|^pytanie|ciekaw\w* (?:jestem|mnie)|jestem ciekaw\w*",
    ),
    "de": (
        (
            r"(?:weiss|kennt|hat|nutzt|benutzt|verwendet|kann) (?:hier |mir |uns |da )?(?:jemand"
            r"|wer)"
        ),
        r"^(?:wie|wo|warum|wieso|woher|an wen) (?:\w+ )?(?:ich|man|wir|finde|bekomme|ist|sind)",
        r"weiss (?:leider )?(?:nicht|jemand),? (?:wie|wo|warum|was|ob)",
        r"(?:hat|habt) (?:jemand|ihr)",
        (
            r"suche (?:\w+ ){0,2}?(?:beispiel\w*|vorlage\w*|hilfe|tipps?|anleitung\w*"
            r"|jemand\w*,? der)"
        ),
        r"brauche (?:\w+ )?(?:hilfe|rat|tipps?)|frage mich,? (?:wie|ob|warum)|eine frage",
    ),
    "es": (
        r"alguien (?:sabe|conoce|usa|ha|tiene|puede|podria)",
        r"^(?:como|donde) (?:puedo|se|hago|encuentro|esta|podemos)",
        r"no (?:se|entiendo) (?:como|por que|donde|que)",
        r"busc(?:o|amos|ando) (?:un |una |algun )?(?:ejemplo|plantilla|ayuda|consejo)",
        r"necesito (?:\w+ )?(?:ayuda|consejo)|(?:tengo|una) (?:una )?(?:pregunta|duda)",
    ),
    "fr": (
        r"quelqu'un (?:sait|connait|a|utilise|peut|aurait|pourrait)",
        r"^(?:comment|ou) (?:puis|peut|faire|trouver|est|fait|on|je)",
        r"(?:ne )?sais pas (?:comment|ou|pourquoi|si)",
        r"cherche (?:un |une |des )?(?:exemples?|modeles?|aide|conseils?|quelqu'un qui)",
        r"besoin (?:d'aide|de conseils?|d'un conseil)|(?:j'ai )?une question",
    ),
    "it": (r"qualcuno (?:sa|conosce|usa|ha|puo|potrebbe)",),
    "nl": (r"(?:weet|kent|heeft|gebruikt|kan) iemand",),
    "pt": (r"alguem (?:sabe|conhece|usa|ja|tem|pode)",),
}
"""What asks, question mark or not."""

TROUBLE = {
    "en": (
        # I got this error; we have an issue; getting a warning when ...
        (
            r"(?:^|\b(?<!think )(?:i|we)(?:'m|'re|'ve)? (?:(?!was|were|had|guess)\w+ ){0,3}?"
            rf"|but |and )(?:keep |kept )?{_MEETS} (?:(?!(?:if|who|that|to|can|when|it|is|you|no"
            rf"|ever|type)\b)[^\s,]+ ){{0,4}}?{_FAULT}"
        ),
        (
            r"\b(?:i|we) (?:(?:\w+ ){0,2})?see (?:an?|this|some|these|the following"
            rf"|the same) (?:\w+ ){{0,3}}?{_FAULT}"
        ),
        (
            rf"(?:{_MEETS}|see) (?:an?|the|this|following) (?:\w+ )?message(?: that| saying"
            r"| telling|: ?| when)"
        ),
        r"^getting (?:an? |the )?\"",
        r"(?:i|we)(?:'m|'re)? keep (?:getting|being|losing|seeing|having|hitting)",
        (
            r"(?:i'm|i am|i must be|i might be|we're|we are) (?:\w+ )?(?:missing (?:something|sth)"
            r"|doing (?:something|sth|it) wrong)"
        ),
        r"(?:banging|scratching) my head|(?:tearing|pulling) my hair",
        r"driving me (?:crazy|nuts|mad|insane)|wits' end",
        (
            r"(?:forgot|lost|forgotten) my (?:\w+ )?(?:pin|password|passcode|badge|keys?|login"
            r"|user ?name)"
        ),
        # I'm stuck; can't get it to work; tried everything.
        (
            r"(?:i'm|i am|we're|we are|i've been|we've been|getting|got|really|completely"
            r"|totally) (?:\w+ ){0,2}?(?:stuck|confused|puzzled|stumped|baffled|out of ideas"
            r"|at a loss|unclear)"
        ),
        r"(?:having|have) (?:\w+ ){0,2}?(?:trouble|a hard time|difficulties|no luck)",
        r"struggling (?:to|with)|^(?:stuck|struggling|no luck)",
        (
            r"(?:^(?:still )?|\b(?:i|we)(?:'m|'re)? (?:\w+ ){0,2}?(?:am |are |still |just "
            rf"|really )?){_UNABLE} (?!make it)(?:\w+ )?{_HANDLE}"
        ),
        rf"^(?:i|we)\b.{{2,80}} (?:but|and) (?:still )?{_UNABLE} (?!make it)(?:\w+ )?{_HANDLE}",
        (
            r"(?:i|we)(?:'m|'re|'ve|'d| have| am| are)? (?:\w+ ){0,2}?(?:trying|tried"
            r"|attempt\w+) (?!.* ago).{2,160}? (?:(?:but|however)(?! (?:your|you|thanks|then|now"
            r"|it works))|without (?:success|luck)|to no avail)"
        ),
        r"^still (?:getting|seeing|having|stuck|failing|not (?:working|able|sure))",
        (
            r"^(?:can't|cannot|unable to|not able to|impossible to) (?!really|just|say|wait|help"
            r"|believe|complain|imagine|speak|recall|remember|agree|stress|thank|recommend|make it"
            r"|come|attend|join|tell|comment|think|stand|vouch|promise|guarantee|hurt|argue|stop"
            r"|blame|be|do|go wrong|possibly)\w+"
        ),
        # Not sure how to.
        (
            r"(?:not sure|no idea|no clue|unsure|don't know|do not know|don't understand|dunno"
            r"|clueless|do not understand|can't understand|don't get|can't see|forgot|not? clear"
            r"|unclear|lost on|don't see|don't (?:really|quite|fully|even|actually|yet) (?:know"
            r"|understand|get|see)) (?:\w+ ){0,2}?(?:how (?:to|i|we|do|does|the|best)|how (?:this"
            r"|that|it)(?! would| could)|why (?:it|this|that)(?! would| should| has to)|why (?:the"
            r"|i|my|we|is|does)|whom? to|what (?:to|i|am|the (?:problem|issue|error|reason|cause)"
            r"|this (?:\w+ )?(?:error|means)|could|else|causes|is (?:wrong|going|causing"
            r"|happening))|what's (?:wrong|going|causing|happening)|where (?:to|i|the|it|is)"
            r"|which (?:\w+ )?(?:to|one|is))"
        ),
    ),
    "pl": (
        (
            r"(?:mam|mamy|napotk\w+|pojawi\w+ sie|wyskakuj\w+|wyskoczyl\w*|dostaj\w+|otrzymuj\w+"
            r"|widze|wywala|zwraca|rzuca|pokazuje|wyrzuca|sypie) (?:[^\s,]+ ){0,4}?(?:problem\w*"
            r"|klopot\w*|blad|bled\w+|wyjat\w+|komunikat\w*|ostrzezeni\w*|trudnos\w+|some error"
            r"|\w*error\w*)"
        ),
        (
            r"od (?:wczoraj|rana|dzis\w*|aktualizacji|poniedzialku|tygodnia) .{2,80}?(?:nie"
            r"|pust\w+|blad|bled\w+|wolno)"
        ),
        (
            r"po (?:aktualizacji|zmianie|restarcie|migracji|instalacji) .{2,80}?(?:nie|pust\w+"
            r"|blad|bled\w+|znik\w+)"
        ),
        r"nic sie nie dzieje|zapomnial(?:em|am) (?:\w+ )?(?:hasla|pinu|loginu)",
        r"(?:ciagle|wciaz|stale) (?:mnie )?(?:wylogowuje|wyrzuca|rozlacza|pyta|prosi)",
        r"cos robie zle|zgubil(?:em|am) (?:\w+ )?(?:karte|identyfikator|klucz)",
        r"znik\w+ (?:mi|nam|moj\w*)|nie widze (?!problemu|sensu|powodu|przeciwwskazan)",
        r"nie mam dostepu|co (?:mam )?(?:z)?robic",
        r"utkn(?:alem|elam|elismy|alismy)",
        r"(?:mecze|meczymy|walcze|walczymy|zmagam) sie (?:z|od|juz)|przestal\w* dzialac",
        r"(?:zawiesza|wiesza|wywala|wysypuje) sie",
        r"prob(?:uje|ujemy|owalem|owalam|owalismy) .{2,160}? (?:ale|lecz|niestety|bez skutku)",
    ),
}
"""Trouble of one's own that is still open: who can help need not be asked to."""

SYMPTOM = {
    "en": (
        (
            rf"{_SHOWS} ?:? (?:[^\s,]+ ){{0,2}}?(?:some error|(?:an?|the|this|following|another"
            r"|weird|strange|same|(?:[a-z]+\.)+\w+) (?:\w+ ){0,2}?(?:\w*(?:errors?|exceptions?)"
            r"|warnings?))"
        ),
        (
            r"(?:fails?|failing|failed|crash(?:es|ed|ing)?|hangs?|freezes?|died|dies|broken?"
            r"|breaks|tim(?:es|ing) out) (?:\S+ ){0,4}?(?:with|when|whenever|while|after|since"
            rf"|every time|always|for me|for us|on startup|half the time|again|{_FAULT})"
        ),
        (
            r"(?<!it )(?<!that )(?<!this )(?:doesn't|does not|don't|isn't|is not|aren't|are not"
            r"|won't|didn't|no longer|stopped) (?:\w+ )?(?:work\w*|start\w*|load\w*|connect\w*"
            r"|render\w*|compil\w*|show\w*|appear\w*|respond\w*|arriv\w*|updat\w*|open\w*"
            r"|recogni[sz]e\w*|picked|happening|boot\w*|print\w*|sync\w*|installed|launch\w*"
            r"|display\w*|refresh\w*|sav(?:e|ing)|send\w*|download\w*|upload\w*|play|charg\w+"
            r"|turn on|deliver\w*|detect\w*|fir(?:e|ing)|trigger\w*|finish\w*|complet\w*"
            r"|go through|come up|log(?:ging)? in)"
        ),
        (
            r"still (?:\w+ )?(?:(?:get|getting|gets|see|seeing|have|having) (?:the same|this|that"
            r"|(?:\w+ ){0,2}(?:errors?|problems?|issues?|failures?|warnings?))|doesn't|does not"
            r"|isn't|can't|cannot|fails?|failing|not (?:work\w*|able|sure|seeing)"
            r"|(?:the )?same (?:error|problem|issue|result)|there|broken|empty)(?: (?!please"
            r"|used)\w+|$)"
        ),
        r"(?:but|however) .{0,60}(?:it|this|that|one|others) (?:doesn't|does not|isn't|won't)$",
        (
            r"when(?:ever)? (?:i|we) .{2,100}? (?:doesn't|does not|won't|isn't|nothing (?:happens"
            r"|shows|works|appears)|fails|crashes)"
        ),
        (
            r"(?:returns|shows|gives|throws|prints|raises|fails with|ends with|says) (?:me |an? "
            r"|the )?\""
        ),
        r"complains (?:that|about)",
        r"it says (?:that |my |i |no |not |the |access )",
        (
            r"(?=.*\b(?:my|our|i|we|now|not|never|nothing|all)\b)(?:^|.*\b)(?:since"
            r"|after) (?:\w+ ){0,3}?(?:updat\w+|upgrad\w+|reboot\w*|restart\w*|migrat\w+"
            r"|re-?install\w*|install\w*|switch\w*|chang\w+)"
        ),
        (
            r"^since (?:yesterday|today|this morning|this week|last \w+|monday|tuesday|wednesday"
            r"|thursday|friday) "
        ),
        (
            r"(?:is|are|shows? up as|comes up|looks?|stays?|remains?|goes|went"
            r"|turns?) (?:\w+ )?(?:blank|empty|unavailable|offline|unresponsive|corrupted|blurry"
            r"|frozen|stuck|broken|gr[ea]yed out|garbled) (?:after|since|now|again|when)"
        ),
        (
            r"(?:now|suddenly) .{1,40} (?:is|are) (?:blank|empty|unavailable|offline|corrupted"
            r"|blurry|frozen|broken)"
        ),
        (
            r"(?:i|we) (?:\w+ ){0,2}\w+ed .{2,80}? but .{0,60}?(?:never|not|nothing|no|fails|empty"
            r"|blank|wrong|still)"
        ),
        r"but (?!it|this|that|they)\w+ .{0,60}(?:is|are|does|do|gets?) (?:never|not|nothing)",
        r"no matter (?:what|how|which) (?:i|we)",
        (
            r"not (?:detected|found|recogni[sz]ed|shown|visible|available|load\w*|show\w*|start\w*"
            r"|respond\w*|connect\w*) (?:\w+ ){0,3}?(?:after|since|when|any ?more|in my|on my)"
        ),
        r"does nothing|nothing happens|has no effect",
        rf"(?:my|our) (?:\w+ ){{1,8}}?{_BAD}|{_BAD} .{{0,20}}for (?:me|us)|{_BAD} for (?:me|us)",
        r"^\w*(?:error|exception)s? ?:? .*\b(?:when|if|while|on|after|with|from)",
        (
            r"(?:can't|cannot|doesn't|does not|fails|complains|refuses) .{2,80} (?:even though"
            r"|although|despite)"
        ),
        (
            r"(?:my|our) (?:\w+ ){1,3}(?:got|was|is|has been|have been) (?:locked|blocked|deleted"
            r"|rejected|declined|lost|closed|disabled|suspended|off|down|gone|empty|wrong)"
        ),
        r"i only (?:see|get)|no change$|no results|gives (?:me |us )(?:nothing|no)",
        r"(?:works?|pass(?:es)?) (?:\w+ ){0,4}but (?:\w+ )?(?:fails?|not|breaks|crash\w*)",
        r"intermittently|aborts|all of a sudden|gr[ea]yed out",
        r"(?:unknown|unexpected|fatal|internal) error|error (?:code )?(?:0x)?\d\w*",
        r"but there(?:'s| is| are) (?:no such|nothing)",
        r"for some reason|not sure if (?:this|it|that) is a bug",
        r"(?:seems?|appears) to (?:be (?:broken|ignored|missing)|silently)",
        r"after (?:\w+ )?(?:upgrad|updat|migrat|switch)ing",
        r"(?:works?|worked)(?: fine)?,? except",
        r"(?:has|have|having) (?:some |a )?problems? (?:with|when)",
        r"(?:i|we) end up with(?:out)?",
        r"keeps (?:me |us )?(?!going|work|improv|getting (?:better|easier))\w+ing",
    ),
    "pl": (
        (
            r"nie (?:dziala\w*|potrafi(?:e|my)|umie(?:m|my)|udaje|daj(?:e|emy) rady|laduj\w+"
            r"|otwiera|startuje|uruchamia|odpala|wlacza|laczy|zapisuje|wyswietla|loguje|drukuje"
            r"|przechodzi|kompiluje|chce sie)"
        ),
        (
            r"nie mo(?:ge|zemy) (?:\w+ )?(?:sie )?(?:\w+ )?(?:zalogowac|polaczyc|znalezc|uruchomic"
            r"|otworzyc|zapisac|zainstalowac|dostac|wejsc|ustawic|dodac|wyslac|pobrac|wydrukowac"
            r"|zrozumiec|dojsc|skonfigurowac|zmienic|usunac|odpalic|zbudowac|edytowac)"
        ),
    ),
    "de": (
        (
            r"(?:bekomme|habe|kriege|erhalte|haben|bekommen) (?:\w+ ){0,4}?(?:fehler\w*"
            r"|problem\w*)"
        ),
        r"(?:funktioniert|geht|klappt|laeuft|startet) (?:\w+ ){0,2}?(?:nicht|nicht mehr)",
        r"(?:komme|kommen) (?:\w+ ){0,2}?nicht (?:weiter|rein|klar)",
        r"kann (?:\w+ ){0,3}?nicht \w+en",
    ),
    "es": (
        r"(?:me|nos) (?:sale|da|aparece|devuelve) (?:\w+ ){0,3}?error",
        r"(?:tengo|tenemos) (?:un )?(?:problema|error)",
        r"no (?:me |nos )?(?:funciona|carga|arranca|abre|conecta)",
        r"no (?:consigo|logro|puedo) \w+r",
    ),
    "fr": (
        r"(?:j'ai|on a|j'obtiens|je recois) (?:\w+ ){0,3}?(?:erreur|probleme|souci)",
        r"(?:arrive|arrivons) pas a|(?:marche|fonctionne|demarre|s'ouvre|charge) (?:pas|plus)",
        r"(?:suis|reste) bloque",
    ),
}
"""Something fails, of which one may tell without wanting help: less is needed to doubt it."""

GOALS = {
    "en": (
        (
            r"\b(?:i|we)(?:'m|'re| am| are| was| have been|'ve been)? (?:currently |just "
            r"|also )?(?:trying|attempting|want|would like|need|planning|wish|hope"
            r"|hoping) to (?!thank|share|announce|introduce|invite|say|remind|welcome|let|tell"
            r"|mention|point|apolog|express|give|congrat|show|report|inform|present|go\b)\w+"
        ),
        (
            r"'d like to (?!thank|share|announce|introduce|invite|say|remind|welcome|let|tell"
            r"|mention|point|apolog|express|give|congrat|show|report|inform|present)\w+"
        ),
    ),
    "pl": (
        (
            r"(?:chce|chcemy|chcial(?:bym|abym|bysmy)|probuj(?:e|emy)|musze|musimy|potrzebuj(?:e"
            r"|emy)) (?!podziek|podziel|ogos|oglos|zapros|przypomn|powiedz|przedstaw|poinform"
            r"|przywit|przepros|pochwal)\w+"
        ),
    ),
}
"""What somebody wants to reach: told after a greeting to all, it is told in order to be helped."""

GREETINGS = (
    "hi|hey|hello|hiya|howdy|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|moin|hola"
    "|bonjour|salut|czesc|hej|hejka|siema|dzien dobry|witam|witajcie"
)
"""Who greets those who read begins anew, and is not in the middle of a conversation."""

OPEN_NO_MORE = {
    "en": (
        r"turn(?:s|ed) out|(?:it|that|which|this) works now|working now",
        r"got (?:it|this|that|the|my|everything) (?:\w+ )?(?:work\w*|to work|running)",
        r"(?:solved|fixed|resolved|sorted|figured|found)(?: \w+)? (?:it|this|that|the|out|now)",
        r"(?:problem|issue|mystery) (?:was|solved)|worked around|my (?:bad|fault|mistake)",
        r"i'?ve fixed|\bnm\b|forget (?:me|it)|for (?:the noise|bothering)",
        r"that (?:worked|helps|helped|did it|was it)",
        r"(?:was|were) (?:an?|the|my|just) (?:\w+ )?(?:problem|issue|bug|typo|mistake|error)",
        (
            r"(?:i'll|i will|will|let me) (?:\w+ )?(?:open|file|create|raise|push|release|fix"
            r"|publish)"
        ),
        r"^(?:ah|oh|ok|okay)[ ,]+(?:i see|got it|right|yeah)",
        r"(?:no|without|any) (?:\w+ )?(?:problems?|issues?|errors?|trouble|warnings?)",
        r"see (?:the|your) (?:problem|issue)|(?:i|we) (?:had|used to)|not a problem",
        r"(?:wasn't|isn't) (?:really )?(?:the|an) (?:issue|problem)|only time (?:i|we)",
        r"did work|some ?(?:one|body) else can help|can't help",
        r"(?:never|don't) (?:see|get|have|had) (?:this|that|it|any|the)",
    ),
    "pl": (
        r"okazalo sie|(?:juz|teraz|znow) dziala|udalo (?:mi |nam )?sie",
        r"rozwiaza(?:lem|lam|ne|no)|naprawi(?:lem|lam|one|ono)",
        r"(?:bez|zaden|zadnych|nie mam|nie mamy) (?:\w+ )?(?:problem\w*|bled\w+)|widze problem",
    ),
}
"""Trouble that is past, or none."""

OF_OTHERS = {
    "en": (
        (
            r"\b(?:you|your|you'll|you're|you'd|if (?:you|they|one|it|that)|unless|because"
            r"|since it|that's why|so that|should|would|might|may|could be|what a|probably|maybe"
            r"|perhaps|think|guess|believe|hope\w*|until|of course|notice|i'll|we'll|i will"
            r"|we will|fix\w*|expected|used to|them|they|people|users?|often|usually|sometimes"
            r"|generally|thanks|agree\w*|sorry)\b"
        ),
    ),
    "pl": (
        r"jesli|jezeli|gdyby|bo|poniewaz|dlatego|trzeba|musi\w*|powin\w+|chyba|pracujemy",
        r"naprawi\w*|zadzwon\w*|znika|wtedy|zwykle|czasem|ktos",
    ),
    "de": (
        r"wenn|falls|weil|deshalb|dann|du|ihr|musst?|soll\w*|wahrscheinlich|vielleicht",
        r"arbeiten daran",
    ),
    "es": (r"si|porque|por eso|entonces|tienes|debes|quizas|tal vez",),
    "fr": (r"si|parce|car|donc|vous|tu|il faut|peut-etre",),
}
"""What a sentence holds that explains, advises or guesses."""

_TELL_PL = (
    r"(?:pomoc|powiedziec|podpowiedziec|wyjasnic|wytlumaczyc|polecic|doradzic|wskazac|pokazac"
    r"|podzielic|opisac|potwierdzic|przyblizyc|podrzucic|podac|opowiedziec|odpowiedziec|poradzic"
    r"|napisac,? (?:jak|co|czy|gdzie|dlaczego)|udostepnic|przypomniec|doprecyzowac)"
)
_SMALL_PL = r"(?: (?:mi|nam|mnie|prosze|to|go|ja|je|sie|cos|jeszcze|dzis|dzisiaj|szybko|tu|z was))*"

NOT_ASKING = {
    "en": (
        # Suggestions and answers in the form of a question.
        (
            r"(?:have|did) you (?:\w+ )?(?:tried|try|look\w*|check\w*|consider\w*|thought|seen"
            r"|read)"
        ),
        r"why not|why don't (?:you|we)|can't you|couldn't you|(?:can|could) you (?:not )?just",
        r"^(?:how about|what about \w+ing)",
        r"(?:^|, |but |or )(?:maybe|perhaps)(?! some ?(?:one|body))|you might",
        r"^(?:would|could|might) (?:it|that) (?:be|work)",
        # Offers.
        r"want me to|would you like me to|shall (?:i|we)|should i (?:send|show|post|open|file)",
        r"need me to",
        (
            r"(?:do|would) you (?:need (?:any |some |a )?(?:help|hand)|want to (?:hear|see|join"
            r"|come|pair|try|take|meet|talk))"
        ),
        r"(?:how|what) (?:can|may|could) i (?:help|do for)|any interest in",
        (
            r"any ?(?:one|body) (?:\w+ )?(?:interested|want|wants|wanna|up|down|keen|hungry"
            r"|fanc(?:y|ies)|willing|going|coming|joining|attending|awake|online)(?! to (?:share"
            r"|explain|help|tell))"
        ),
        (
            r"any ?(?:one|body) (?:here |else )?(?:around|here|free|available|in)(?: (?:today|now"
            r"|tonight|tomorrow|the office|to (?:meet|chat|talk|pair|review|call|join)|for .{1,30}"
            r"|from \w+|at .*|on .*)){0,2}$"
        ),
        # Deeds.
        (
            rf"(?:can|could|would|will|might) {_SOMEBODY} (?!{_TELL}\b|(?:from|with|in|at|on|who"
            r"|that|of|else|here|please|pls|kindly|maybe|perhaps|also|either)\b)"
        ),
        (
            rf"(?:can|could|would|will|might) (?:{_SOMEBODY}"
            rf"|one of you)(?: \S+){{0,6}}? {_DEED}\b(?! .{{0,60}}(?:error|exception|trace|wrong"
            r"|why))"
        ),
        rf"{_NOT_AFTER_WH}(?:can|could|would|will) {_YOU} (?:{_DEED}|{_DEED_TO} {_OBJECT})",
        rf"(?:please|pls|kindly) (?:{_DEED}|{_DEED_TO} {_OBJECT})",
        (
            rf"{_NOT_AFTER_WH}(?:can|could|would|may|please) (?:\S+ ){{0,3}}?(?:give|grant|get|have"
            r"|request) (?:\w+ ){0,3}(?:access|permissions?|admin rights|reviews?|approvals?"
            r"|an invit\w+|a (?:ride|lift|call))"
        ),
        (
            r"(?:would|do) you (?:be (?:available|free|able|willing|up|open|interested|ok\w*)"
            r"|want to give|fancy)"
        ),
        (
            r"any ?(?:one|body) (?:\S+ ){0,4}?who (?:would like|wants|wanna|would be (?:interested"
            r"|willing|up))"
        ),
        (
            r"(?:can|could|may) i (?:pm|dm|message|call|ping|join|come (?:along|too|by|with|over"
            r"|to)|take (?:this|it)|pick (?:this|it)|work on (?:this|it)|be (?:assigned|added"
            r"|invited))"
        ),
        (
            r"(?:can|could|shall|should) we (?:\w+ )?(?:meet|talk|chat|sync|catch up|hop on"
            r"|jump on|merge|deploy|ship|release|re-?schedule|postpone|have an? (?:\w+ )?(?:call"
            r"|chat|meeting|sync|word))"
        ),
        (
            r"(?:can|could) (?:this|it|that|these|my \w+|the \w+|#?\d+)(?: \w+)? be (?:merged"
            r"|assigned|approved|deployed|released|closed|reviewed|re-?opened|backported)"
        ),
        r"assign (?:this|it|me|to me)|(?:ready|good|ok|okay) to (?:merge|go|ship|deploy)|lgtm",
        r"any chance (?:of|for|to get) (?:an? |some )?(?:review|merge|release|approval)",
        r"(?:do|would) you mind",
        (
            r"help (?:me |us )?(?:carry|move|lift|clean|pack|unpack|with the (?:party|booth"
            r"|event))"
        ),
        # Heads, hands and meetings.
        (
            r"^who(?:'s| is|'ll| will| else| else is| all is)? (?:be )?(?:coming|going|joining"
            r"|attending|up|in|down|interested|available|free|around|hungry|with me|for|against"
            r"|awake|online)\b"
        ),
        r"who(?:'s| is| else is) (?:coming|going to|joining|attending|up for|in for)|^let'?s ",
        (
            r"(?:can|could|shall) we (?:\w+ )?(?:move|push|shift) .{1,40} (?:to|until) (?:next "
            rf"|this )?(?:{_DAY})"
        ),
        (
            r"(?:can|could) we (?:\w+ )?get (?:this|it|these|that|my \w+"
            r"|the \w+)(?: \w+)? (?:\w+ed|in|out|done|live)"
        ),
        r"(?:can|could|may) i (?:have|take|get) (?:\w+ ){0,3}off",
        (
            r"^who (?:\w+ )?(?:wants|want|wanna|would (?:like|love|be)|fancies|votes|agrees|needs"
            r"|else|likes)"
        ),
        r"^who'd (?:like|love|be)",
        (
            rf"^who (?:can|could|will|would|is able to) (?:please )?(?:{_DEED}|{_DEED_TO} |bring"
            r"|drive|make it)"
        ),
        r"thumbs (?:up|down)|(?:raise|show) (?:of |your )?hands?|hands up",
        r"vote (?:for|here|now|below|in)",
        (
            r"(?:are|r|will|is) (?:you|u|we|everyone|everybody|y'all)(?: \w+)? (?:coming|joining"
            r"|free|available|around|busy|attending|up for|in today|in the office|meeting"
            r"|there (?:today|at)|going to (?:the|be at|join|come|lunch)|still (?:on|up|meeting))"
        ),
        r"will you (?:be (?:at|in|there)|come|join|attend|make it)",
        r"can you (?:make it|come|join)",
        (
            r"(?:do|does|have|got|did) (?:you|anyone|anybody|someone|somebody)?(?: \w+)? ?(?:a|an"
            r"|some|\d+|five|ten|any)? ?(?:quick |spare |free )?(?:minutes?|mins?|moment|sec"
            r"|seconds?|time)(?: (?:for|to|today|tomorrow|this|now|later)|$)"
        ),
        rf"(?:does|would|how about|what about|is|how's) (?:{_DAY})",
        (
            r"(?:when|what time) (?:are you|can we|can you|shall we|should we|works|would work"
            r"|suits) (?:\w+ )?(?:meet|talk|chat|free|available|best|for|you|catch|sync|call)"
        ),
        r"^(?:lunch|coffee|beers?|drinks|tea|pizza|breakfast|dinner)\b[^,]{0,25}$",
        # Rhetoric and greetings.
        r"^who (?:took|stole|ate|left|broke|parked)",
        r"^is it (?:\w+day|the weekend|weekend|christmas|lunch) (?:yet|already)|bother$",
        r"how(?:'s| is) the (?:weather|party|vacation)",
        r"^(?:meetup|webinar|workshop|talk|event|seminar)\b.{0,30}: ?",
        r"^poll\b|how (?:does|do) (?:it|that|you) feel|why on earth",
        r"^how to .{2,80}: something$",
        (
            r"(?:is|would) (?:that|this|it) (?:be )?(?:ok|okay|fine|alright) (?:for"
            r"|with) (?:every\w+|you|all)"
        ),
        r"^who (?:cares|knew|would have|would've|doesn't)",
        r"^who knows(?:$|,| if we'll| what .*(?:will|next|might|else))|why would any\w*",
        r"what could (?:possibly )?go wrong",
        r"what's the point$|^how \w+ is (?:that|this|it)$|how hard can|why bother",
        r"what's not to",
        r"what (?:were|are) they thinking|are you kidding|^you know what|^guess wh\w+",
        r"what else is new|who would(?:'ve| have) thought|don't you (?:just )?(?:love|hate)",
        (
            r"isn't \w+ (?:\w+ )?(?:fun|great|nice|funny|amazing|awesome|beautiful|cool|lovely"
            r"|ironic|wonderful|the point)"
        ),
        r"how (?:are|r) (?:you|u|things|we|y'all|you all)(?: \w+){0,2}$",
        r"how(?:'s| is) (?:it going|life|everyone|everybody|your (?:day|week|morning))",
        r"^what(?:'s| is) (?:up|new)(?: \w+)?$",
        (
            r"how (?:was|were) (?:your|the|everyone's) (?:\w+ )?(?:weekend|holidays?|vacation|trip"
            r"|day|night|break|week)"
        ),
        r"how have you been|how do you do$|(?:good|nice|great) weekend",
        r"^(?:any )?questions(?: (?:about|on) (?:it|this|that))?$",
    ),
    "pl": (
        # Suggestions, offers, rhetoric, greetings.
        r"^(?:a )?moze (?!ktos|mi|nam|wie)",
        (
            r"(?:dlaczego|czemu) (?:by )?nie(?:$| )(?!dzial|moge|da|chce|widze|ma|mam|jest|laczy"
            r"|laduje|mozna|wolno)"
        ),
        r"^chces(?:z|z,) zebym|^mam (?:to )?(?:wyslac|zrobic|dodac)",
        r"(?:probowal|sprawdzal|czytal|patrzyl|widzial)(?:es|as|iscie)",
        r"^kto (?:zabral|zjadl|ukradl|zostawil|zepsul|zaparkowal)",
        r"^kto (?:by|wie$|to wie|wie, moze|nie (?:lubi|chce))",
        r"kto by (?:\w+ )?(?:pomysl|spodziew|przypuszcz)\w+|po co komu|ile mozna",
        r"czy to nie (?:piekne|super|cudowne|swietne|wspaniale)|no nie$",
        r"co (?:slychac|tam|u (?:ciebie|was|was wszystkich))",
        (
            r"jak (?:leci|sie (?:masz|macie|czujesz|trzymasz)|minal|tam|zyjesz|zdrowie"
            r"|po (?:weekendzie|urlopie))"
        ),
        r"jak (?:udal|udaly) sie",
        # Deeds.
        (
            r"(?:ktos|ktokolwiek|kto)(?: \w+){0,2}? (?:moze|moglby"
            rf"|moglaby){_SMALL_PL} (?!{_TELL_PL}\b)\w{{3,}}c\b"
        ),
        rf"(?:moze|moglby|moglaby){_SMALL_PL} ktos{_SMALL_PL} (?!{_TELL_PL}\b)\w{{3,}}c\b",
        (
            r"(?:mozesz|mozecie|moglbys|moglabys|moglibyscie|zechcialbys"
            rf"|da rade){_SMALL_PL} (?!{_TELL_PL}\b)\w{{3,}}c\b"
        ),
        (
            r"(?:kto|ktos) (?:\w+ )?(?:zrobi|przejrzy|zatwierdzi|zmerguje|wdrozy|sprawdzi|wezmie"
            r"|zajmie|odbierze|zadzwoni|zamowi|zarezerwuje|przyniesie|pojdzie|wysle|podpisze|rzuci"
            r"|zerknie|wpadnie)"
        ),
        r"(?:zrobi|przejrzy|zatwierdzi|zmerguje|wdrozy|wezmie|rzuci|zerknie) (?:\w+ )?ktos",
        (
            r"(?:zrobisz|przejrzysz|zatwierdzisz|zmergujesz|wdrozysz|sprawdzisz|zerkniesz|dodasz"
            r"|wyslesz|zadzwonisz|przypiszesz|podpiszesz|zamowisz|rzucisz)\b"
        ),
        r"przypisz(?:cie)?\b",
        (
            r"prosze o (?:review|akceptacje|zatwierdzenie|przypisanie|dostep|podpis|kontakt"
            r"|przeslanie|wyslanie)"
        ),
        (
            r"(?:moge|mozna) (?:sie |to |ten )?(?:dolaczyc|wziac|przypisac|zadzwonic|wpasc|przyjsc"
            r"|mergowac|zmergowac|prosic o (?:review|dostep|akceptacje))"
        ),
        # Heads, hands and meetings.
        (
            r"^kto (?:\w+ )?(?:idzie|przychodzi|jest (?:\w+ )?(?:za|chetny|przeciw|w biurze)"
            r"|chetny|chce|bedzie|wchodzi|jedzie|ma ochote|glosuje|wpada|pisze sie|sie pisze"
            r"|glodny|dolacza)\b"
        ),
        r"^kto za$",
        (
            r"ktos (?:\w+ )?(?:idzie|chetny|chetna|glodny|ma (?:ochote|chwile|czas)|jest w biurze"
            r"|wpada|jedzie|dolacza|chce)\b"
        ),
        r"(?:idzie|ma|chce) ktos (?:\w+ )?(?:na|ochote|chwile)",
        (
            r"(?:mozemy|moglibysmy|czy) (?:sie )?(?:\w+ )?(?:spotkac|zdzwonic|pogadac|porozmawiac"
            r"|umowic|przelozyc|przesunac|spotykamy|spotkamy)"
        ),
        r"masz (?:chwile|czas|minute|moment)|(?:macie|znajdziesz) (?:chwile|czas)|pasuje$",
        r"(?:pasuje|odpowiada) (?:ci|wam|komus|wszystkim)",
        r"(?:bedziesz|bedziecie|wpadniesz|przyjdziesz) (?:\w+ )?(?:na|w|o|dzis\w*|jutro)",
        r"idziesz|idziemy na|o ktorej sie",
        r"glosuj(?:cie|emy)|lapka w (?:gore|dol)",
    ),
    "de": (
        r"^(?:warum nicht|soll ich|wie ware|vielleicht|hast du schon|wie geht)",
        (
            r"(?:kann|konnte|konntest|kannst|konnt ihr) .{0,80}(?:reviewen|prufen|freigeben|mergen"
            r"|deployen|schicken|senden|anrufen|zuweisen|unterschreiben|bestellen|buchen"
            r"|mitbringen|ubernehmen)\b"
        ),
        (
            r"^wer (?:kommt|ist dabei|geht|macht mit|hat lust|will|mochte|bringt|fahrt"
            r"|kann .{0,40}(?:reviewen|ubernehmen|freigeben))"
        ),
    ),
    "es": (
        r"^(?:por que no|quieres que|que tal|quizas|has (?:probado|intentado)|como estas)",
        (
            r"(?:puede|podria|puedes|podrias|pueden) (?:\w+ )?(?:revisar|aprobar|mergear|desplegar"
            r"|enviar|mandar|llamar|firmar|asignar)\w*"
        ),
        r"^quien (?:viene|se apunta|quiere|va)",
    ),
    "fr": (
        r"^(?:pourquoi (?:pas|ne pas)|(?:tu )?veux(?:-tu)? que|et si|as-tu essaye|ca va)",
        (
            r"(?:peut|pourrait|peux(?:-tu)?|pourrais(?:-tu)?|pouvez(?:-vous)?) (?:\w+ |m'"
            r"|l')?(?:relire|valider|approuver|merger|fusionner|deployer|envoyer|appeler|signer"
            r"|assigner)"
        ),
        r"^qui (?:vient|veut|est (?:partant|dispo|la))",
    ),
    "it": (r"^(?:perche non|vuoi che|forse|che ne dici|hai provato|come (?:stai|va))",),
    "nl": (r"^(?:waarom niet|zal ik|misschien|wat dacht je|heb je al|hoe gaat)",),
    "pt": (r"^(?:por que nao|quer que|talvez|que tal|ja tentou|tudo bem|como (?:vai|esta))",),
}
"""Questions to which nobody owes an answer in words."""

SETTLED = {
    "en": (r"never ?mind|nvm|(?:solved|fixed|found) it|figured it out",),
    "pl": (r"juz niewazne|niewazne|juz (?:wiem|mam|znalazl(?:em|am)|sobie poradzil(?:em|am))",),
}
"""The author has the answer already."""

ADVERTISING = {
    "en": (
        r"(?:we're|we are|is|are|now|currently|anyone|somebody|company) (?:\w+ )?hiring",
        (
            r"(?:group|team|agency|studio|collective) of (?:\w+ ){0,3}(?:devs|developers"
            r"|freelancers)"
        ),
        r"(?:group|team|agency|studio|collective) of (?:\w+ ){0,3}(?:engineers|designers)",
        r"^\W*hiring|looking to hire",
        (
            r"(?:looking for|seeking|searching for|need) (?:\w+ ){0,4}?(?:developers?|engineers?"
            r"|devs?|designers?|programmers?|contractors?|freelancers?|candidates?|interns?"
            r"|volunteers?|speakers?|contributors|testers|co-?founders?|teammates?|partners?"
            r"|people to|players|job|work|roles?|gigs?|position|opportunit\w+|roommate|flatmate"
            r"|long term)(?: .{0,80})?$"
        ),
        r"(?:send|submit) (?:\w+ ){0,3}(?:cv|resume)|apply (?:here|now|at|via|by)\b",
        (
            r"(?:we have|there (?:is|are)|great|exciting) (?:\w+ ){0,3}(?:job opening|position"
            r"|vacanc\w+|openings?)"
        ),
    ),
    "pl": (
        r"rekrutujemy|zatrudni(?:amy|my)",
        (
            r"szukamy (?:\w+ ){0,3}?(?:programist\w+|developer\w*|osoby do|kandydat\w+|tester\w*"
            r"|specjalist\w+|stazyst\w+|wolontariusz\w*|chetnych|prelegent\w*)"
        ),
        r"dolacz do (?:nas|naszego|zespolu)|aplikuj|wyslij (?:\w+ )?cv|ofert[ay] pracy",
    ),
}
"""Somebody is looked for, or work: no words are wanted in the channel."""

ANNOUNCING = {
    "en": (
        r"^(?:please )?(?:vote|react with)",
        (
            r"^(?:please |then |so |come |do )*(?:join (?:us|me)|sign up|register|rsvp"
            r"|save the date|book your|don't miss|read more|learn more|check (?:it |this )?out"
            r"|find out|see you|subscribe|submit your|get your tickets?|tickets|come (?:along|by"
            r"|to)|apply|drop by|meet us|watch)"
        ),
        (
            r"(?:happy|excited|pleased|proud|thrilled|glad) to (?:announce|introduce|present"
            r"|release)"
        ),
        r"^(?:announcing|introducing|reminder|announcement|news|ann)",
        r"call for (?:papers|speakers|proposals)",
        r"(?:now available|out now|is out|is here|now open)$",
        r"join us (?:on|at|for|in|this|next|tomorrow|today|as)",
        r"in this (?:talk|post|episode|video|webinar|session)",
        r"we'll (?:show|explain|talk|discuss)|has (?:just )?been released",
        r"^(?:we|i)(?:'ve| have)? just (?:released|published|launched|posted|pushed)",
        r"(?:new|latest) (?:blog ?post|episode|newsletter|release)",
    ),
    "pl": (
        r"^(?:serdecznie )?zaprasza(?:m|my)",
        r"^(?:zapisz|zapiszcie|zarejestruj|zarejestrujcie) sie|^oglaszamy|mamy przyjemnosc",
        r"z radoscia|juz (?:jest )?dostepn\w+|wlasnie (?:wydalismy|ukazal|opublikowal)",
        (
            r"^(?:rejestracja|zapisy|nie przegap|dowiedz sie|przeczytaj|przyjdz|przyjdzcie|dolacz"
            r"|dolaczcie|do zobaczenia|poznaj|aplikuj)"
        ),
    ),
}
"""News for all: a question above them is a headline."""

OPENINGS = (
    "and|but|so|or|oh|ah|ok|oke|okay|hm+|hi|hey|hello|also|well|then|btw|thanks|yes|guys|all|folks"
    "|no(?! (?:idea|clue|luck|one))|there(?! (?:is|are|was))|just|team|dear|good morning|morning"
    "|every(?:one|body)(?! (?:is|are|has|was|can|should|will|does|needs|who))|good afternoon|cheers"
    "|hiya|howdy|hallo|hola|bonjour|salut|ciao|hoi|ola|hej|hejka|czesc|witam|witajcie|dzien dobry"
    "|siema|no to|wiec|moi drodzy"
)
"""What comes before a sentence begins in earnest."""

_DONE = (
    "done|built|made|run|tried|used|set up|moved|migrated|switched|introduced|rolled out"
    "|organi[sz]ed|worked|led|written|implemented|automated|dealt|gone|had (?:experience|success)"
)
_DONE_PL = "robi|wdraza|mia|uzywa|organizowa|przenosi|probowa"

SEEKING = {
    "en": (
        rf"^(?:who|which teams?) (?:\w+ )?ha(?:s|ve) (?:\w+ ){{0,2}}?(?:{_DONE})\b",
        rf"^ha(?:s|ve) any ?(?:one|body|team|of you) (?:\w+ ){{0,2}}?(?:{_DONE})\b",
        r"^(?:who|did any ?(?:one|body)) (?:\w+ )?(?:did|do|run|built|ran|\w+ed) .*\bbefore\b",
        r"^(?:any|some) (?:examples?|experiences?) (?:of|with)\b|examples? of other",
    ),
    "pl": (
        rf"^(?:kto|czy ktos) (?:(?:tu|juz|kiedys) )*(?:{_DONE_PL})(?:l|la)\b",
        r"^(?:jakies )?(?:przyklady|doswiadczenia) ",
    ),
}
"""What asks for the example of somebody who has done it before."""
