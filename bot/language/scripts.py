"""Characters that tell a script."""

import re

KANA = re.compile(r"[\u3041-\u30ff]")
HAN = re.compile(r"[\u3400-\u9fff]")
