// SPDX-License-Identifier: EUPL-1.2
/** The server's clock, guessed from whole seconds (src/web/lib/api.js). */
import assert from "node:assert/strict";
import test from "node:test";
import { hearDate, serverNow } from "../../src/web/lib/api.js";

const SERVER = Date.parse("2026-06-08T10:15:30.700Z");
const header = (at) => new Date(at).toUTCString();

/** An answer of a server that is `ahead` of us, at own time `own`. */
function answer(own, ahead, roundTrip = 40) {
    hearDate(header(own + ahead + roundTrip / 2), own, own + roundTrip);
}

test("before any answer the own clock counts", () => {
    assert.equal(serverNow(1000), 1000);
    hearDate(null, 0, 0);
    hearDate("no date", 0, 0);
    assert.equal(serverNow(1000), 1000);
});

test("a clock that may be right is believed to the millisecond", () => {
    answer(SERVER, 0);
    assert.equal(serverNow(SERVER + 5), SERVER + 5);
});

test("one answer gives the time to within a second, more of them to within the answer's way", () => {
    const ahead = 3_600_000 + 123; // a phone an hour slow
    answer(SERVER - ahead, ahead);
    assert.ok(Math.abs(serverNow(SERVER - ahead) - SERVER) <= 1000);
    for (let i = 1; i <= 20; i++)
        answer(SERVER - ahead + i * 1050, ahead);
    assert.ok(Math.abs(serverNow(SERVER - ahead + 30000) - SERVER - 30000) <= 80);
});

test("a clock that was set meanwhile is believed at once", () => {
    const ahead = -7_200_000;
    answer(SERVER - ahead, ahead);
    assert.ok(Math.abs(serverNow(SERVER - ahead) - SERVER) <= 1000);
});
