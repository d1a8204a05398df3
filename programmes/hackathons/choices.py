"""The challenge hackathon of iPlace: a place names its own problems, mixed teams solve them, the best ideas are tried out."""

from pathlib import Path

from programmes.catalogue.choices import read_method

HACKATHONS = read_method(Path(__file__).with_name("method.toml"))
