from eval.datasets import Asked, Passage, QuestionSet, article_of
from eval.sentences import WINDOW, baseline_terms, document_frequencies, tasks

TEXT = " ".join(f"This is sentence number {n}." for n in range(30))
QUESTIONS = QuestionSet(
    "norquad",
    "en",
    (Passage("p", TEXT, ""),),
    (
        Asked("Which is number 20?", ("p",), ("number 20",)),
        Asked("Which is first?", ("p",), ("number 0.",)),
        Asked("Which is not there?", ("p",), ("number 99",)),
    ),
)


def test_the_right_sentence_is_among_twelve_and_unanswerable_questions_are_left_out():
    made = list(tasks(QUESTIONS))
    assert [len(task.sentences) for task in made] == [WINDOW, WINDOW]
    assert "number 20" in made[0].sentences[made[0].right]
    assert made[1].right == 0


def test_tasks_are_the_same_every_time():
    assert list(tasks(QUESTIONS)) == list(tasks(QUESTIONS))


def test_passages_of_a_jsquad_article_are_one_document():
    passages = (Passage("a", "別の答えです。", "題"), Passage("b", "答えの文です。", "題"))
    questions = QuestionSet("jsquad", "ja", passages, (Asked("答えは？", ("b",), ("答え",)),))
    assert article_of(questions, passages[0]) == article_of(questions, passages[1])
    (task,) = tasks(questions)
    assert task.sentences == ("別の答えです。", "答えの文です。") and task.right == 1


def test_document_frequencies_count_sentences():
    counts, total = document_frequencies(QUESTIONS)
    assert total == 30
    assert counts["sentenc"] == 30
    assert counts["20"] == 1


def test_baseline_terms_are_prefixes_or_bigrams():
    assert baseline_terms("Forsikringene dekker", "nb") == {"forsik", "dekker"}
    assert baseline_terms("保険料", "ja") == {"保険", "険料"}
