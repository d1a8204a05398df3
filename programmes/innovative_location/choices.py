"""Innovative Location: a municipality learns to look after its business locations, on three levels."""

from pathlib import Path

from programmes.catalogue.choices import read_method

INNOVATIVE_LOCATION = read_method(Path(__file__).with_name("method.toml"))
