"""The second factor in a terminal: its key is typed into the app, its codes into the page."""

import base64
import hashlib
import hmac
import re
import time
import unittest

import addresses as at
from people import EMAIL, PASSWORD, People
from w3m import W3m


def code(secret, steps=0):
    """What an authenticator app shows so many half minutes from now (RFC 6238)."""
    key = base64.b32decode(re.sub(r"\s", "", secret).upper())
    mac = hmac.new(key, (int(time.time()) // 30 + steps).to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[19] & 15
    return f"{(int.from_bytes(mac[start:start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


class SecondFactor(People):
    def knock(self):
        someone = W3m(self.house.url + at.SIGN_IN)
        self.addCleanup(someone.close)
        someone.fill(at.EMAIL, EMAIL)
        someone.fill(at.PASSWORD, PASSWORD)
        someone.press(at.SIGN_IN_BUTTON)
        return someone

    def test_it_is_turned_on_and_asked_for(self):
        self.make_company()
        elin = self.sign_in()
        elin.goto(self.house.url + at.SETTINGS_SIGN_IN)
        elin.press(at.TURN_ON_BUTTON)
        secret = re.search(r"(?:[a-z2-7]{4} ){7}[a-z2-7]{4}", elin.screen())
        self.assertTrue(secret, elin.screen())
        elin.fill(at.CODE, code(secret.group()))
        elin.press(at.TURN_ON_BUTTON)
        codes = re.findall(r"\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b", elin.screen())
        self.assertEqual(len(codes), 10, elin.screen())

        again = self.knock()
        again.fill(at.CODE, "one")
        again.press(at.SIGN_IN_BUTTON)
        self.assertIn("not the code of now", again.screen())
        again.fill(at.CODE, code(secret.group(), 1))
        again.press(at.SIGN_IN_BUTTON)
        again.goto(self.house.url + at.SETTINGS_SIGN_IN)
        self.assertIn("10 recovery codes are left", again.screen())

        third = self.knock()
        third.fill(at.RECOVERY_CODE, codes[7])
        third.press(at.RECOVERY_BUTTON)
        third.goto(self.house.url + at.SETTINGS_SIGN_IN)
        self.assertIn("9 recovery codes are left", third.screen())


if __name__ == "__main__":
    unittest.main()
