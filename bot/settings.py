"""Settings, read once from the environment (prefix ``BOT_``) and an optional ``.env`` file."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError


class Settings(BaseSettings):
    """Everything that can be set from outside."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore", frozen=True)

    corpus: Path = Field(Path("corpus"), description="folder of articles and FAQs to ingest")
    index: Path = Field(Path("var/index"), description="folder the index is kept in")
    encoder: str = Field(
        "bundled",
        min_length=1,
        description='"bundled" (multilingual-e5-small in 4 bits), or any sentence-transformers model by name '
        "or folder",
    )
    llm: str | None = Field(
        None,
        min_length=1,
        description='chat model that may write answers: a LangChain name ("openai:gpt-5"), the address of an '
        'OpenAI-compatible endpoint, or "gguf:" and a file or package; without one all answers are quotes',
    )
    llm_seconds: float = Field(20, gt=0, le=600, description="after which the quoted answer is given instead")
    chunk_characters: int = Field(600, ge=100, le=4000, description="characters a chunk aims at")
    max_file_bytes: int = Field(20_000_000, ge=1, description="larger files are refused")
    feedback: Path = Field(Path("var/feedback.jsonl"), description="file the thumbs up and down go to")
    host: str = Field("127.0.0.1", description="address the web app listens on")
    port: int = Field(7860, ge=0, le=65535, description="port the web app listens on")


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a variable's value is not usable; the message names each such variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(f"BOT_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"settings cannot be used: {problems}") from error
