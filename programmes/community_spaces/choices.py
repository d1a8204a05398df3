"""Community spaces: six steps from looking at an empty room to opening it together."""

from pathlib import Path

from programmes.catalogue.choices import read_method

COMMUNITY_SPACES = read_method(Path(__file__).with_name("method.toml"))
