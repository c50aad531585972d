"""The centre in a terminal: what one is told, read, deleted, taken back; its settings; why."""

import unittest

import addresses as at
from people import People


class Notifications(People):
    def test_they_are_read_deleted_and_explained_and_letters_stay_off_without_a_server(self):
        self.make_company()
        elin = self.sign_in()
        self.join(elin, "Tomasz Wilk", "tomasz@tidewater.example")
        elin.goto(self.house.url + at.NOTIFICATIONS)
        told = "Tomasz Wilk accepted your invitation"
        self.assertIn(told, elin.screen())
        self.assertNotIn("Nothing unread", elin.screen())
        elin.follow(at.WHY)
        self.assertIn(told, elin.screen())
        self.assertIn("The company has no mail server", elin.screen())
        elin.goto(self.house.url + at.NOTIFICATIONS)
        elin.press(at.MARK_AS_READ)
        elin.goto(self.house.url + at.NOTIFICATIONS)
        self.assertIn("Nothing unread", elin.screen())
        elin.press(at.DELETE)
        self.assertIn("1 notification is deleted", elin.screen())
        elin.press(at.UNDO)
        elin.goto(self.house.url + at.UNREAD)
        self.assertIn("You have seen everything", elin.screen())
        elin.goto(self.house.url + at.SETTINGS_NOTIFICATIONS)
        elin.press(at.SAVE)
        self.assertIn("Saved", elin.screen())


if __name__ == "__main__":
    unittest.main()
