"""As much of a terminal as w3m uses under TERM=xterm: enough to know what stands where."""

import codecs
import re

SEQUENCE = re.compile(
    r"\x1b\[([?>=]?)([\d;]*)([@-~])"  # control sequences
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles
    r"|\x1b[()*+].|\x1b[^\[\]()*+]"  # character sets, and sequences of one letter
)
UNFINISHED = re.compile(r"\x1b(?:\[[?>=]?[\d;]*|\][^\x07]*|[()*+])?$")


class Screen:
    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""
        # Whether something was written into the last line since this was last set to False.
        self.told = False
        self._clear()

    def _clear(self):
        self._cells = [[" "] * self.columns for _ in range(self.rows)]
        self._row = self._column = 0

    def feed(self, data):
        text = self._pending + self._decoder.decode(data)
        self._pending = ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._put(text[at])
                at += 1
            elif found := SEQUENCE.match(text, at):
                self._obey(found)
                at = found.end()
            elif UNFINISHED.match(text, at):
                self._pending = text[at:]
                return
            else:
                at += 1

    def _put(self, letter):
        if letter == "\r":
            self._column = 0
        elif letter == "\n":
            if self._row == self.rows - 1:
                self._cells = self._cells[1:] + [[" "] * self.columns]
            else:
                self._row += 1
        elif letter == "\b":
            self._column = max(self._column - 1, 0)
        elif letter >= " ":
            self.told = self.told or self._row == self.rows - 1
            if self._column < self.columns:
                self._cells[self._row][self._column] = letter
            self._column += 1

    def _obey(self, sequence):
        private, numbers, letter = sequence.groups()
        if private or letter is None:
            return
        values = [int(number or 0) for number in numbers.split(";")]
        count = max(values[0], 1)
        if letter in "Hf":
            column = values[1] if len(values) > 1 else 1
            self._row = min(count, self.rows) - 1
            self._column = min(max(column, 1), self.columns) - 1
        elif letter == "A":
            self._row = max(self._row - count, 0)
        elif letter == "B":
            self._row = min(self._row + count, self.rows - 1)
        elif letter == "C":
            self._column = min(self._column + count, self.columns - 1)
        elif letter == "D":
            self._column = max(self._column - count, 0)
        elif letter == "G":
            self._column = min(count, self.columns) - 1
        elif letter == "d":
            self._row = min(count, self.rows) - 1
        elif letter == "K" and values[0] == 0:
            start = min(self._column, self.columns)
            self._cells[self._row][start:] = [" "] * (self.columns - start)
        elif letter == "J" and values[0] == 2:
            self._cells = [[" "] * self.columns for _ in range(self.rows)]
        elif letter == "J" and values[0] == 0:
            self._cells[self._row][self._column :] = [" "] * (self.columns - self._column)
            for row in range(self._row + 1, self.rows):
                self._cells[row] = [" "] * self.columns
        elif letter not in "mhlrt":
            raise NotImplementedError(f"the terminal does not know {sequence.group()!r}")

    def lines(self):
        return ["".join(row).rstrip() for row in self._cells]

    def text(self):
        return "\n".join(self.lines()).rstrip()
