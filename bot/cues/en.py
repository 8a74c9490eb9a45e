"""English."""

from bot.cues.kinds import Cues

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
    r"|denied|dropped|stuck|(?:very|so|super|extremely|terribly) slow|suddenly|randomly|twice"
    r"|gr[ea]yed out)"
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
_DONE = (
    "done|built|made|run|tried|used|set up|moved|migrated|switched|introduced|rolled out"
    "|organi[sz]ed|worked|led|written|implemented|automated|dealt|gone|had (?:experience|success)"
)

EN = Cues(
    asking=(
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
    trouble=(
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
    symptom=(
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
    goals=(
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
    open_no_more=(
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
    of_others=(
        (
            r"\b(?:you|your|you'll|you're|you'd|if (?:you|they|one|it|that)|unless|because"
            r"|since it|that's why|so that|should|would|might|may|could be|what a|probably|maybe"
            r"|perhaps|think|guess|believe|hope\w*|until|of course|notice|i'll|we'll|i will"
            r"|we will|fix\w*|expected|used to|them|they|people|users?|often|usually|sometimes"
            r"|generally|thanks|agree\w*|sorry)\b"
        ),
    ),
    not_asking=(
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
    settled=(r"never ?mind|nvm|(?:solved|fixed|found) it|figured it out",),
    advertising=(
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
    announcing=(
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
    seeking=(
        rf"^(?:who|which teams?) (?:\w+ )?ha(?:s|ve) (?:\w+ ){{0,2}}?(?:{_DONE})\b",
        rf"^ha(?:s|ve) any ?(?:one|body|team|of you) (?:\w+ ){{0,2}}?(?:{_DONE})\b",
        r"^(?:who|did any ?(?:one|body)) (?:\w+ )?(?:did|do|run|built|ran|\w+ed) .*\bbefore\b",
        r"^(?:any|some) (?:examples?|experiences?) (?:of|with)\b|examples? of other",
    ),
    openings=(
        "and|but|so|or|oh|ah|ok|oke|okay|hm+|hi|hey|hello|also|well|then|btw|thanks|yes|guys|all"
        "|no(?=,)|there(?! (?:is|are|was))|just|team|dear|folks|morning"
        "|every(?:one|body)(?! (?:is|are|has|was|can|should|will|does|needs|who))|good morning"
        "|good afternoon|cheers|hiya|howdy"
    ),
    greetings="hi|hey|hello|hiya|howdy|dear|good (?:morning|afternoon|evening|day)|greetings",
    replies=(
        "yeah|yea|yep|yup|yes|nope|no,|no (?:it|that|i|we)|sure|fwiw|a+h+|o+h+|ha(?:ha)+|lol"
        "|thanks|thank you|thx|cool|great|nice|exactly|agreed|true|interesting|fair enough|ok,"
        "|it's been|well,"
    ),
)
