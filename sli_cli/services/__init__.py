"""Use cases: one transaction each, values in, values out."""
