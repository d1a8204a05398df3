"""InLoCom, the innovative local community: a method in three phases and a step after them."""

from pathlib import Path

from programmes.catalogue.choices import read_method

INLOCOM = read_method(Path(__file__).with_name("method.toml"))
