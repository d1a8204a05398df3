"""Reading a page as a person does: its one heading, its words, its links and what its forms would send."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse
from django.test import Client

UNSEEN = {"script", "style", "template", "head"}


def words_of(element: Element) -> str:
    return " ".join("".join(seen(element)).split())


def seen(element: Element) -> Iterator[str]:
    if element.tag in UNSEEN:
        return
    yield element.text or ""
    for child in element:
        yield from seen(child)
        yield child.tail or ""


@dataclass(frozen=True)
class Page:
    response: HttpResponse
    root: Element

    @cached_property
    def text(self) -> str:
        return words_of(self.root.find("body"))

    @cached_property
    def main(self) -> Element:
        return self.root.find(".//main")

    @property
    def title(self) -> str:
        return " ".join("".join(self.root.find("head/title").itertext()).split())

    @property
    def heading(self) -> str:
        headings = [words_of(heading) for heading in self.root.iter("h1")]
        assert len(headings) == 1, f"A page has one heading, this one has {headings}"
        return headings[0]

    @cached_property
    def links(self) -> dict[str, str]:
        return {words_of(link): link.get("href") for link in self.root.iter("a") if link.get("href")}

    @cached_property
    def labels(self) -> list[str]:
        return [words_of(label) for label in self.main.iter("label")]

    @cached_property
    def buttons(self) -> list[str]:
        return [words_of(button) for button in self.main.iter("button")]

    def hidden(self, name: str) -> str | None:
        return next((field.get("value") for field in self.root.iter("input") if field.get("name") == name), None)


def page_of(response: Any) -> Page:
    return Page(response, html5lib.parse(response.content.decode(), namespaceHTMLElements=False))


def said(response: HttpResponse) -> str:
    """What is read in the main part of the page, with a space wherever something begins or ends."""
    return " ".join(" ".join(seen(page_of(response).main)).split())


def told(client: Client, response: HttpResponse) -> tuple[str, str]:
    """Where an act leads, and what is said there."""
    assert response.status_code == 302
    return response.url, said(client.get(response.url))


def words(response: HttpResponse) -> str:
    """What a person reads on the page, its title too, with a space wherever something begins or ends."""
    text = re.sub(r"<(script|style|svg)[\s\S]*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def titles(response: HttpResponse) -> list[str]:
    """What is listed on this page of a list, by its English titles."""
    return [row.title_en for row in response.context["page_obj"].object_list]
