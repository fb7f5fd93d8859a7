"""Borders, the buffer zone, incidents, map layers and pictures."""
