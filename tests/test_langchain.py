from langchain_core.runnables import RunnableLambda

from bot.langchain import BotRetriever, as_runnable


def test_the_retriever_returns_documents_with_their_place(small_bot):
    found = BotRetriever(bot=small_bot, top_k=2).invoke("Is a stolen bicycle covered abroad?")
    assert found[0].metadata["source"] == "en/bicycle.md"
    text = small_bot.document("en/bicycle.md").text
    assert text[found[0].metadata["start"] : found[0].metadata["end"]] == found[0].page_content


def test_the_bot_is_a_step_of_a_chain(small_bot):
    chain = as_runnable(small_bot) | RunnableLambda(lambda answer: answer.citations[0].source)
    assert chain.invoke("Hvem betaler egenandelen?") == "nb/egenandel.md"
    assert chain.batch(["Who pays the deductible?"]) == ["en/deductible.md"]
