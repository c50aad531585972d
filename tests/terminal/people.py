"""A house and the people who come to it with a text browser."""

import re
import unittest

import addresses as at
from house import SET_UP, House
from w3m import W3m

EMAIL = "elin@tidewater.example"
PASSWORD = "a door that is left ajar"


class People(unittest.TestCase):
    house = None

    def run(self, result=None):
        result = super().run(result)
        if self.house and any(failed is self for failed, _ in result.failures + result.errors):
            print(f"--- what the server printed\n{self.house.printed}")
        return result

    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def make_company(self):
        with W3m(self.house.says(SET_UP)) as elin:
            elin.fill(at.COMPANY, "Tidewater Press")
            elin.fill(at.NAME, "Elin Lindqvist")
            elin.fill(at.EMAIL, EMAIL)
            elin.fill(at.PASSWORD, PASSWORD)
            elin.press(at.SET_UP_BUTTON)

    def sign_in(self):
        elin = W3m(self.house.url + at.SIGN_IN)
        self.addCleanup(elin.close)
        elin.fill(at.EMAIL, EMAIL)
        elin.fill(at.PASSWORD, PASSWORD)
        elin.press(at.SIGN_IN_BUTTON)
        elin.goto(self.house.url + at.MESSAGES)
        elin.follow_next(after=at.RECENT)
        return elin

    def join(self, administrator, name, email):
        """The administrator makes a link; somebody new opens it, and stands in their first chat."""
        administrator.goto(self.house.url + at.INVITATIONS)
        administrator.press(at.INVITE_BUTTON)
        link = re.search(r"http://127\.0\.0\.1:\d+/invitations/[\w-]{43}", administrator.screen())
        self.assertTrue(link, administrator.screen())
        someone = W3m(link.group())
        self.addCleanup(someone.close)
        someone.fill(at.NAME, name)
        someone.fill(at.EMAIL, email)
        someone.fill(at.PASSWORD, PASSWORD)
        someone.press(at.JOIN_BUTTON)
        someone.goto(self.house.url + at.MESSAGES)
        someone.follow_next(after=at.RECENT)
        return someone

    def enter(self, someone):
        """Goes into the chat that is on top of the list."""
        someone.goto(self.house.url + at.MESSAGES)
        someone.follow_next(after=at.RECENT)

    def two(self):
        """Elin and Tomasz, both in their first chat."""
        self.make_company()
        elin = self.sign_in()
        tomasz = self.join(elin, "Tomasz Wilk", "tomasz@tidewater.example")
        self.enter(elin)
        return elin, tomasz

    def open_first(self, someone):
        """Opens what one may do with the first message of the chat."""
        self.enter(someone)
        someone.follow_next(after=at.LAST_OF_CHAT)

    def send(self, someone, words):
        someone.write(at.COMPOSER, words)
        someone.press(at.SEND_BUTTON)
