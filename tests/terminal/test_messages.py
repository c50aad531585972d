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

    def test_a_message_is_answered_reacted_to_and_changed(self):
        elin, tomasz = self.two()
        self.send(elin, "proof: the strip is dry")
        self.open_first(tomasz)
        tomasz.press("👍")
        self.assertIn("👍 1", tomasz.screen())
        self.open_first(tomasz)
        tomasz.follow(at.REPLY)
        self.send(tomasz, "proof: how dry?")
        self.assertRegex(tomasz.screen(), r"Elin Lindqvist proof: the strip is dry\n\s+proof: how dry\?")
        self.open_first(tomasz)
        self.assertNotIn(at.EDIT, tomasz.screen())

        self.open_first(elin)
        elin.follow(at.EDIT)
        self.send(elin, "proof: the strip is wet")
        self.enter(tomasz)
        self.assertIn("edited", tomasz.screen())
        # What answers it quotes what it says now.
        self.assertRegex(tomasz.screen(), r"Elin Lindqvist proof: the strip is wet\n\s+proof: how dry\?")
        self.assertNotIn("the strip is dry", tomasz.screen())
        self.open_first(tomasz)
        # Among those that are offered, below the message.
        tomasz.press("👍 ❤")
        self.assertNotIn("👍", tomasz.screen())

    def test_a_poll_is_made_and_voted_for(self):
        elin, tomasz = self.two()
        elin.write(at.COMPOSER, "proof: half a sentence")
        elin.press(at.MORE_BUTTON)
        elin.press(at.POLL_BUTTON)
        elin.fill(at.QUESTION, "Which fold?")
        elin.fill(at.ANSWER % 1, "By two")
        elin.fill(at.ANSWER % 2, "Leave it")
        elin.press(at.ASK_BUTTON)
        # What was begun is still there.
        self.assertIn("proof: half a sentence", elin.screen())
        self.enter(tomasz)
        tomasz.follow(at.VOTERS)
        self.assertIn("Vote Change vote", tomasz.screen())
        tomasz.choose("Leave it")
        tomasz.press(at.VOTE_BUTTON)
        self.enter(tomasz)
        self.assertRegex(tomasz.screen(), r"\( \) By two 0 votes\s+\(\*\) Leave it 1 vote\n")
        self.enter(elin)
        self.assertRegex(elin.screen(), r"\( \) By two 0 votes\s+\( \) Leave it 1 vote\n")

    def test_somebody_is_mentioned_and_what_was_said_is_found(self):
        elin, tomasz = self.two()
        self.send(elin, "proof: máy số hai đã sạch")
        elin.write(at.COMPOSER, "@tom")
        elin.press(at.MORE_BUTTON)
        elin.press(at.MENTION_BUTTON)
        elin.press("Tomasz Wilk")
        elin.press(at.SEND_BUTTON)
        self.enter(elin)
        self.assertIn("@Tomasz Wilk", elin.screen())
        tomasz.goto(self.house.url + at.NOTIFICATIONS)
        self.assertIn("Elin Lindqvist mentions you", tomasz.screen())

        self.enter(tomasz)
        tomasz.follow(at.SEARCH)
        tomasz.fill(at.WORDS, "may so")
        tomasz.press(at.SEARCH)
        self.assertIn("1 message found", tomasz.screen())
        tomasz.follow("proof: máy số hai đã sạch")
        self.assertIn("Write to Everybody", tomasz.screen())
        tomasz.goto(self.house.url + "/search?q=nothing+like+it")
        self.assertIn("Nothing found", tomasz.screen())


if __name__ == "__main__":
    unittest.main()
