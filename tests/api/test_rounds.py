# SPDX-License-Identifier: EUPL-1.2
"""The rounds of an assembly in a list."""
from hall import Hall
from harness import ApiTest


class Rounds(ApiTest):
    def rounds(self, hall, query="", role="anyone"):
        return self.server.client(role).get(f"{hall.path}/rounds{query}")

    def test_every_round_is_there_in_order_as_it_is_by_itself(self):
        hall, other = Hall(self.server), Hall(self.server, handsets=False)
        self.assertEqual(self.rounds(hall).json, {"rounds": []})
        motion = hall.motion()
        numbers = [hall.round(motion), hall.round(opened=False)]
        hall.vote(numbers[0], {"GM9001": "for"})
        hall.round(other.motion(), opened=False)
        numbers.append(hall.round(hall.motion("practice"), opened=False))
        for to in "closed", "declared", "certified", "published":
            self.assertIn("robustness", hall.move_round(numbers[0], to))
            for role in "anyone", "display":
                self.assertEqual(
                    self.rounds(hall, role=role).json["rounds"],
                    [hall.get_round(number, role) for number in numbers])

    def test_an_open_round_shows_its_turnout_and_no_more(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, {"GM9001": "for"})
        shown, = self.rounds(hall).json["rounds"]
        self.assertEqual(shown["turnout"], {"weight": 10, "members": 1})
        self.assertNotIn("result", shown)
        self.assertNotIn("robustness", shown)

    def test_it_comes_in_pages(self):
        hall = Hall(self.server, handsets=False)
        numbers = [hall.round(opened=False) for _ in range(5)]
        first = self.rounds(hall, "?pageSize=2")
        self.assertIn('rel="next"', first.headers["link"])
        last = self.rounds(hall, "?page=3&pageSize=2")
        self.assertNotIn('rel="next"', last.headers.get("link", ""))
        self.assertEqual([r["id"] for r in first.json["rounds"]], numbers[:2])
        self.assertEqual([r["id"] for r in last.json["rounds"]], numbers[4:])

    def test_an_assembly_that_is_not_there_has_no_rounds(self):
        self.refused(self.op.get("/v1/assemblies/4242/rounds"), 404,
                     "not-found")
