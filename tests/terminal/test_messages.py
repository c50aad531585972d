"""Hallway in a terminal: everything is a link or a form."""

import re
import unittest

import addresses as at
from house import SET_UP, House
from w3m import W3m

EMAIL = "elin@tidewater.example"
PASSWORD = "a door that is left ajar"


class Messages(unittest.TestCase):
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

    def send(self, someone, words):
        someone.write(at.COMPOSER, words)
        someone.press(at.SEND_BUTTON)

    def test_set_up_sign_in_send_read(self):
        self.make_company()
        elin = self.sign_in()
        self.send(elin, "proof: Chào Tomasz, máy số hai đã sạch")
        self.assertIn("proof: Chào Tomasz, máy số hai đã sạch", elin.screen())
        again = self.sign_in()
        self.assertIn("proof: Chào Tomasz, máy số hai đã sạch", again.screen())

    def test_back_and_another_text_make_two_messages(self):
        self.make_company()
        elin = self.sign_in()
        self.send(elin, "proof one")
        elin.back()
        self.send(elin, "proof two")
        again = self.sign_in()
        for page in (elin, again):
            lines = page.screen().splitlines()
            # The list of chats may show the newest as well.
            self.assertEqual(sum(line.strip() == "proof one" for line in lines), 1, page.screen())
            self.assertEqual(sum(line.strip() == "proof two" for line in lines), 1, page.screen())

    def test_who_is_invited_joins_reads_and_answers(self):
        self.make_company()
        elin = self.sign_in()
        self.send(elin, "proof: the door is open")
        tomasz = self.join(elin, "Tomasz Wilk", "tomasz@tidewater.example")
        self.assertIn("proof: the door is open", tomasz.screen())
        self.send(tomasz, "proof: I am in")
        elin.goto(self.house.url + at.MESSAGES)
        elin.follow_next(after=at.RECENT)
        self.assertIn("proof: I am in", elin.screen())


if __name__ == "__main__":
    unittest.main()
