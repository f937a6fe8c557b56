"""Fixtures that several test modules use."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from bot.answer.respond import Bot
from bot.embedding import Encoder, load_encoder
from bot.index.opened import follow
from bot.ingest.pipeline import ingest
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]

# A corpus of two subjects; bicycles exist in English alone.
SMALL = {
    "en/deductible.md": """---
title: Deductible
language: en
---
# Deductible

A deductible is the part of a claim that you pay yourself. The insurer pays what is above it.

## Choosing the amount

A high deductible makes the premium lower. A family with savings can carry 2,000 dollars more easily.

## FAQ

### Who pays the deductible?

The policyholder pays the deductible. It is taken off each claim.
""",
    "nb/egenandel.md": """---
title: Egenandel
language: nb
---
# Egenandel

Egenandelen er den delen av skaden du betaler selv. Selskapet betaler det som er over.

## Ofte stilte spørsmål

### Hvem betaler egenandelen?

Forsikringstakeren betaler egenandelen. Den trekkes fra hver gang du melder en skade.
""",
    "ja/menseki.md": """---
title: 免責金額
language: ja
---
# 免責金額

免責金額とは、損害のうち自分で負担する金額です。超えた分は保険会社が支払います。

## よくある質問

### 免責金額は誰が払いますか？

免責金額は契約者が払います。請求のたびに差し引かれます。
""",
    "en/bicycle.md": """---
title: Bicycle insurance
language: en
---
# Bicycle insurance

Bicycle insurance covers theft of a locked bicycle. An electric bicycle needs a separate policy.

## FAQ

### Is a stolen bicycle covered abroad?

Theft abroad is covered for up to 45 days a year. The lock must be of an approved type.
""",
}


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled encoder, loaded once."""
    return load_encoder("bundled")


@pytest.fixture
def write_corpus() -> Callable[[Path, dict[str, str]], Path]:
    """Write files into a folder and return it."""
    return _write


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """Settings over the small corpus, not ingested yet, in folders of the test's own."""
    return Settings(corpus=_write(tmp_path / "corpus", SMALL), index=tmp_path / "index")


@pytest.fixture(scope="session")
def indexed(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> Callable[[dict[str, str]], Settings]:
    """Ingest files and return settings over them; not to be changed."""

    def index(files: dict[str, str]) -> Settings:
        folder = tmp_path_factory.mktemp("indexed")
        settings = Settings(corpus=_write(folder / "corpus", files), index=folder / "index")
        ingest(settings, encoder=lambda name: encoder)
        return settings

    return index


@pytest.fixture(scope="session")
def small_index(indexed: Callable[[dict[str, str]], Settings]) -> Settings:
    """Settings over the small corpus, ingested; not to be changed."""
    return indexed(SMALL)


@pytest.fixture(scope="session")
def small_bot(small_index: Settings, encoder: Encoder) -> Bot:
    """A bot over the small corpus."""
    return Bot(follow(small_index.index, encoder), encoder)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Settings:
    """Settings over the shipped corpus, ingested; not to be changed.

    Built once; each worker has a copy, because checking it for changes already needs its write lock.
    """
    own = tmp_path_factory.mktemp("shipped") / "index"
    workers_share = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None
    built = (workers_share or own.parent) / "shipped-index"
    with FileLock(built.with_suffix(".lock")):
        if not built.exists():
            ingest(Settings(corpus=ROOT / "corpus", index=built), encoder=lambda name: encoder)
    shutil.copytree(built, own)
    return Settings(corpus=ROOT / "corpus", index=own)


@pytest.fixture(scope="session")
def shipped_bot(shipped: Settings, encoder: Encoder) -> Bot:
    """A bot over the shipped corpus."""
    return Bot(follow(shipped.index, encoder), encoder)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of seeds and public data beside the checkout; tests that need it are skipped without it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip(f"needs the seeds and data in {folder}, which are not part of the repository")
    return folder
