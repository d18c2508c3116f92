"""Registers that come with sli, as data a person can read and correct."""
