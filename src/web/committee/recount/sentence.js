// SPDX-License-Identifier: EUPL-1.2
/**
 * sentence: the result as the minutes say it, in Dutch and in English.  It
 * begins with the verdict and then with what was for; numbers stand in the
 * language's own form and shares without needless zeros.
 */

/** @typedef {import("../../lib/types.js").Majority} Majority */
/** @typedef {import("../../lib/types.js").OptionResult} OptionResult */
/** @typedef {import("../../lib/types.js").Result} Result */
/** @typedef {import("../../lib/types.js").Share} Share */
/** @typedef {import("./count.js").Terms} Terms */
/** @typedef {Omit<Result, "sentence">} Outcome */

const DUTCH = {
    thousands: ".", decimal: ",",
    votes: ["stem", "stemmen"], members: ["lid", "leden"],
    for: "voor", against: "tegen", againstAll: "tegen alle", versus: "tegen", of: "van",
    adopted: "Aangenomen", rejected: "Verworpen", unanimous: "Aangenomen met algemene stemmen",
    tied: "Verworpen, de stemmen staken", tiedNamed: "Geen besluit, de stemmen staken",
    adoptedNamed: "Aangenomen is ", rejectedNamed: "Verworpen, tegen alle",
    noMajority: "Geen besluit, geen van de opties haalde de meerderheid",
    noQuorum: "Geen besluit: quorum niet gehaald",
    nothing: "Verworpen: er zijn geen stemmen voor of tegen uitgebracht",
    nothingNamed: "Geen besluit: er zijn geen stemmen op een van de opties uitgebracht",
    quote: ["‘", "’"], turnout: "deelname", required: "vereist", needed: "nodig",
    abstained: ["onthield zich", "onthielden zich"],
    simple: "gewone meerderheid", twoThirds: "tweederde meerderheid",
    majorityOf: "meerderheid van", moreThan: "meer dan", atLeast: "ten minste",
    whole: "het geheel", half: "de helft",
    figures: ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"],
    parts: ["derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"],
    plural: "",
    base: {
        cast: "de uitgebrachte stemmen",
        "cast-and-abstained": "de uitgebrachte stemmen en onthoudingen",
        present: "de stemmen van de aanwezige leden",
        entitled: "de stemmen van alle stemgerechtigde leden",
    },
    quorum: {
        present: {
            members: ["aanwezig lid", "aanwezige leden"],
            weight: ["stem van de aanwezige leden", "stemmen van de aanwezige leden"],
        },
        entitled: {
            members: ["stemgerechtigd lid", "stemgerechtigde leden"],
            weight: ["stem van de stemgerechtigde leden", "stemmen van de stemgerechtigde leden"],
        },
    },
};

/** @type {typeof DUTCH} */
const ENGLISH = {
    thousands: ",", decimal: ".",
    votes: ["vote", "votes"], members: ["member", "members"],
    for: "for", against: "against", againstAll: "against all", versus: "to", of: "of",
    adopted: "Adopted", rejected: "Rejected", unanimous: "Adopted unanimously",
    tied: "Rejected, the votes are tied", tiedNamed: "No decision, the votes are tied",
    adoptedNamed: "Adopted is ", rejectedNamed: "Rejected, against all",
    noMajority: "No decision, none of the options got the majority",
    noQuorum: "No decision: quorum not met",
    nothing: "Rejected: no votes for or against were cast",
    nothingNamed: "No decision: no votes for any of the options were cast",
    quote: ["“", "”"], turnout: "turnout", required: "required", needed: "needed",
    abstained: ["abstained", "abstained"],
    simple: "simple majority", twoThirds: "two-thirds majority",
    majorityOf: "majority of", moreThan: "more than", atLeast: "at least",
    whole: "all", half: "half",
    figures: ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    parts: ["third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
    plural: "s",
    base: {
        cast: "the votes cast",
        "cast-and-abstained": "the votes cast and abstentions",
        present: "the votes of the members present",
        entitled: "the votes of all entitled members",
    },
    quorum: {
        present: {
            members: ["member present", "members present"],
            weight: ["vote of the members present", "votes of the members present"],
        },
        entitled: {
            members: ["entitled member", "entitled members"],
            weight: ["vote of the entitled members", "votes of the entitled members"],
        },
    },
};

/**
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
function commonDivisor(a, b) {
    return b === 0 ? a : commonDivisor(b, a % b);
}

/**
 * More than half of what was cast.  Only there are votes that are equal what
 * decides, and said to be tied.
 * @param {Majority} majority
 */
function isSimple({ numerator, denominator, comparison, base }) {
    return base === "cast" && comparison === "more-than" && 2 * numerator === denominator;
}

/** The words of one language, put together to what a sentence is made of. */
class Speech {
    /** @param {typeof DUTCH} words */
    constructor(words) {
        this.words = words;
    }

    /** @param {number} n */
    number(n) {
        return String(n).replace(/\B(?=(\d{3})+$)/g, this.words.thousands);
    }

    /**
     * @param {number} n
     * @param {string[]} forms  for one, for any other number
     */
    counted(n, forms) {
        return `${this.number(n)} ${forms[n === 1 ? 0 : 1]}`;
    }

    /** @param {string} percent */
    share(percent) {
        return `${percent.replace(/\.?0+$/, "").replace(".", this.words.decimal)}%`;
    }

    /** @param {Share} share */
    votesAndMembers({ weight, members }) {
        return `${this.counted(weight, this.words.votes)}, ${this.counted(members, this.words.members)}`;
    }

    /** Two options against each other.
     * @param {OptionResult[]} options
     */
    versus([a, b]) {
        const { versus, votes, members } = this.words;
        return `${this.number(a.weight)} ${versus} ${this.number(b.weight)} ${votes[1]}, ` +
            `${this.number(a.members)} ${versus} ${this.number(b.members)} ${members[1]}`;
    }

    /** In its lowest terms, in words as far as people have them.
     * @param {number} numerator
     * @param {number} denominator
     */
    fraction(numerator, denominator) {
        const divisor = commonDivisor(numerator, denominator);
        const [of, parts] = [numerator / divisor, denominator / divisor];
        const { whole, half, figures, parts: names, plural } = this.words;
        if (parts === 1)
            return whole;
        if (parts === 2)
            return half;
        return parts > 10 ? `${this.number(of)}/${this.number(parts)}`
            : `${figures[of - 1]} ${names[parts - 3]}${of === 1 ? "" : plural}`;
    }

    /** @param {Majority} majority */
    rule(majority) {
        const { words } = this;
        const { numerator, denominator, comparison, base } = majority;
        if (isSimple(majority))
            return words.simple;
        if (base === "cast" && comparison === "at-least" && 3 * numerator === 2 * denominator)
            return words.twoThirds;
        const how = numerator === denominator ? ""
            : `${comparison === "more-than" ? words.moreThan : words.atLeast} `;
        return `${words.majorityOf} ${how}${this.fraction(numerator, denominator)} ` +
            `${words.of} ${words.base[base]}`;
    }

    /**
     * @param {Majority} majority
     * @param {number} needed
     */
    missed(majority, needed) {
        const { required, needed: word, votes } = this.words;
        return `${this.rule(majority)} ${required}, ${this.counted(needed, votes)} ${word}`;
    }

    /**
     * How many voted, of how many, where a quorum was asked.
     * @param {Terms} terms
     * @param {Outcome} result
     * @param {Share} voted
     */
    turnout({ quorum }, result, voted) {
        if (quorum === undefined)
            throw new Error("no quorum was asked");
        const { words } = this;
        const of = result[quorum.of][quorum.by];
        return `${words.turnout}: ${this.number(voted[quorum.by])} ${words.of} ` +
            `${this.counted(of, words.quorum[quorum.of][quorum.by])}, ` +
            `${words.atLeast} ${this.fraction(quorum.numerator, quorum.denominator)} ${words.required}`;
    }

    /** Each named option with what it got.
     * @param {OptionResult[]} options
     */
    list(options) {
        const [open, close] = this.words.quote;
        return options.map((o) => {
            const name = o.option === "against-all" ? this.words.againstAll
                : `${open}${o.option}${close}`;
            const percent = o.percent === undefined ? "" : ` ${this.share(o.percent)}`;
            return `${name}${percent} (${this.votesAndMembers(o)})`;
        }).join(", ");
    }
}

/**
 * Of a round for or against.
 * @param {Speech} speech
 * @param {Terms} terms
 * @param {Outcome} result
 * @param {Share} voted
 */
function ofTwo(speech, terms, result, voted) {
    const { words } = speech;
    const [yes, no] = result.options;
    if (result.outcome === "no-quorum")
        return `${words.noQuorum} (${speech.versus(result.options)}; ` +
            `${speech.turnout(terms, result, voted)}).`;
    if (yes.percent === undefined || no.percent === undefined)
        return `${words.nothing} (${speech.missed(terms.majority, result.needed)}).`;
    if (result.met && no.weight === 0)
        return `${words.unanimous}: ${speech.share(yes.percent)} ${words.for} ` +
            `(${speech.votesAndMembers(yes)}).`;
    const isTied = isSimple(terms.majority) && yes.weight === no.weight;
    const verdict = result.met ? words.adopted : isTied ? words.tied : words.rejected;
    const rule = result.met ? speech.rule(terms.majority)
        : speech.missed(terms.majority, result.needed);
    return `${verdict}: ${speech.share(yes.percent)} ${words.for}, ` +
        `${speech.share(no.percent)} ${words.against} (${speech.versus(result.options)}; ${rule}).`;
}

/**
 * Of a round with named options.
 * @param {Speech} speech
 * @param {Terms} terms
 * @param {Outcome} result
 * @param {Share} voted
 */
function ofNamed(speech, terms, result, voted) {
    const { words } = speech;
    const options = terms.abstain ? result.options.slice(0, -1) : result.options;
    const list = speech.list(options);
    if (result.outcome === "no-quorum")
        return `${words.noQuorum}; ${list}; ${speech.turnout(terms, result, voted)}.`;
    if (options[0].percent === undefined)
        return `${words.nothingNamed} (${speech.missed(terms.majority, result.needed)}).`;
    if (result.outcome === "adopted")
        return `${words.adoptedNamed}${words.quote.join(result.adoptedOption)}: ${list}; ` +
            `${speech.rule(terms.majority)}.`;
    if (result.outcome === "rejected")
        return `${words.rejectedNamed}: ${list}; ${speech.rule(terms.majority)}.`;
    const most = Math.max(...options.map((option) => option.weight));
    const verdict = most >= result.needed ? words.tiedNamed : words.noMajority;
    return `${verdict}: ${list}; ${speech.missed(terms.majority, result.needed)}.`;
}

/**
 * @param {"nl" | "en"} language
 * @param {Terms} terms
 * @param {Outcome} result
 * @param {Share} voted
 */
export function sentenceIn(language, terms, result, voted) {
    const speech = new Speech(language === "nl" ? DUTCH : ENGLISH);
    const first = (terms.named ? ofNamed : ofTwo)(speech, terms, result, voted);
    const last = result.options[result.options.length - 1];
    if (!terms.abstain || last.members === 0)
        return first;
    const { members, abstained, votes } = speech.words;
    return `${first} ${speech.counted(last.members, members)} ` +
        `${abstained[last.members === 1 ? 0 : 1]} (${speech.counted(last.weight, votes)}).`;
}
