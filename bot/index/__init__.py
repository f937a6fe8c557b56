"""Vectors and postings on disk, in generations."""
