// SPDX-License-Identifier: EUPL-1.2
/** Where the bars of a result end and the line of its majority lies. */
import assert from "node:assert/strict";
import test from "node:test";
import { baseWeight, geometryOf } from "../../src/web/lib/chart_geometry.js";
import { isNamed } from "../../src/web/lib/words.js";

const SIMPLE = { numerator: 1, denominator: 2, comparison: "more-than", base: "cast" };

/** A counted round: weights by option, one member for each ten votes. */
function counted(weights, { adoptedOption, ...fields } = {}) {
    const options = Object.entries(weights).map(([option, weight]) => ({ option, weight, members: weight / 10 }));
    return { options: Object.keys(weights), majority: SIMPLE, ...fields,
        result: { options, needed: 1, adoptedOption, present: { weight: 400, members: 40 },
            entitled: { weight: 500, members: 50 } } };
}

test("the line lies where the majority does, whatever it is a fraction of", () => {
    const weights = { for: 200, against: 100, abstain: 60 };
    const cases = [["cast", 300, 0.5], ["cast-and-abstained", 360, 0.5], ["present", 400, 0.5], ["entitled", 500, 0.5]];
    for (const [base, weight, line] of cases) {
        const r = counted(weights, { majority: { ...SIMPLE, base } });
        assert.equal(baseWeight(r), weight);
        assert.equal(geometryOf(r).line, line);
        assert.equal(geometryOf(r).bars[0].length, 200 / weight);
    }
    const twoThirds = counted(weights, { majority: { ...SIMPLE, numerator: 2, denominator: 3, comparison: "at-least" } });
    assert.equal(geometryOf(twoThirds).line, 2 / 3);
    assert.equal(geometryOf(twoThirds).bars[0].length, 2 / 3, "exactly on the line");
});

test("no bar is longer than the chart, also when more abstained than chose", () => {
    const { bars, line } = geometryOf(counted({ for: 20, against: 10, abstain: 120 }));
    assert.deepEqual(bars.map((bar) => bar.length), [20 / 120, 10 / 120, 1]);
    assert.equal(line, 15 / 120);
});

test("without a vote for a choice there is no line and no bar", () => {
    const { bars, line } = geometryOf(counted({ for: 0, against: 0, abstain: 0 }));
    assert.deepEqual([bars.map((bar) => bar.length), line], [[0, 0, 0], null]);
});

test("bars keep the order of the options, with their keys; the adopted one is marked", () => {
    const r = counted({ b: 1, a: 9, "against-all": 2, abstain: 4 }, { adoptedOption: "a" });
    assert.deepEqual(geometryOf(r).bars.map(({ option, kind, key, chosen }) => [option, kind, key, chosen]),
        [["b", "for", 1, false], ["a", "for", 2, true], ["against-all", "against", 3, false], ["abstain", "abstain", 4, false]]);
    assert.equal(isNamed(r), true);
    assert.equal(isNamed(counted({ for: 1, against: 0 })), false);
});
