# SPDX-License-Identifier: EUPL-1.2
"""Sentences and numbers that are given, to hold recount.py to.

The Dutch sentences of SENTENCES stand word for word in the rules of the
assembly; a `(…)` there leaves open what stands between the brackets.
"""
SIMPLE = {"numerator": 1, "denominator": 2, "comparison": "more-than",
          "base": "cast"}
TWO_THIRDS = {"numerator": 2, "denominator": 3, "comparison": "at-least",
              "base": "cast"}
HALF_PRESENT = {"numerator": 1, "denominator": 2, "of": "present",
                "by": "members"}

# majority, quorum, per option (weight, members), not voted, the sentence
SENTENCES = [
    (SIMPLE, None, {"for": (22364, 301), "against": (531, 8)}, (0, 0),
     "Aangenomen: 97,68% voor, 2,32% tegen (22.364 tegen 531 stemmen, 301 "
     "tegen 8 leden; gewone meerderheid)."),
    (TWO_THIRDS, None, {"for": (15260, 204), "against": (7635, 105)}, (0, 0),
     "Verworpen: 66,65% voor, 33,35% tegen (15.260 tegen 7.635 stemmen, 204 "
     "tegen 105 leden; tweederde meerderheid vereist, 15.264 stemmen nodig)."),
    (SIMPLE, None, {"for": (22895, 309), "against": (0, 0)}, (0, 0),
     "Aangenomen met algemene stemmen: 100% voor (22.895 stemmen, 309 "
     "leden)."),
    (SIMPLE, None, {"for": (1200, 20), "against": (1200, 17)}, (75, 1),
     "Verworpen, de stemmen staken: 50% voor, 50% tegen (…)."),
    (SIMPLE, HALF_PRESENT, {"for": (150, 2), "against": (12, 1)}, (500, 9),
     "Geen besluit: quorum niet gehaald (…)."),
    (SIMPLE, None, {"for": (22683, 305), "against": (0, 0),
                    "abstain": (212, 4)}, (0, 0),
     "Aangenomen met algemene stemmen: 100% voor (…). "
     "4 leden onthielden zich (212 stemmen)."),
    (SIMPLE, None, {"for": (988, 9), "against": (12, 1)}, (0, 0),
     "Aangenomen: 98,8% voor, 1,2% tegen (…)."),
    (SIMPLE, None, {"for": (515, 6), "against": (485, 4)}, (0, 0),
     "Aangenomen: 51,5% voor, 48,5% tegen (…)."),
    # June 2020: the board's proposal, the amended one, and against both.
    (SIMPLE, None, {"Voorstel": (620, 60), "Gewijzigd": (340, 30),
                    "against-all": (40, 1)}, (0, 0),
     "Aangenomen is ‘Voorstel’: ‘Voorstel’ 62% (…), ‘Gewijzigd’ 34% (…), "
     "tegen alle 4% (…); gewone meerderheid."),
]

# perInhabitants, rounding, minimum, cap, inhabitants, weight
WEIGHTS = [
    (100, "down", 1, 75, 0, 1), (100, "down", 1, 75, 99, 1),
    (100, "down", 1, 75, 936, 9), (100, "down", 1, 75, 7499, 74),
    (100, "down", 1, 75, 7500, 75), (100, "down", 1, 75, 834713, 75),
    (1000, "down", 1, 75, 936, 1), (10000, "down", 1, 75, 749999, 74),
    (100, "up", 1, 75, 101, 2), (100, "up", 1, 75, 100, 1),
    (100, "nearest", 1, 75, 149, 1), (100, "nearest", 1, 75, 150, 2),
    (1, "down", 1, 1000000, 100000000, 1000000),
]
