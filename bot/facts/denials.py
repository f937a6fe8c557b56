"""Whether a statement denies something, in each language."""

import re
from functools import cache

from bot.facts.folding import fold

_SAID = r"(?=\s*(?:[,.;:?!)]|$))"
# Turns that hold a word of denial and deny nothing.
_TURNS = {
    "en": rf"""
        \bnos?\.\s?\d|\bno\ surprises\b|\bno\ claims?\ (?:bonus|discount)|\b(?:no|do-not|not-for)-\w+
        |\bno\ (?:matter|doubt|wonder)\b|\b(?:no|not)\ (?:later|earlier|sooner|more|less|fewer|longer)\ than\b
        |\bnot\ (?:only|just|merely|simply|least|to\ mention|without|uncommon|unusual|unlikely|infrequent)
        |\bwhether\ or\ not\b|\bor\ not{_SAID}|\bwhy\ not\b|\bif\ not\ (?:all|most|more|every)
        |\bwithout\ (?:an?\ |any\ |undue\ |further\ )?(?:doubt|delay|exception|limitation|prejudice|ado)\b
        |\bnothing\ (?:but|less\ than)\b|\bnone\ (?:other\ than|the\ less)\b""",
    "nb": rf"""
        \bikke-\w+|\bikke\ (?:bare|kun|minst|desto\ mindre|sant|sjelden|uvanlig|ubetydelig)
        |\bikke\ (?:senere|seinere|tidligere|mer|mindre|færre|flere|lenger)\ enn\b|\beller\ (?:ikke|ei){_SAID}
        |\b(?:hvis|om|når|dersom|såfremt)\ ikke\ annet\b|\bfor\ ikke\ å\ (?:snakke|nevne|glemme)\b
        |\bhvorfor\ ikke\b|\buten\ (?:videre|tvil|unntak|forbehold|(?:ugrunnet\ |unødig\ )?opphold)\b
        |\bingen\ tvil\b|\bingen\ (?:annen|andre)\ enn\b|\bintet\ mindre\ enn\b|\bingenting\ annet\ enn\b""",
    "ja": r"""
        (?:な(?:ければ|くては|いと)|ねば)(?:なり|いけ|なら)(?:ません|な[いかくけ]|ぬ)|ないわけに[はも]い(?:かな|きませ)
        |か(?:もしれ|も知れ|ね)(?:ません|な[いかく])|ないか(?=[がをど確見調])|(?:だけ|のみ|ばかり)で[はも]?(?:な[いく]|ありません)|のみならず
        |ではな(?:いか|いでしょうか)(?=[。？?と]|$)|ではありませんか|な(?:い限り|いかぎり)
        |(?:かかわ|関わ|拘わ)らず|問わ(?:ず|な[いく]|ません)|に(?:ほか|他)な(?:らな[いかく]|りません)
        |(?:ざる|やむ|止む)を[得え](?:ません|な[いかく]|ず)|(?:構|かま)(?:いません|わな[いかく]|わず)
        |(?:に過ぎ|にすぎ|に違い|にちがい|間違い|まちがい|に相違|欠かせ|仕方|しかた|申し訳|問題|差し?支え|支障)
         (?:が|は|も|あり|ござい)*(?:ません|な[いかく])
        |(?:少な|すくな|珍し|めずらし)く(?:は|も)?(?:ありません|な[いかく])
        |な[いく](?:わけ|こと|もの)(?:では|は|も)(?:な[いか]|ありません)
        |(?:少|すく|危|あぶ|切|せつ|はか|つた|もったい|とんでも|みっとも|汚|きた|さりげ|何気|なにげ|思いがけ|かけがえの|限り|この上)
         な[いくかけさ]
        |(?:まも|間も|もれ|漏れ|例外|関係|遠慮|何と|なんと|ほど|遅滞|滞り)なく
        |思いがけず|少なからず|相変わらず|絶えず|思わず|とりあえず|すみません|おもてなし""",
}
_DENIALS = {
    "en": r"\b(?:not|cannot|never|none|neither|nor|nobody|nothing|nowhere|without|no)\b|n't\b",
    "nb": r"\b(?:ikke|ingen|intet|ingenting|ingensteds|aldri|h?verken|uten|nei)\b",
    "ja": r"""
        ない(?!ます|まし|し(?![、,]))|なかっ|なけれ|なきゃ|ません
        |なく(?!な[らりるれろっ]|[さしすせ])|(?<![はがも亡\s、])なく(?=な[らりるれろっ])|無[いく](?!な[らりるれろっ]|[さしすせ])
        |(?<![みはこ見話])(?:なし|無し)(?=[でにのとだ、。,）)」|\s]|$)
        |(?:(?![必先])[一-龥]|[わかがさたなばらせれけげえてでべめねきぎしじりび]|(?<=[一-龥])ま)ず(?=に(?!つ)|とも|[、。,\s]|$)
        |不要|不可(?![欠避抗分侵])|無効|(?:対象|適用|補償|保障)外|いいえ""",
}


def negated(text: str, language: str) -> bool:
    """Whether a statement is a denial; "not only", "no later than" and なければならない (must) are none."""
    turns, denials = _denial_patterns(language if language in _DENIALS else "en")
    return bool(denials.search(turns.sub("\n", fold(text)[0])))


@cache
def _denial_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(_TURNS[language], re.X | re.I), re.compile(_DENIALS[language], re.X | re.I)
