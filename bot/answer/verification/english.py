"""English as the verifier reads it."""

from bot.answer.verification.wording import Wording, words

ENGLISH = Wording(
    language="en",
    turns=r"""
@least: at least|no (?:less|fewer) than|not (?:less|fewer) than|a minimum of
|or (?:more|above|older|longer|over|higher)|and (?:over|above|older)
@most: at (?:the )?most|up to|(?:no|not) (?:more|longer|higher|greater|later) than|a maximum of
|or (?:less|fewer|younger|under)
@more: (?:more|greater|larger|higher) than|in excess of|exceed(?:s|ing|ed)?
@fewer: (?:less|fewer|lower|smaller) than
@usually: as a rule|in general|in most cases|for the most part|by default
@must: ha(?:s|ve|d) to|(?:is|are|was|were) (?:required|obliged|obligated) to|needs? to
forbid: (?:is|are) not (?:allowed|permitted) to|(?:may|must) not|not (?:allow|permit)
|(?:is|are) barred from
@may: (?:is|are) (?:allowed|permitted|free|able|entitled) to|ha(?:s|ve) the (?:right|option|power) to
|lets? (?:you|them|members|patients|people)|allows? (?:you|them|members|patients|people) to
@not: no longer|do(?:es)? without
@without: in the absence of|free of
uninsured: (?:without (?:any )?(?:health )?(?:insurance|coverage)|not insured)
because: because of|due to|owing to|as a result of|on account of|the reason (?:is|why)
therefore: for (?:that|this) reason|that is why|as a result|consequently|so that
@even: even (?:if|when|though|while|where|after|before)
: counted(?= from)|on the other hand|by contrast|in contrast|in the case of|when it comes to
|in (?:such|this|that|these|those) (?:a )?cases?|such as|for example|for instance|among others
|in other words|according to|as reported by|in the meantime|in turn|as well|each other|in addition to
@immediately: immediately|at once|right away|straight away
@if: in case|provided that|as long as|so long as|in the event (?:of|that)
@whatever: no matter (?:how|what|which|who|where)|regardless of|irrespective of|whether or not
@unless: except (?:if|when|for|in)|other than|apart from|with the exception of
@outside network: out-of-network|out of network
|(?:outside|beyond) (?:of )?(?:(?:the|a|its|your|that|their|hmo|plan's|the plan's) )*network
|outside(?= (?:care|providers?|physicians?|doctors?|professionals?|surgeons?|services?|costs?|spending)\b)
|outside(?= (?:charges?|limits?|deductibles?|hospitals?|facilit\w+|anesthesiologists?)\b)
@inside network: in-network|in network
|(?:in|inside|within) (?:(?:the|a|its|your|that|their|hmo|plan's|the plan's) )*network
@under: (?:under|below|younger than)(?= (?:the )?(?:age (?:of )?)?\ue000)
@over: (?:over|above)(?= (?:the )?(?:age (?:of )?)?\ue000)
: under(?= (?:the|an?|this|that|these|those|its|such|us|federal|state|most|many|some|all)\b)
|under(?= [a-z]+ (?:law|rules?|act|plan|program|contract))
hmo: health maintenance organi[sz]ations?|hmos
ppo: preferred provider organi[sz]ations?|ppos
epo: exclusive provider organi[sz]ations?|epos
pos: point-of-service|point of service
tpa: third-party administrators?|tpas
hsa: health savings accounts?|hsas
employer: job-based|job based|employer-sponsored|employer-provided|workplace
hdhp: high-deductible health plans?|hdhps
aca: affordable care act
pcp: primary care (?:physician|doctor|provider)s?|pcps
moop: out-of-pocket (?:maximum|limit|max|cap)s?
year: (?:per|a|each|every) year|yearly|annually|annual
month: (?:per|a|each|every) month|monthly
start: takes? effect|comes? into force|kicks? in
reimburse: (?:pays?|paid|gives?)(?= (?:[\w-]+ ){0,3}back\b)|refund(?:s|ed)?|reimburs(?:e|es|ed|ement)
deny: turn(?:s|ed)? down
exclude: (?:leav(?:e|es|ing)|left)(?= (?:[\w'-]+ ){0,5}out\b)|not counted
|(?:is|are) disregarded|disregards?
differ: var(?:y|ies)|depends? on
@first pay: (?:is|are) the first to pay|comes? first|goes? first|pays? first
@before: ahead of|in advance(?: of)?|prior to|ahead
apply: appl(?:y|ies) to|reach(?:es)?(?= (?:an?|self|the) )|has no hold over
""",
    synonyms="""
@not not no none neither nobody nothing cannot
@never never
@without without lacking
@only only solely exclusively merely purely
@all all every each any anyone everyone anybody everybody always whole
@some some certain several
@many many numerous
@majority most
@few few
@usually usually normally generally typically ordinarily commonly
@often often frequently
@sometimes sometimes occasionally
@may may might can could possibly perhaps
@must must shall obligation
@should should ought
@about about approximately roughly around
@almost nearly almost
@more more
@fewer less fewer
@higher higher larger greater bigger
@lower lower smaller cheaper
@earlier earlier sooner
@later later
@before before beforehand
@after after afterwards
@until until till
@since since
@outside outside beyond
@inside inside within
@whatever whatever whichever
@partly partial partially
@fully fully completely entirely full
@first first
@last final
@second second
@if if when where whenever
@unless unless except
@over over above
@under under below
@unlike unlike
@still still yet
physician physician doctor
insurer insurer carrier
worker worker employee
start start begin commence
buy buy purchase
choose choose pick select
monitor monitor watch oversee supervise
help help assist aid
use use utilize
get get receive obtain
give give provide offer grant
child child children kid
drug drug medicine medication
care care treatment
require require demand
forbid forbid prohibit ban
limit limit cap ceiling
allow allow permit enable
end end finish conclude stop cease
keep keep retain
answer answer reply respond
inform inform notify
join join enroll
challenge challenge dispute contest
law law act statute
rule rule regulation
alive alive living live
share share portion part proportion fraction
large large big
kind kind type sort form
disclose disclose reveal
wait wait await
person person people individual
cost cost expense
member member enrollee beneficiary
deny deny refuse reject decline
approve approve authorize authorise
approval approval authorization authorisation
qualify qualify eligible
rise rise increase grow
fall fall drop decrease
copay copay copayment
contract contract agreement
exclude exclude omit
differ differ different
fix fix set establish
decide decide determine
check check verify
total total sum
bill bill invoice
sell sell sold
buy bought
meet meet met reach reached satisfy satisfied
pay pay paid payment
cover cover covers covered coverage
protect protect protection
recover recover recovery
manage manage administer run
mistake mistake error
main main chief principal
mainly mainly primarily
switch switch change
bear bear bore borne carry shoulder assume
need need needed necessary
accept accept agree agreed
request ask request
question question inquiry
finance finance fund
happen happen occur
explain explain describe
purpose purpose aim goal
fast quickly fast rapidly
wrong wrong incorrect mistaken
right correct
enough enough sufficient adequate
ill ill sick
visit visit appointment
surgery surgery operation
penalty penalty fine
contain contain include comprise
lose lose lost loss
die die died death
decide decide decision
choose choice
disclose disclosure
compare compare compared comparison
calculate calculate calculation compute
named called known named
same same identical equal
similar similar alike
extra extra additional further
maker maker manufacturer
rest rest remainder
now now today currently
last last lasts lasted
simple simple straightforward easy
home home house
disabled disabled disability
retire retire retired retiree retirement
replace replace substitute
separate separate distinct
stay stay remain
agency agency
review review examination
supply supply
try try attempt seek
expect expect anticipate
show show demonstrate indicate
find find locate
reduce reduce cut
expire expire lapse
handle handle process
negotiate negotiate bargain
illness illness sickness disease
job job work employment
newborn baby newborn
pregnant pregnant pregnancy
birth birth
marriage marriage marry married
divorce divorce divorced
drawback drawback disadvantage downside
cheap cheap inexpensive
rare rare uncommon unusual
jointly together jointly
directly directly straight
apply apply applies applicable
treat treat regard
send send sent
give gave given
pay paid
business company companies firm
proof proof evidence
happen happen occur
""",
    silent=words("""
nor simply really actually thing fact a an the of to is are was were be been being am do does did has
have had having that this these those it its they them their he she his her him you your yours yourself
we our us i my me one ones who whom whose which what there here in on at for from by with as into so and
or upon toward towards such own itself himself themselves how why while because thus therefore hence
will would either both whether although though whereas but d ll re ve s t then also too likewise else
than like just even very itself already @if way take takes taken come comes made make makes making
other others another back account out through
"""),
    spare=words("federal specific named itself"),
    hedges=words("@may @usually"),
    conditions=words("""
@if @unless @only @until @after @before @without @outside @inside @under @over @whatever @against @until
in at for under with by on from during who whose among not through
"""),
    additions=words("and but although though whereas while because since so which nor as"),
    cuts=words("""
and but although though whereas while because so which nor who whose @if @unless @until @only since
"""),
    roles=words("to from by you they we"),
    agents=words("by"),
    owners=words("of"),
    causes=words("because since"),
    effects=words("so therefore thus hence"),
    joins=words("and"),
    restricts=words("who whose which"),
    retracts=words("but although though"),
    pronouns=words("it they this these both"),
    movable=words("year month week day @often @sometimes @since"),
    strong=words("@if @unless @only @until who whose whom unless"),
    marks=words("through for with as of in on at into toward towards upon about under"),
)
