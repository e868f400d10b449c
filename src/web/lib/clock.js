// SPDX-License-Identifier: EUPL-1.2
/**
 * clock: the server's time, for a countdown on a machine whose own clock is
 * wrong.  Each answer's Date is in whole seconds; so it does not give the
 * difference between the clocks, but bounds for it, and every answer narrows
 * them.
 */

let low = -Infinity;
let high = Infinity;

/**
 * Learns from an answer.  Bounds that exclude the former ones mean that a
 * clock was set; then only the new ones hold.
 * @param {string | null} date  its Date header
 * @param {number} sentAt  own time, ms, before the request
 * @param {number} receivedAt  own time, ms, after the answer
 */
export function hearDate(date, sentAt, receivedAt) {
    const at = Date.parse(date ?? "");
    if (Number.isNaN(at))
        return;
    const least = at - receivedAt;
    const most = at + 1000 - sentAt;
    const apart = least > high || most < low;
    low = apart ? least : Math.max(low, least);
    high = apart ? most : Math.min(high, most);
}

/**
 * The server's time in ms, as well as it is known: own time where that may be
 * right, which on a machine that keeps time is better than any guess.
 * @param {number} [own]
 */
export function serverNow(own = Date.now()) {
    return low <= 0 && high >= 0 ? own : own + (low + high) / 2;
}
