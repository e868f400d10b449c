// SPDX-License-Identifier: EUPL-1.2
/**
 * public: makes the list of votes more convenient.  The page does the same without
 * it, by asking the server again; here a search and an order take effect at once.
 */

/** @typedef {"name" | "weight" | "choice"} Sort */

/**
 * @typedef {object} Voter
 * @property {HTMLTableRowElement} row
 * @property {string} name
 * @property {string} code
 * @property {string} choice
 * @property {number} weight
 * @property {number} option
 */

/** What no mark can be taken off of; src/base/fold.c does the same. */
const PLAIN = /** @type {Record<string, string>} */ ({
    "æ": "a", "œ": "o", "ø": "o", "ß": "s", "þ": "t", "ð": "d", "đ": "d", "ħ": "h",
    "ı": "i", "ĳ": "i", "ĸ": "k", "ł": "l", "ŉ": "n", "ŋ": "n", "ŧ": "t", "ſ": "s",
});

/**
 * A name as it is looked up and put in order: "'s-Gravenhage" is "s gravenhage".
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")
        .replace(/[^\x00-\x7f]/gu, (letter) => PLAIN[letter] ?? letter)
        .replace(/[\s/×÷-]+/g, " ").replace(/[\x00-\x1f!-/:-@[-`{-\x7f]/g, "").trim();
}

/**
 * @param {HTMLTableRowElement} row
 * @returns {Voter}
 */
function voterOf(row) {
    const text = (/** @type {string} */ selector) => row.querySelector(selector)?.textContent ?? "";
    return {
        row,
        name: fold(text("th bdi")),
        code: fold(text(".code")),
        choice: fold(text(".choice .word")),
        weight: Number(row.querySelector("[data-weight]")?.getAttribute("data-weight")),
        option: Number(row.dataset.choice),
    };
}

/** @type {Record<Sort, (a: Voter, b: Voter) => number>} */
const ORDERS = {
    name: () => 0,
    weight: (a, b) => b.weight - a.weight,
    choice: (a, b) => a.option - b.option,
};

/**
 * @param {Voter} a
 * @param {Voter} b
 * @returns {number}
 */
function byName(a, b) {
    const [x, y] = a.name === b.name ? [a.code, b.code] : [a.name, b.name];
    return x < y ? -1 : Number(x > y);
}

/**
 * Whether a voter is one that is looked for: its name or its code has the text, or
 * its choice is that.
 * @param {Voter} voter
 * @param {string} wanted
 * @returns {boolean}
 */
function matches(voter, wanted) {
    return voter.name.includes(wanted) || voter.code.includes(wanted) || voter.choice === wanted;
}

class VoteList {
    /** @param {HTMLFormElement} form */
    constructor(form) {
        this.form = form;
        this.search = /** @type {HTMLInputElement} */ (form.querySelector("#q"));
        this.order = /** @type {HTMLSelectElement} */ (form.querySelector("#sort"));
        this.status = /** @type {HTMLElement} */ (document.querySelector(".shown"));
        this.table = /** @type {HTMLTableElement} */ (document.querySelector("table.votes"));
        this.voters = [...this.table.tBodies[0].rows].map(voterOf);
        this.numbers = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : "nl-NL");
        this.waiting = 0;
        this.listen();
    }

    listen() {
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.show();
        });
        this.search.addEventListener("input", () => this.show());
        this.order.addEventListener("change", () => this.sort());
        this.table.tHead?.addEventListener("click", (event) => {
            const target = /** @type {Element} */ (event.target);
            const column = target.closest("a")?.closest("th");
            if (!column)
                return;
            event.preventDefault();
            this.order.value = column.dataset.sort ?? "name";
            this.sort();
        });
    }

    show() {
        const wanted = fold(this.search.value);
        let shown = 0;
        for (const voter of this.voters) {
            voter.row.hidden = !matches(voter, wanted);
            shown += Number(!voter.row.hidden);
        }
        this.keep();
        this.say(shown);
    }

    sort() {
        const sort = /** @type {Sort} */ (this.order.value);
        this.voters.sort((a, b) => ORDERS[sort](a, b) || byName(a, b));
        this.table.tBodies[0].append(...this.voters.map((voter) => voter.row));
        for (const column of this.table.querySelectorAll("th[data-sort]")) {
            if (column.getAttribute("data-sort") === sort)
                column.setAttribute("aria-sort", sort === "weight" ? "descending" : "ascending");
            else
                column.removeAttribute("aria-sort");
        }
        this.keep();
    }

    /** The address says what is seen, to come back to and to pass on. */
    keep() {
        const query = new URLSearchParams();
        if (this.search.value !== "")
            query.set("q", this.search.value);
        if (this.order.value !== "name")
            query.set("sort", this.order.value);
        history.replaceState(null, "", query.size > 0 ? `?${query}` : location.pathname);
    }

    /**
     * Says how many there are, once whoever types has stopped for a moment.
     * @param {number} shown
     */
    say(shown) {
        const text = shown === 0 ? this.form.dataset.none ?? ""
            : (this.form.dataset.shown ?? "").replace("{1}", this.numbers.format(shown))
                .replace("{2}", this.numbers.format(this.voters.length));
        clearTimeout(this.waiting);
        this.waiting = window.setTimeout(() => {
            this.status.textContent = text;
        }, 300);
    }
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.filter[data-shown]"));
if (form)
    new VoteList(form);
