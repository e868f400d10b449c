// SPDX-License-Identifier: EUPL-1.2
/** What the committee page shows of a long journal, and that it loads at once. */
import assert from "node:assert/strict";
import test from "node:test";
import { pageOf, runsOf } from "../../src/web/committee/journal_index.js";
import { visible } from "../../src/web/committee/names.js";

// ---- the list ---------------------------------------------------------------

const entries = (count, hidden) => Array.from({ length: count }, (_, n) => ({ n, isWithheld: hidden(n) }));

test("withheld lines that follow each other are one row", () => {
    const all = entries(10, (n) => n >= 3 && n <= 7);
    assert.deepEqual(runsOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], all).map(({ n, count }) => `${n}×${count}`),
        ["0×1", "1×1", "2×1", "7×5", "8×1", "9×1"]);
    assert.deepEqual(runsOf([3, 5, 6], all).map(({ n, count }) => `${n}×${count}`), ["3×1", "6×2"]);
});

test("a page begins with the newest line that was asked for, and leads to those beside it", () => {
    const runs = runsOf([...Array(120).keys()], entries(120, () => false));
    const tops = (top) => {
        const { shown, older, newer } = pageOf(runs, top);
        return { first: shown[0].n, last: shown[shown.length - 1].n, older, newer };
    };
    assert.deepEqual(tops(null), { first: 119, last: 70, older: 69, newer: null });
    assert.deepEqual(tops(69), { first: 69, last: 20, older: 19, newer: 119 });
    assert.deepEqual(tops(19), { first: 49, last: 0, older: null, newer: 99 }, "never less than a page");
    assert.deepEqual(tops(0).first, 49);
});

test("characters that hide or turn text are shown by their numbers", () => {
    assert.equal(visible("a\u202eb\u0000c\u200bd é 大"), "a⟨U+202E⟩b⟨U+0000⟩c⟨U+200B⟩d é 大");
});
