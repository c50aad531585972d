"""A person at w3m, by keys and screen.

w3m 0.5.3 needs `-cookie` to keep a session cookie (a host that is a number is fine with it), has a home of its own here for
cookies and history, and opens $EDITOR for a textarea. It sends neither Origin nor Sec-Fetch-Site.
"""

import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import tempfile
import termios
import time

from screen import Screen

PATIENCE = 15
QUIET = 0.15
# Tall, so that a page is on the screen as a whole.
ROWS, COLUMNS = 150, 100
OPTIONS = {
    "accept_cookie": 1,
    "accept_language": "en",
    "auto_image": 0,
    "confirm_qq": 0,
    "display_charset": "UTF-8",
    "display_image": 0,
    "wrap_search": 0,
}


class W3m:
    def __init__(self, url):
        self._home = tempfile.mkdtemp(prefix="hallway-w3m-")
        self._words = os.path.join(self._home, "words")
        editor = os.path.join(self._home, "editor")
        with open(editor, "w") as script:
            script.write(f'#!/bin/sh\nexec cp {shlex.quote(self._words)} "$1"\n')
        os.chmod(editor, 0o755)
        environment = {
            "PATH": os.environ["PATH"], "HOME": self._home, "TERM": "xterm", "LANG": "C.UTF-8", "EDITOR": editor,
        }
        arguments = ["w3m", "-no-mouse", "-cookie"]
        for name, value in OPTIONS.items():
            arguments += ["-o", f"{name}={value}"]
        self._screen = Screen(ROWS, COLUMNS)
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.execvpe("w3m", [*arguments, url], environment)
            finally:
                os._exit(127)
        try:
            self._wait_for_page()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._terminal)
        shutil.rmtree(self._home)

    def screen(self):
        """The page as it is shown, without w3m's own line at the bottom."""
        return "\n".join(self._screen.lines()[:-1]).rstrip()

    def goto(self, url):
        self._type("U\x15\x0b" + url)
        self._key_to_page("\r")

    def back(self):
        self._key_to_page("B")

    def reload(self):
        self._key_to_page("R")

    def follow(self, text):
        """Follows the link that shows the text."""
        self._find(text, start="g")
        self._key_to_page("\r")

    def follow_next(self, after):
        """Follows the first link that comes after the text."""
        self._to_field(after)
        self._key_to_page("\r")

    def fill(self, label, value):
        """Types the value into the field that comes after the label."""
        self._to_field(label)
        self._type("\r\x15\x0b" + value + "\r")

    def write(self, label, words):
        """Has the editor write the words into the textarea that comes after the label."""
        with open(self._words, "w", encoding="utf-8") as file:
            file.write(words)
        self._to_field(label)
        self._key_to_page("\r")

    def choose(self, option):
        """Chooses this one of several."""
        self._find(f"( ) {option}", start="g")
        # What can be chosen stands between the two.
        self._type("l\r")

    def press(self, button):
        """Presses the button of this name that comes after the field one is at."""
        self._find(button)
        self._key_to_page("\r")

    def _to_field(self, label):
        self._find(label, start="g")
        self._type("\t")

    def _find(self, text, start=""):
        self._type(start + "/" + re.sub(r"([][\\.*^$+?(){}|])", r"\\\1", text) + "\r")
        if "Not found" in self._status():
            raise AssertionError(f"{text!r} is not on the page:\n{self._screen.text()}")

    def _status(self):
        return self._screen.lines()[-1]

    def _type(self, keys):
        os.write(self._terminal, keys.encode())
        self._listen(QUIET)

    def _key_to_page(self, key):
        self._screen.told = False
        os.write(self._terminal, key.encode())
        self._wait_for_page()

    def _wait_for_page(self):
        """While it loads, w3m tells of it in the last line; then the line says which page one sees."""
        until = time.monotonic() + PATIENCE
        self._listen(PATIENCE, first=True)
        # Until w3m has told anything, the last line is still of the page before.
        while self._listen(QUIET) or not (self._screen.told and self._status().startswith("Viewing")):
            if time.monotonic() > until:
                raise AssertionError(f"no page within {PATIENCE} s:\n{self._screen.text()}")

    def _listen(self, seconds, first=False):
        """Reads until nothing came for so long (or, with `first`, until something came); says whether anything did."""
        anything = False
        while select.select([self._terminal], [], [], seconds)[0]:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:
                data = b""
            if not data:
                raise AssertionError(f"w3m ended:\n{self._screen.text()}")
            self._screen.feed(data)
            anything = True
            if first:
                break
        return anything
