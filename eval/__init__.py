"""Measuring the bot: benchmarks, calibration and evaluation."""
