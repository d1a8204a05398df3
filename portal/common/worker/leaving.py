"""Set when the worker is asked to leave: whoever works in a loop looks here before taking the next thing."""

from threading import Event

leaving = Event()
