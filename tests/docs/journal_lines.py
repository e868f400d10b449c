#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""journal_lines.py [STEMBUS]: puts the lines of a fresh run in docs/auditor.md.

Plays a small assembly in which every kind of journal line occurs, and replaces
each line that the page shows by the one with the same number (in journal 0: by
the one of the same kind).  Run it when a line has got another field.
"""
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PAGE = TOP / "docs/auditor.md"
REGISTER = """code;kind;name;inhabitants;reference_date;source;valid_from
GM9001;municipality;Voorbeeldstad;12000;2026-01-01;CBS;2020-01-01
GM9002;municipality;Voorbeelddorp;3000;2026-01-01;CBS;
"""
CONTESTED = "De uitslag is meteen betwist"


class Run:
    def __init__(self, stembus, folder):
        self.stembus, self.data = stembus, f"{folder}/data"
        self.port_file = f"{folder}/port"
        self.tokens = {"op": self.cli("init")}
        for role, name in (("chair", "Voorzitter"),
                           ("committee", "Commissie van stemopneming")):
            self.tokens[role] = self.cli("token", "--role", role, "--name",
                                         name)
        self.start()

    def cli(self, command, *options):
        return subprocess.run(
            [self.stembus, command, "--data", self.data, *options], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=True).stdout.strip()

    def start(self):
        self.server = subprocess.Popen(
            [self.stembus, "serve", "--data", self.data, "--listen",
             "127.0.0.1:0", "--port-file", self.port_file],
            stderr=subprocess.DEVNULL)
        while not os.path.exists(self.port_file):
            time.sleep(0.02)
        self.url = "http://127.0.0.1:" + Path(self.port_file).read_text()[:-1]

    def stop(self):
        self.server.terminate()
        self.server.wait()
        os.remove(self.port_file)

    def ask(self, who, method, path, body=None, kind="application/json"):
        data = body if body is None or isinstance(body, str) else \
            json.dumps(body)
        request = urllib.request.Request(
            self.url + path, method=method, data=data and data.encode(),
            headers={"Authorization": "Bearer " + self.tokens[who],
                     "Content-Type": kind})
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.read().decode()

    def move(self, who, to, **more):
        return self.ask(who, "POST", "/v1/rounds/1/transitions",
                        {"to": to, **more})

    def vote(self, who, choice, sequence):
        self.ask(who, "POST", "/v1/rounds/1/ballots",
                 {"choice": choice, "sequence": sequence})

    def journal(self):
        return self.ask("op", "GET", "/v1/assemblies/1/journal").splitlines()

    def checkpoint(self):
        return self.ask("op", "GET", "/v1/assemblies/1/checkpoint")

    def lose_checkpoints(self):
        """And go on without them."""
        os.remove(f"{self.data}/stembus.checkpoints")
        self.cli("recover", "--by", "Griffier", "--and", "Voorzitter",
                 "--reason", "Schijf vervangen, reservekopie teruggezet")

    def committee(self):
        """A member of the counting committee looks once; gives its key."""
        folder = Path(self.data).parent
        (folder / "token").write_text(self.tokens["committee"])
        return subprocess.run(
            [self.stembus, "committee", "--server", self.url, "--once",
             "--key", folder / "key", "--name", "committee/anna",
             "--state", folder / "state", "--token-file", folder / "token"],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=False).stdout.partition("\n")[0]

    def cosign(self):
        """And its cosignature; gives the number of its line."""
        one = "/v1/assemblies/1"
        self.ask("op", "POST", one + "/cosigners",
                 {"key": self.committee(), "cosignaturesNeeded": 1})
        self.committee()
        found = json.loads(self.ask("op", "GET", one + "/cosignatures"))
        return found["cosignatures"][0]["journal"]

    def stored(self, journal):
        with sqlite3.connect(f"{self.data}/stembus.db") as db:
            return [line for line, in db.execute(
                "SELECT line FROM journal WHERE assembly_id = ? ORDER BY n",
                (journal,))]


def prepare(run):
    one = "/v1/assemblies/1"
    run.ask("op", "PUT", "/v1/members", REGISTER, "text/csv")
    run.ask("op", "POST", "/v1/assemblies", {
        "kind": "alv", "title": "Algemene Ledenvergadering",
        "date": "2026-06-08", "place": "Voorbeeldstad"})
    run.ask("op", "POST", one + "/transitions", {"to": "convened"})
    run.ask("op", "PUT", one + "/attendance", [
        {"member": "GM9001", "present": True},
        {"member": "GM9002", "present": True}])
    city, village = json.loads(run.ask("op", "POST", one + "/handsets", [
        {"serial": "0101", "member": "GM9001"},
        {"serial": "0102", "member": "GM9002"}]))
    run.tokens.update(city=city["token"], village=village["token"])
    run.ask("op", "POST", one + "/transitions", {"to": "opened"})
    run.ask("op", "POST", one + "/motions", {
        "number": "7", "kind": "proposal", "title": "Contributie 2027",
        "boardAdvice": "adopt", "movers": ["GM9002"]})
    run.ask("op", "POST", one + "/motions", {
        "number": "8", "kind": "motion", "title": "Motie Voorbeeld"})
    run.ask("op", "POST", "/v1/motions/2/decisions", {"outcome": "held"})
    run.ask("op", "POST", "/v1/motions/1/rounds", {
        "majority": "simple", "durationSeconds": 60,
        "quorum": {"numerator": 1, "denominator": 2, "of": "present",
                   "by": "members"}})


def play(run):
    """The journal while the round was open, that at the end, and the
    checkpoints of both moments."""
    prepare(run)
    run.move("op", "open")
    run.move("op", "open", durationSeconds=120)
    run.vote("city", "against", 1)
    run.vote("city", "for", 2)
    run.vote("city", "abstain", 1)
    run.vote("village", "against", 1)
    run.vote("village", "against", 1)
    run.stop()
    run.start()
    during, notes = run.journal(), [run.checkpoint()]
    run.move("op", "closed")
    run.vote("village", "for", 2)
    run.ask("village", "POST", "/v1/rounds/1/corrections", {"meant": "for"})
    run.move("chair", "declared")
    run.move("committee", "certified", cosignature=run.cosign())
    run.move("op", "published")
    run.move("op", "annulled", reason=CONTESTED)
    run.move("committee", "annulled")
    notes.append(run.checkpoint())
    run.stop()
    run.lose_checkpoints()
    return during, run.stored(1), notes


def key(line):
    read = json.loads(line)
    if read.get("kind") in ("member", "figure"):
        return read["kind"]
    return read["n"], "withheld" in read


def main():
    stembus = sys.argv[1] if len(sys.argv) > 1 else "build/release/stembus"
    with tempfile.TemporaryDirectory() as folder:
        run = Run(str(TOP / stembus), folder)
        during, after, notes = play(run)
        register = run.stored(0)[:2]
    fresh = {key(line): line for line in during + after + register}
    page = PAGE.read_text(encoding="utf-8")
    page = re.sub(r'^\{"n":.*$', lambda m: fresh[key(m[0])], page, flags=re.M)
    page = re.sub(r"^stembus/.*/assembly/1\n\d+\n.*\n\n\u2014 .*\n",
                  lambda m: notes.pop(0), page, flags=re.M)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
