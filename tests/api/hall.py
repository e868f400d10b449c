# SPDX-License-Identifier: EUPL-1.2
"""An assembly of fictitious members, quickly set up."""
import json

from harness import Client

__unittest = True  # a failure shows the test's own lines only

# Weights with the usual rule: 10 + 20 + 30 + 40 + 1, and 25 for the region.
MEMBERS = (("GM9001", "municipality", "Voorbeeldstad 1", 1000),
           ("GM9002", "municipality", "Voorbeeldstad 2", 2000),
           ("GM9003", "municipality", "Voorbeeldstad 3", 3000),
           ("GM9004", "municipality", "Voorbeeldstad 4", 4000),
           ("GM9005", "municipality", "Voorbeeldstad 5", 50),
           ("GW91", "region", "Voorbeeldgewest 1", 250000))


def register_csv(members=MEMBERS, reference_date="2026-01-01"):
    rows = ["code;kind;name;inhabitants;reference_date"]
    rows += [f"{code};{kind};{name};{inhabitants};{reference_date}"
             for code, kind, name, inhabitants in members]
    return "\n".join(rows).encode() + b"\n"


class Hall:
    """An assembly with fictitious members who are there, handset in hand."""

    def __init__(self, server, members=MEMBERS, state="opened", present=None,
                 handsets=True, register=True, **fields):
        self.server = server
        self.op = server.client("operator")
        self.codes = [member[0] for member in members]
        if register:  # else the members were read before
            self.op.ok("PUT", "/v1/members", register_csv(members),
                       content_type="text/csv")
        body = {"kind": "alv", "title": "Voorbeeldvergadering",
                "date": "2026-06-08", "place": "Voorbeeldstad", **fields}
        self.id = self.op.ok("POST", "/v1/assemblies", body)["id"]
        self.path = f"/v1/assemblies/{self.id}"
        self.handset = {}
        self.agenda = 0
        if state == "draft":
            return
        self.move("convened")
        if handsets:
            self.hand_out(self.codes)
        here = self.codes if present is None else present
        if here:
            self.attend(**{code: True for code in here})
        if state == "opened":
            self.move("opened")

    def move(self, to):
        return self.op.ok("POST", self.path + "/transitions", {"to": to})

    def attend(self, **present):
        return self.op.ok("PUT", self.path + "/attendance",
                          [{"member": code, "present": here}
                           for code, here in present.items()])

    def serial(self, code):
        return "H-" + code

    def hand_out(self, codes):
        given = self.op.ok("POST", self.path + "/handsets",
                           [{"serial": self.serial(code), "member": code}
                            for code in codes])
        for one in given:
            self.handset[one["member"]] = Client(self.server, one["token"])
        return given

    def motion(self, kind="proposal", **fields):
        self.agenda += 1
        body = {"number": str(self.agenda), "kind": kind,
                "title": f"Voorbeeldvoorstel {self.agenda}", **fields}
        return self.op.ok("POST", self.path + "/motions", body)["id"]

    def round(self, motion=None, opened=True, **terms):
        """The id of a new round, open unless told otherwise."""
        motion = motion or self.motion()
        made = self.op.ok("POST", f"/v1/motions/{motion}/rounds", terms)
        if opened:
            self.move_round(made["id"], "open")
        return made["id"]

    def try_move(self, number, to, role="operator", **fields):
        return self.server.client(role).post(
            f"/v1/rounds/{number}/transitions", {"to": to, **fields})

    def move_round(self, number, *moves):
        """Each move by the role that may make it."""
        for to in moves:
            role = "committee" if to == "certified" else "operator"
            answer = self.try_move(number, to, role)
            if answer.status != 200:
                raise AssertionError(f"round {number} to {to}: {answer!r}")
        return answer.json

    def cast(self, number, code, choice, sequence=1):
        return self.handset[code].post(f"/v1/rounds/{number}/ballots",
                                       {"choice": choice,
                                        "sequence": sequence})

    def press(self, number, code, key, sequence=1, **fields):
        """One press by the gateway; gives its entry of the answer."""
        return self.batch(number, {"handset": self.serial(code), "key": key,
                                   "sequence": sequence, **fields})[0]

    def batch(self, number, *presses):
        return self.server.client("gateway").ok(
            "POST", f"/v1/rounds/{number}/ballot-batches",
            {"ballots": list(presses)})

    def vote(self, number, choices, sequence=1):
        """`choices`: {code: choice}; each must be stored."""
        for code, choice in choices.items():
            answer = self.cast(number, code, choice, sequence)
            if answer.status != 201:
                raise AssertionError(f"{code} {choice}: {answer!r}")

    def get_round(self, number, role="operator"):
        return self.server.client(role).ok("GET", f"/v1/rounds/{number}")

    def ballots(self, number):
        found = self.op.ok("GET", f"/v1/rounds/{number}/ballots")["ballots"]
        return {ballot["code"]: ballot for ballot in found}

    def journal(self, kind=None, role="anyone"):
        """All lines as objects, or those of one kind."""
        lines, start = [], 0
        while True:
            answer = self.server.client(role).get(
                f"{self.path}/journal?from={start}&limit=10000")
            found = answer.body.splitlines()
            lines += [json.loads(line) for line in found]
            if not found or 'rel="next"' not in answer.headers.get("link", ""):
                break
            start = lines[-1]["n"] + 1
        return [line for line in lines if kind in (None, line.get("kind"))]
