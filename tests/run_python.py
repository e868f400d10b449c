#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""run_python.py [-k WORD] FILE...: runs unittest files and prints TAP.

A test's name is its method's, read as a sentence.  With -k only those whose
sentence contains WORD run.
"""
import argparse
import importlib.util
import signal
import sys
import time
import unittest
from pathlib import Path


def sentence(test):
    name = getattr(test, "_testMethodName", None)
    if name is None:  # what failed is a whole class
        return str(test)
    subject = type(test).__module__.removeprefix("test_").replace("_", " ")
    return f"{subject}: {name.removeprefix('test_').replace('_', ' ')}"


class Tap(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0
        self.subtest_failures = []

    def line(self, good, test, note="", text=""):
        self.count += 1
        print(f"{'ok' if good else 'not ok'} {self.count} - "
              f"{sentence(test)}{note}")
        for row in text.splitlines():
            print("#", row)
        if not good and hasattr(test, "server"):
            print("# -- the daemon's last words --")
            for row in test.server.log_tail().splitlines():
                print("#", row)
        sys.stdout.flush()

    def startTest(self, test):
        super().startTest(test)
        self.subtest_failures = []

    def addSuccess(self, test):
        if not self.subtest_failures:
            self.line(True, test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.subtest_failures.append(subtest)
            text = self._exc_info_to_string(err, test)
            self.line(False, test, " " + subtest._subDescription(), text)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(False, test, text=self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self.line(False, test, text=self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(True, test, f" # SKIP {reason}")


def load(path):
    path = Path(path).resolve()
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return unittest.defaultTestLoader.loadTestsFromModule(module)


def chosen(suite, word):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, word)
        elif word in sentence(test):
            yield test


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-k", metavar="WORD", default="")
    parser.add_argument("files", nargs="+", metavar="FILE")
    arguments = parser.parse_args()
    result, started = Tap(), time.monotonic()

    def stop(*_):
        """A time limit's SIGTERM stops the daemons as well."""
        result.stop()
        sys.exit(1)
    signal.signal(signal.SIGTERM, stop)
    suite = unittest.TestSuite()
    for path in arguments.files:
        suite.addTests(chosen(load(path), arguments.k))
    suite.run(result)
    print(f"1..{result.count}")
    print(f"# {time.monotonic() - started:.1f} s")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
