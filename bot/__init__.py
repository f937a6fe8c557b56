"""An insurance question-and-answer bot that quotes its sources."""

import os

# No library of ours may report usage anywhere; set before any of them is imported.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("LANGSMITH_TRACING", "false")

# The bundled encoder's threads wait for each other without spinning: on a busy machine of two cores, spinning
# makes one question take a second instead of 35 ms. Read when the OpenMP library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
