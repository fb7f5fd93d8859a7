"""Tests of the import of incident files."""
