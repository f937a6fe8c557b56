from bot.index.subjects import name_subjects, spot
from bot.language import words
from bot.types import Document


def document(title, source="en/a.md", language="en", text=""):
    return Document(source, title, text, language)


def named(text, *documents, language="en"):
    return spot(name_subjects(documents), words(text, language), language)


HMO = document("Health Maintenance Organization (HMO)", "en/hmo.md")
PPO = document("Preferred Provider Organization (PPO)", "en/ppo.md")


def test_a_title_gives_every_name_it_holds():
    assert named("hmos and Preferred Provider Organizations", HMO, PPO) == (
        ("en/hmo.md", "en/ppo.md"),
        ["and"],
    )


def test_subjects_come_in_the_order_of_the_text_and_once():
    assert named("PPO, HMO, PPO", HMO, PPO)[0] == ("en/ppo.md", "en/hmo.md")


def test_of_overlapping_names_the_longer_counts():
    premium, plan = document("Premium", "en/premium.md"), document("Premium plan", "en/plan.md")
    assert named("the premium plan", premium, plan) == (("en/plan.md",), ["the"])


def test_an_abbreviation_at_the_beginning_of_a_name_is_one():
    assert named("POS eller ikke", document("POS-plan", "nb/pos.md", "nb"), language="nb")[0] == (
        "nb/pos.md",
    )
    assert named("us", document("Reading US terms", "en/us.md"))[0] == ()


def test_an_abbreviation_that_the_text_gives_of_a_name_is_one():
    told = "---\ntitle: Actual Cash Value\n---\n\n**Actual cash value (ACV)** is what it is worth.\n"
    assert named("what is acv", document("Actual Cash Value", text=told))[0] == ("en/a.md",)
    japanese = document("実際の現金価値", "ja/a.md", "ja", "説明です。実際の現金価値（ACV）は今の値段です。")
    assert named("ACVとは", japanese, language="ja")[0] == ("ja/a.md",)
    longer = document("Health Plan", text="You may have a high deductible health plan (HDHP).")
    assert named("what is an hdhp", longer)[0] == ()


def test_what_goes_on_after_a_parenthesis_is_no_name():
    assert named("which plan", document("Point-of-Service (POS)-plan"))[0] == ()
    assert named("and referral", document("Primary Care Physician (PCP) and Referral"))[0] == ()


def test_japanese_names_are_found_inside_a_run():
    about = document("メディケア（Medicare）", "ja/medicare.md", "ja")
    assert named("メディケアとは", about, language="ja") == (("ja/medicare.md",), ["と", "は"])


def test_a_name_that_two_documents_share_is_neither_s():
    assert named("HMO", HMO, document("HMO", "en/other.md"))[0] == ()


def test_names_are_those_of_the_language_asked_in():
    assert named("HMO", document("HMO", "nb/hmo.md", "nb"))[0] == ()
