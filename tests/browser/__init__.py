"""Halte in Debian's Chromium: the whole line, what it weighs, and whether everybody can use it."""
