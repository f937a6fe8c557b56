"""Norwegian Bokmål as the verifier reads it."""

from bot.answer.verification.wording import Wording, words

NORWEGIAN = Wording(
    language="nb",
    turns=r"""
@least: ikke (?:mindre|færre|lavere) enn|minimum|minst|eller (?:mer|flere|høyere|eldre|lenger)
|og (?:mer|eldre)|i det minste
@most: (?:ikke|aldri) (?:mer|flere|høyere|lenger) enn|maksimalt|høyst|maksimum|inntil|opptil|opp til
|eller (?:mindre|færre|yngre)|til og med
@latest: senest|ikke senere enn
@more: mer enn|flere enn|høyere enn|som overstiger|overstiger|over(?= (?:de |det |den )?\ue000)
@fewer: mindre enn|færre enn|lavere enn|under(?= (?:de |det |den )?\ue000)
@usually: som regel|i regelen|til vanlig|i de fleste tilfeller|for det meste|stort sett|i utgangspunktet
|i hovedsak
@must: er nødt til å|er pålagt å|(?:er )?pliktige? til å|plikter å|er forpliktet til å|har plikt til å
|trenger å|behøver å
forby: ikke (?:lov|adgang|anledning) til å|får ikke lov til å|er forbudt|ikke tillatt
@may: har (?:lov|adgang|anledning|rett|mulighet|krav) (?:til|på) å|er tillatt å|får lov til å
|det går an å|har anledning til å|la?r deg
@notlonger: ikke lenger
@not: heller ikke|ikke noen?|ikke noe som helst|ingen som helst
@immediately: så snart|med en gang|straks|umiddelbart|med det samme
@until: fram til|frem til|helt til|før etter at
@before: på forhånd|i forveien|i forkant(?: av)?|forut for
@within: i løpet av|innen
på-nytt: på nytt|om igjen|forfra
: etter det|etterpå
: etter(?= (?:\w*(?:lov|regl|regel|modell|avtale|forskrift|kontrakt)\w*|føderal|amerikansk|norsk))
dekke: (?:er|blir) (?:med i|omfattet(?: av)?)|(?:omfattet|omfattes)(?: av)?|kommer inn under
|går inn under|omfatter
unnta: unntatt fra|unntatt|fritatt (?:for|fra)|slipper
fordi: på grunn av|som følge av|grunnen til(?: at| det)?|ettersom|siden(?! \ue000)
derfor: av den grunn|dermed|følgelig|slik at
@even: selv (?:om|når|hvis)|også (?:når|hvis|om)
: blant andre|blant annet|f\.eks\.|for eksempel|slik som|ifølge|i henhold til|i følge|i tråd med
|til sammen|samtidig|i tillegg|derimot|på den annen side|når det gjelder|med hensyn til
@whatever: uansett(?: om| hv\w+)?|uavhengig av|uten hensyn til|enten
uten-betydning: (?:er )?uten betydning|spiller ingen rolle|har ikke noe å si|betyr ingenting
@unless: med mindre|bortsett fra|med unntak av|unntatt når|unntatt hvis
@outside nettverk: utenfor (?:planens |sitt |hmo-ens )?nettverket
@inside nettverk: (?:i|innenfor|inne i) (?:planens |sitt |hmo-ens )?nettverket
primærlege: primary care physician|pcp|fastlegen?
år: per år|i året|årlig|hvert år|pr\. år
måned: per måned|i måneden|månedlig|hver måned|pr\. måned
kreve: still(?:er|e) krav (?:om|til)|sett(?:er|e) krav (?:om|til)|vil at(?= du)|ber(?= deg)
moop: øvre grensen? for egenbetaling(?:en)?
tilbakebetale: betal(?:e|er|es|t)(?= (?:\w+ ){0,4}tilbake)|tilbakebetal\w+
per: for hver(?:t|enkelt)?|per|pr\.
: i tilfeller? (?:av|der|hvor)
tilbakebetale: får(?= (?:\w+ ){0,4}(?:tilbake|igjen))|refunderes|refunderer
løpe-ut: gå(?:r)? ut
gå-konkurs: går? over ende|går? konkurs
tre-i-kraft: trer? i kraft
fraskrive: gir? avkall på|sier? fra seg|frasi(?:er)? seg|si fra deg|gi fra deg
lik: er like|er lik
""",
    synonyms="""
@not ikke ingen intet ingenting verken hverken ei
@never aldri
@without uten
@only bare kun utelukkende
@all alle alt all ethvert enhver hvert hver samtlige alltid hele
@some noen enkelte visse noe
@many mange flere
@majority fleste
@few få
@usually vanligvis normalt oftest
@often ofte
@sometimes iblant
@may kan kunne muligens kanskje
@must må måtte skal skulle
@should bør burde
@about omtrent cirka rundt omlag ca
@almost nesten
@more mer
@fewer mindre færre
@higher høyere større høyest
@lower lavere lavest
@before før forhåndig
@after etter etterpå
@until til
@outside utenfor utenom
@inside innenfor
@both begge
@nolonger lenger
@partly delvis
@fully fullt helt fullstendig
@first først første
@last sist siste
@if hvis dersom når såfremt om
@over over
@under under
@still fortsatt fremdeles
lege lege doktor
forsikringsgiver forsikringsgiver forsikringsselskap forsikringsselskaper
begynne begynne begynner starter starte startet start begynte
kreve krever kreve kreves
krav krav kravet
forby forbyr forby forbudt
motta mottar motta
dekke dekker dekke dekkes dekket
betale betaler betale betales betalt
slutt slutt slutter opphører
beløp beløp sum
andel andel andelen
lov lov loven
regel regler regel reglene
fastsette fastsatt fastsette fastsettes fastsetter
grense grense tak grensen taket
opplyse oppgi oppgir opplyse opplyser opplyst
begrense begrense begrenser
utføre utfører utføre utført
avslå avslå avslår nekte nekter
sende sender sende sendes
skrive skrive skriver skrevet
godkjenne godkjent godkjenne godkjente
spørre spør spørre
miste mister miste mistet
velge velger velge valgt
regne teller regnes telle regne
love lovet forpliktet
barn barn barnet
uenighet uenighet strid striden tvist
ulik ulik ulike forskjellig forskjellige
utgift utgift kostnad utgifter kostnader
adgang adgang tilgang anledning
ansatt ansatt ansatte arbeidstaker
behøve behøver trenger behøve trenge
lik likt lik like
ligne ligner minner
hindre hindrer hindre
hjelp hjelp bistand
sykdom sykdom lidelse
jobb jobb stilling
regning regning faktura
fødsel fødsel født
ekteskap ekteskap gift
skilsmisse skilsmisse skilt
feil feil uriktig gal
formål formål hensikt
utbredt utbredt alminnelig
sjelden sjelden uvanlig
rask rask hurtig
ekstra ekstra tilleggs
prøve prøve forsøke prøver forsøker
utløpe utløpe utløper
anmode anmode etterspørre
forhandle forhandle forhandlet
tape tap tape
sammenligne sammenligne sammenligner
vurdere vurdere vurderer vurdering
oppnå oppnå oppnådd nådd
gi gir gi gis
stå står stå
motpart motpart
avslag avslag avslaget
kjøpe kjøper kjøpe kjøpt
selge selger selge solgt
bytte bytter bytte skifte skifter
øke øker øke stiger stige
synke synker synke faller
hjelpe hjelper hjelpe bistår
avgjøre avgjør avgjøre bestemmer bestemme
bety betyr bety innebærer
heter kalles heter betegnes
finnes finnes eksisterer
holde holder rekker
sjekke sjekk sjekke undersøk undersøke kontroller
gratis gratis kostnadsfri kostnadsfritt
billig billigere rimeligere
dyr dyr kostbar dyrere
legemiddel legemiddel legemidler medisin medisiner medikament
frist frist tidsfrist
periode periode tidsrom
differanse differanse forskjell mellomlegg
kontakte kontakt kontakte
godta godta godtar aksepterer akseptere
avtale avtale kontrakt
erstatte erstatte erstatter
samme samme identisk
nødvendig nødvendig påkrevd
dø dødsfall død dør
dekke dekning dekningen
henvise henvisning henvist henviser
redusere redusere reduserer senker
ufør ufør uførhet
lege leger legen
varsle informere informerer varsle varsler
spare spare sparer
fylle fyller fylte fylt
tilby tilbyr tilby
opplyse oppgis
søke søke søker
hindre hindre hindrer
betale betaling betalingen
bor bor bodde
bruke bruker bruke brukt brukes
svare svarer svare besvare
legge legge
""",
    silent=words("""
gjennom mot
en et ei én ett den det de dem han hun hans hennes du deg din ditt dine dere vi oss vår man seg sin sitt
sine jeg er var være vært blir ble bli blitt har hadde ha hatt gjør gjøre vil ville som at å av på i for
fra med ved til og eller da så hva hvem hvilken hvilke hvilket hvor hvordan hvorfor der her denne dette
disse slik slike annen annet andre egen eget egne mens enn jo nå derfor altså ja nei samt hos inn ut opp
ned fram frem fordi selv når mellom hverandre gang gjelder gjeld også heller både dessuten likevel men
allerede deretter skjer skje ligger ligge ordning ordningen tilfelle tilfeller @if er går gå kommer
hvorvidt at siden nemlig imidlertid @until
"""),
    spare=words("føderal føderale dessuten spesielt deretter"),
    hedges=words("@may @usually"),
    conditions=words("""
@if @unless @only @until @after @before @without @outside @inside @under @over @whatever @within uten
ved i for hos blant på fra bare med
"""),
    additions=words("og men mens fordi så derfor likevel siden selv som"),
    cuts=words("som og men mens fordi så @unless @only hvis dersom når hvor der selv"),
    roles=words("til fra av mot hos du de vi"),
    agents=words("av"),
    owners=words("til av på"),
    verbs=words("""
betaler dekker varer begynner trenger behøver krever velger sender skriver står følger setter får gir
slutter stiger synker mister melder søker godkjenner avslår svarer spør bestemmer avgjør regnes teller
beregnes brukes betales dekkes gis kreves sendes skrives tilbyr selger kjøper bytter bor arbeider jobber
hjelper ligner hører lar ber sier heter koster sparer beholder holder bærer eier driver finnes omfatter
unntas beskattes erstatter betalte fikk mistet nekter forbyr opplyser varsler tar faller virker velges
fastsettes utgjør
"""),
    causes=words("fordi"),
    effects=words("så derfor altså"),
    joins=words("og"),
    restricts=words("som"),
    opens=words(
        "får har er blir ligger bor går mister bruker bytter handler trenger betaler velger kommer gjelder"
    ),
    retracts=words("men"),
    pronouns=words("den det de dette disse begge"),
    movable=words("år måned uke dag @often @sometimes"),
    strong=words("@if @unless @only @until hvis dersom når hvor der"),
    marks=words("gjennom med for i på om ved"),
)
