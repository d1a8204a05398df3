"""Innocities: municipalities in a cluster, with a programme for the need of each. Not the EU's procurement procedure of a like name."""

from pathlib import Path

from programmes.catalogue.choices import read_method

PARTNERSHIPS = read_method(Path(__file__).with_name("method.toml"))
