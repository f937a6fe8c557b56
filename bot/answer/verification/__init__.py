"""The parts of the verifier: statements read as tokens, aligned, and held against each other rule by rule."""
