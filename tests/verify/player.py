# SPDX-License-Identifier: EUPL-1.2
"""Plays random assemblies against a daemon: what can happen in a hall, in
whatever order chance has it."""
import tempfile

from hall import MEMBERS, Hall
from test_committee import Committee

__unittest = True  # a failure shows the test's own lines only

# With names as they are quoted in the register's CSV.
PEOPLE = (*MEMBERS, ("GM9006", "municipality", '"=HYPERLINK(""x"")"', 7499),
          ("GM9007", "municipality", '"\'s-Voorbeeld; ""oud"""', 7500),
          ("GW92", "region", "Voorbeeld\\gewest 2", 10000))
MAJORITIES = ({"numerator": 1, "denominator": 2, "comparison": "more-than"},
              {"numerator": 2, "denominator": 3, "comparison": "at-least"},
              {"numerator": 3, "denominator": 4, "comparison": "at-least"},
              {"numerator": 5, "denominator": 11, "comparison": "more-than"},
              {"numerator": 1, "denominator": 1, "comparison": "at-least"})
BASES = "cast", "cast-and-abstained", "present", "entitled"
NAMES = "Voorstel", "Gewijzigd \"voorstel\"", "=1+1", "a;=1", "Grün ‘oder’ blau"


class Player:
    def __init__(self, server, chance):
        self.chance = chance
        self.hall = Hall(server, PEOPLE, title="-Vergadering \"é\" 🗳",
                         weightRules=self.rules())
        self.sequence = dict.fromkeys(self.hall.codes, 0)
        self.number = None   # the round that was opened last
        self.options = []
        self.motions = []
        self.rounds = []
        self.folder = tempfile.TemporaryDirectory()
        self.cosigner = None   # once the committee takes part

    def rules(self):
        def rule():
            limits = sorted(self.chance.sample((1, 2, 9, 75, 1000), 2))
            return {"perInhabitants": self.chance.choice((1, 7, 100, 10000)),
                    "rounding": self.chance.choice(("down", "up", "nearest")),
                    "minimum": limits[0], "cap": limits[1]}
        return {"municipality": rule(), "region": rule()}

    def often(self, percent):
        return self.chance.randrange(100) < percent

    # -- the agenda

    def put_motion(self):
        kind = "practice" if self.often(10) else "proposal"
        fields = {}
        if self.motions and self.often(30):
            kind, fields = "amendment", {"amends": self.motions[-1]}
        self.motions.append(self.hall.motion(
            kind, title=self.chance.choice(("Begroting", "+31 \"tel\"")),
            movers=self.chance.sample(self.hall.codes, 1), **fields))

    def decide(self):
        path = f"/v1/motions/{self.chance.choice(self.motions)}/decisions"
        for outcome in self.chance.choice((["held"], ["held", "none"],
                                           ["acclamation"])):
            self.hall.op.post(path, {"outcome": outcome})

    def terms(self):
        terms = {"majority": {**self.chance.choice(MAJORITIES),
                              "base": self.chance.choice(BASES)},
                 "abstain": self.often(70)}
        if self.often(40):
            terms["options"] = self.chance.sample(NAMES,
                                                  self.chance.randint(2, 4))
        if self.often(30):
            terms["quorum"] = {"numerator": 2, "denominator": 3,
                               "of": self.chance.choice(BASES[2:]),
                               "by": self.chance.choice(("members",
                                                         "weight"))}
        if self.often(20):
            terms["entitledKinds"] = ["municipality"]
        if self.often(20):
            terms["durationSeconds"] = 3600
        return terms

    def open_round(self):
        """On an old motion as well: a re-vote, when it is pending again."""
        answer = self.hall.op.post(
            f"/v1/motions/{self.chance.choice(self.motions[-2:])}/rounds",
            self.terms())
        if answer.status != 201:
            return
        number, options = answer.json["id"], answer.json["options"]
        if self.hall.try_move(number, "open").status == 200:
            self.number, self.options = number, options
            self.rounds.append(number)

    def settle(self):
        """Moves that may come too early or too late; who asks too much is
        refused."""
        number = self.chance.choice(self.rounds)
        fields = {}
        role, to = self.chance.choice((
            ("operator", "declared"), ("chair", "declared"),
            ("committee", "certified"), ("committee", "certified"),
            ("operator", "published"), ("operator", "published"),
            ("operator", "annulled"), ("committee", "annulled")))
        if (role, to) == ("operator", "annulled"):
            fields["reason"] = "@De tekst was \"verkeerd\""
        if to == "certified" and self.cosigner is not None:
            fields["cosignature"] = self.hall.journal("cosignature")[-1]["n"]
        self.hall.try_move(number, to, role, **fields)

    def correct(self):
        """Of who did not vote, and too early, it is refused."""
        self.hall.op.post(
            f"/v1/rounds/{self.chance.choice(self.rounds)}/corrections",
            {"member": self.chance.choice(self.hall.codes),
             "meant": self.chance.choice(self.options)})

    def cosign(self):
        asked = "--assembly", str(self.hall.id)
        if self.cosigner is None:
            self.cosigner = Committee(self.folder.name, "anna",
                                      self.hall.server)
            key = self.cosigner.once(*asked, status=1).stdout.splitlines()[0]
            self.hall.op.ok("POST", f"{self.hall.path}/cosigners",
                            {"key": key, "cosignaturesNeeded":
                             self.chance.randint(0, 2)})
        self.cosigner.once(*asked)

    # -- the hall

    def press(self):
        code = self.chance.choice(self.hall.codes)
        self.sequence[code] += self.chance.choice((1, 1, 1, 1, 0, -1, 5))
        sequence = max(self.sequence[code], 1)
        number = self.chance.choice(self.rounds[-2:] + [self.number] * 4)
        if self.often(25):
            serial = "X-1" if self.often(10) else self.hall.serial(code)
            self.hall.batch(number, {"handset": serial, "sequence": sequence,
                                     "key": self.chance.randint(1, 4)})
        else:
            self.hall.cast(number, code, self.chance.choice(
                self.options + ["for"]), sequence)

    def shuffle(self):
        """Somebody comes or goes, or gets another handset."""
        code = self.chance.choice(self.hall.codes)
        if self.number is not None and self.often(10):
            self.hall.op.post(f"/v1/rounds/{self.number}/transitions",
                              {"to": "open", "durationSeconds": 7200})
        elif self.often(60):
            self.hall.attend(**{code: self.often(60)})
        elif self.often(30):
            self.hall.op.delete(f"{self.hall.path}/handsets/"
                                f"{self.hall.serial(code)}")
        else:
            answer = self.hall.op.post(
                self.hall.path + "/handsets",
                {"serial": self.hall.serial(code), "member": code})
            if answer.status == 201:
                self.hall.handset[code].token = answer.json[0]["token"]

    def play(self, rounds):
        self.put_motion()
        while len(self.rounds) < rounds:
            self.open_round()
            for _ in range(self.chance.randint(5, 25)):
                (self.press if self.rounds and self.often(85)
                 else self.shuffle)()
            if self.number is not None:
                self.hall.try_move(self.number, "closed")
                self.press()
                for _ in range(self.chance.randint(2, 9)):
                    (self.correct if self.often(20) else self.settle)()
                if self.often(20):
                    self.cosign()
            (self.decide if self.often(30) else self.put_motion)()
        return self.hall
