"""The web surfaces; the only part that imports Gradio or FastAPI."""
