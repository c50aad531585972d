"""Hallway in a terminal: everything is a link or a form."""

import unittest

import addresses as at
from people import People


class Messages(People):
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
