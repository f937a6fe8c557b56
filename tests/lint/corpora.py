"""A small sound corpus that tests plant faults in."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.lint import Finding, lint

TODAY = date(2026, 11, 22)
Place = tuple[str, str, int | None, str]

# What an article needs to be long enough; most tests do without it and are quicker.
FILLER = {
    "en": "The plan pays the bill. " * 130,
    "nb": "Planen tar regningen for deg. " * 120,
    "ja": "プランが費用を払います。" * 170,
}
FAQ = {"en": "Frequently asked questions", "nb": "Ofte stilte spørsmål", "ja": "よくある質問"}
EXAMPLE = {"en": "Worked example: a year", "nb": "Regneeksempel: ett år", "ja": "計算例：1年間"}

# By slug and language: title, opening, what the example says, and the questions with their answers.
SUBJECTS: dict[str, dict[str, tuple[str, str, str, Sequence[tuple[str, str]]]]] = {
    "deductible": {
        "en": (
            "Deductible",
            "In 2026 the deductible is at most $1,700 and the member has 12 months to reach it. See [copay](/copay).",
            "Rosa pays $500 and then 20% of $300, which makes $560.",
            [
                ("What is a deductible?", "A deductible is what you pay first."),
                ("How high may it be in 2026?", "It may be $1,700 at most, and 30% of it is waived."),
                ("When does the year start?", "It starts on 1 January 2026 for nearly all members."),
                ("Do children have one?", "Children share the one of their parents."),
                ("Who counts the bills?", "The insurer keeps the account of all bills."),
            ],
        ),
        "nb": (
            "Egenandel",
            "I 2026 er egenandelen høyst 1 700 dollar, og medlemmet har ett år på seg. Se [copay](/copay).",
            "Rosa betaler 500 dollar og så 20 prosent av 300 dollar, til sammen 560 dollar.",
            [
                ("Hva er en egenandel?", "Egenandelen er det du betaler først."),
                (
                    "Hvor høy kan den være i 2026?",
                    "Den kan være 1 700 dollar, og 30 prosent av den ettergis.",
                ),
                ("Når begynner året?", "Det begynner 1. januar 2026 for nesten alle medlemmer."),
                ("Har barn en egen?", "Barn deler foreldrenes."),
                ("Hvem teller regningene?", "Forsikringsgiveren fører regnskap over alle regninger."),
            ],
        ),
        "ja": (
            "免責金額",
            "2026年の免責金額は最大1,700ドルで、12か月のうちに達します。[定額自己負担](/copay)も見てください。",
            "ローザさんは500ドルと300ドルの20％を払い、合計は560ドルです。",
            [
                ("免責金額とは何ですか？", "免責金額とは、最初に払う金額です。"),
                ("2026年の上限はいくらですか？", "上限は1,700ドルで、その30％は免除されます。"),
                ("1年はいつ始まりますか？", "ほとんどの加入者では2026年1月1日です。"),
                ("子どもにもありますか？", "子どもは親と共有します。"),
                ("請求書は誰が数えますか？", "保険会社がすべての請求を記録します。"),
            ],
        ),
    },
    "copay": {
        "en": (
            "Copay",
            "A copay is a fixed price for a visit, often $35 for a doctor. See [deductible](/deductible).",
            "Omar sees the doctor four times and pays $140.",
            [
                ("Why is the price fixed?", "The price is fixed so that you know it in advance."),
                ("Is the copay due at once?", "Yes, it is due on the day of your visit."),
                ("Can a hospital ask for more?", "A hospital may ask for a share of its bill."),
                ("Which visits are free?", "Preventive visits are free in the network."),
                ("Where do I find mine?", "It stands on the card of your plan."),
            ],
        ),
        "nb": (
            "Fast egenbetaling",
            "Et fast beløp per besøk er ofte 35 dollar hos legen. Se [egenandel](/deductible).",
            "Omar går til legen fire ganger og betaler 140 dollar.",
            [
                ("Hvorfor er prisen fast?", "Prisen er fast så du kjenner den på forhånd."),
                ("Skal beløpet betales straks?", "Ja, det betales samme dag som besøket."),
                ("Kan et sykehus kreve mer?", "Et sykehus kan kreve en del av regningen."),
                ("Hvilke besøk er gratis?", "Forebyggende besøk er gratis i nettverket."),
                ("Hvor finner jeg mitt?", "Det står på kortet fra planen."),
            ],
        ),
        "ja": (
            "定額自己負担",
            "定額自己負担は受診ごとの決まった額で、多くは35ドルです。[免責金額](/deductible)も見てください。",
            "オマルさんは4回受診して140ドルを払います。",
            [
                ("なぜ額が決まっているのですか？", "前もって額がわかるように決めてあります。"),
                ("すぐに払うのですか？", "はい、受診したその日に払います。"),
                ("病院はもっと請求できますか？", "病院は費用の一部を請求できます。"),
                ("どの受診が無料ですか？", "予防のための受診は無料です。"),
                ("自分の額はどこで見られますか？", "プランのカードに書いてあります。"),
            ],
        ),
    },
}


def article(slug: str, language: str, filler: str = "") -> str:
    title, opening, example, pairs = SUBJECTS[slug][language]
    faq = "\n".join(f"### {question}\n\n{answer}\n" for question, answer in pairs)
    return f"""---
title: "{title}"
description: "{title} ({language})"
keywords:
  - first
  - second
  - third
language: {language}
updated: 2026-11-01
jurisdiction: "US, federal"
valid_until: 2026-12-31
sources:
  - "US Congress, An Act, 2010"
  - "An agency, A page, undated, https://example.com/page"
---

# {title}

{opening}

{filler}

## {EXAMPLE[language]}

{example}

## {FAQ[language]}

{faq}"""


GLOSSARY = "term_en,abbreviation,term_nb,term_ja,note"


class Corpus:
    """The corpus in a folder, where a test changes what it is about; edited, with a glossary."""

    def __init__(self, folder: Path, *, long: bool = False) -> None:
        self.folder = folder
        self.write(".glossary.csv", f"{GLOSSARY}\ncost sharing,,egenbetaling,自己負担,\n")
        for slug, versions in SUBJECTS.items():
            for language in versions:
                self.write(f"{language}/{slug}.md", article(slug, language, FILLER[language] if long else ""))

    def path(self, source: str) -> Path:
        return self.folder / source

    def text(self, source: str) -> str:
        return self.path(source).read_text("utf-8")

    def write(self, source: str, text: str) -> None:
        self.path(source).parent.mkdir(parents=True, exist_ok=True)
        self.path(source).write_text(text, "utf-8")

    def change(self, source: str, old: str, new: str) -> None:
        assert self.text(source).count(old) == 1, old
        self.write(source, self.text(source).replace(old, new))

    def line(self, source: str, part: str) -> int:
        text = self.text(source)
        return text.count("\n", 0, text.index(part)) + 1

    def lint(self, *others: Path, today: date = TODAY) -> list[Finding]:
        return lint(self.folder, others, today=today)

    def places(self, *others: Path, today: date = TODAY) -> list[Place]:
        found = self.lint(*others, today=today)
        return [(finding.check, finding.source, finding.line, finding.severity) for finding in found]

    def only(self, *others: Path, today: date = TODAY) -> Finding:
        found = self.lint(*others, today=today)
        assert len(found) == 1, found
        return found[0]
