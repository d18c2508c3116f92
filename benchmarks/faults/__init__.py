"""Faults, counted: real processes of `sli` that are killed, starved, cut off and confused, and what became of it."""
