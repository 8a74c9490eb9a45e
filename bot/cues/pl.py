"""Polish."""

from bot.cues.kinds import Cues

_TELL_PL = (
    r"(?:pomoc|powiedziec|podpowiedziec|wyjasnic|wytlumaczyc|polecic|doradzic|wskazac|pokazac"
    r"|podzielic|opisac|potwierdzic|przyblizyc|podrzucic|podac|opowiedziec|odpowiedziec|poradzic"
    r"|napisac,? (?:jak|co|czy|gdzie|dlaczego)|udostepnic|przypomniec|doprecyzowac)"
)
_SMALL_PL = r"(?: (?:mi|nam|mnie|prosze|to|go|ja|je|sie|cos|jeszcze|dzis|dzisiaj|szybko|tu|z was))*"
_DONE_PL = "robi|wdraza|mia|uzywa|organizowa|przenosi|probowa"

PL = Cues(
    asking=(
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
    trouble=(
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
    symptom=(
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
    goals=(
        (
            r"(?:chce|chcemy|chcial(?:bym|abym|bysmy)|probuj(?:e|emy)|musze|musimy|potrzebuj(?:e"
            r"|emy)) (?!podziek|podziel|ogos|oglos|zapros|przypomn|powiedz|przedstaw|poinform"
            r"|przywit|przepros|pochwal)\w+"
        ),
    ),
    open_no_more=(
        r"okazalo sie|(?:juz|teraz|znow) dziala|udalo (?:mi |nam )?sie",
        r"rozwiaza(?:lem|lam|ne|no)|naprawi(?:lem|lam|one|ono)",
        r"(?:bez|zaden|zadnych|nie mam|nie mamy) (?:\w+ )?(?:problem\w*|bled\w+)|widze problem",
    ),
    of_others=(
        r"jesli|jezeli|gdyby|bo|poniewaz|dlatego|trzeba|musi\w*|powin\w+|chyba|pracujemy",
        r"naprawi\w*|zadzwon\w*|znika|wtedy|zwykle|czasem|ktos",
    ),
    not_asking=(
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
    settled=(r"juz niewazne|niewazne|juz (?:wiem|mam|znalazl(?:em|am)|sobie poradzil(?:em|am))",),
    advertising=(
        r"rekrutujemy|zatrudni(?:amy|my)",
        (
            r"szukamy (?:\w+ ){0,3}?(?:programist\w+|developer\w*|osoby do|kandydat\w+|tester\w*"
            r"|specjalist\w+|stazyst\w+|wolontariusz\w*|chetnych|prelegent\w*)"
        ),
        r"dolacz do (?:nas|naszego|zespolu)|aplikuj|wyslij (?:\w+ )?cv|ofert[ay] pracy",
    ),
    announcing=(
        r"^(?:serdecznie )?zaprasza(?:m|my)",
        r"^(?:zapisz|zapiszcie|zarejestruj|zarejestrujcie) sie|^oglaszamy|mamy przyjemnosc",
        r"z radoscia|juz (?:jest )?dostepn\w+|wlasnie (?:wydalismy|ukazal|opublikowal)",
        (
            r"^(?:rejestracja|zapisy|nie przegap|dowiedz sie|przeczytaj|przyjdz|przyjdzcie|dolacz"
            r"|dolaczcie|do zobaczenia|poznaj|aplikuj)"
        ),
    ),
    seeking=(
        rf"^(?:kto|czy ktos) (?:(?:tu|juz|kiedys) )*(?:{_DONE_PL})(?:l|la)\b",
        r"^(?:jakies )?(?:przyklady|doswiadczenia) ",
    ),
    openings="hej|hejka|czesc|witam|witajcie|dzien dobry|siema|no to|wiec|moi drodzy",
    greetings="czesc|hej|hejka|siema|dzien dobry|witam|witajcie",
    replies="tak|jasne|aha|dzieki|dziekuje|dokladnie|racja|spoko|no tak|nie,",
)
