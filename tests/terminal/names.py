"""Prints the names of all tests, each as `python3 -m unittest` takes it."""

import unittest


def names(suite):
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from names(one)
        else:
            yield one.id()


print(*names(unittest.defaultTestLoader.discover(".")), sep="\n")
