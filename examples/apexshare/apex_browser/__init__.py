"""Drives the page in a real browser, as trainers and students do: what tests and a trial are built on."""

from apex_browser.accessibility import barriers
from apex_browser.person import DESKTOP, PHONE, Person
from apex_browser.student import Student
from apex_browser.trainer import Trainer

__all__ = ["DESKTOP", "PHONE", "Person", "Student", "Trainer", "barriers"]
