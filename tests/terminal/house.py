"""One Hallway with its own data, on a port of its own. It is ended by process id."""

import os
import re
import shutil
import subprocess
import tempfile
import threading

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
SET_UP = re.compile(r"http://127\.0\.0\.1:\d+/setup\?token=\S+")
PATIENCE = 30


class House:
    def __init__(self):
        binary = os.environ.get("HALLWAY_BIN")
        if not binary:
            raise RuntimeError("HALLWAY_BIN is not set: run ./test at the root of the project")
        self.data = tempfile.mkdtemp(prefix="hallway-terminal-")
        self.printed = ""
        self._heard = threading.Condition()
        self._process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--data", self.data, "--forms-per-minute", "100000"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("HALLWAY_")},
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        try:
            self.url = self.says(ADDRESS)
        except Exception:
            self.close()
            raise

    def _read(self):
        for line in self._process.stdout:
            with self._heard:
                self.printed += line
                self._heard.notify_all()
        with self._heard:
            self._heard.notify_all()

    def says(self, pattern):
        """Waits until the server has printed the pattern, and returns what matched."""

        def said():
            return pattern.search(self.printed) or not self._reader.is_alive()

        with self._heard:
            self._heard.wait_for(said, PATIENCE)
            found = pattern.search(self.printed)
        if not found:
            raise AssertionError(f"the server did not say {pattern.pattern}\n{self.printed}")
        return found.group()

    def close(self):
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()
        shutil.rmtree(self.data)
