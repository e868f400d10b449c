// SPDX-License-Identifier: EUPL-1.2
/**
 * text: what the pages say, in Dutch or English.  The texts of a page stand in
 * text/nl_<page>.js and text/en_<page>.js, with the same keys (a test holds them
 * to that), and take in what pages share: *_base.js, all a handset needs, and
 * *_words.js.
 */

/** @typedef {"nl" | "en"} Language */
/**
 * @typedef {keyof typeof import("../text/nl_screen.js").texts |
 *           keyof typeof import("../text/nl_console.js").texts |
 *           keyof typeof import("../text/nl_console_rest.js").texts |
 *           keyof typeof import("../text/nl_committee.js").texts |
 *           keyof typeof import("../text/nl_committee_rest.js").texts} TextKey
 */

const KEPT = "stembus-language";

/** @returns {Language} */
function kept() {
    try {
        return localStorage.getItem(KEPT) === "en" ? "en" : "nl";
    } catch {
        return "nl";
    }
}

/** @type {Language} */
let language = kept();
/** Soon. @type {Language} */
let chosen = language;
/** @type {Record<string, string>} */
let texts = {};
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {Language} */
export function currentLanguage() {
    return language;
}

/** @typedef {Record<Language, () => Promise<{texts: Record<string, string>}>>} TextFiles */

/** @type {Set<TextFiles>} */
const files = new Set();

/**
 * Which files the texts of this page are in; said before loadTexts(), and again
 * for those that come with the rest of a page.
 * @param {TextFiles} wanted
 */
export function readTextsFrom(wanted) {
    files.add(wanted);
}

/**
 * Loads the texts of a language, by default the one that was asked for last, and
 * says so in <html lang>.  Resolves once there is nothing more to wait for; call
 * it once before anything is shown.
 * @param {Language} [wanted]
 * @returns {Promise<void>}
 */
export async function loadTexts(wanted = chosen) {
    const { size } = files;
    chosen = wanted;
    const modules = await Promise.all([...files].map((file) => file[wanted]()));
    if (chosen !== wanted || files.size !== size)
        return loadTexts(); // more was asked for meanwhile
    const isOther = language !== wanted;
    language = wanted;
    texts = Object.assign({}, ...modules.map((module) => module.texts));
    document.documentElement.lang = language;
    try {
        localStorage.setItem(KEPT, language);
    } catch {
        // private browsing: the choice lasts as long as the page
    }
    if (isOther)
        for (const listener of listeners)
            listener();
}

/**
 * Calls back after each change of language.
 * @param {() => void} listener
 */
export function onLanguage(listener) {
    listeners.add(listener);
}

/**
 * A text, with {name} replaced by params.name.  A text may have two forms,
 * "{n} lid|{n} leden": the first is for params.n === 1.
 * @param {TextKey} key
 * @param {Record<string, string | number>} [params]
 * @returns {string}
 */
export function t(key, params = {}) {
    const forms = (texts[key] ?? key).split("|");
    const form = forms.length === 2 && (params.count ?? params.n) !== 1 ? forms[1] : forms[0];
    return form.replace(/\{(\w+)\}/g, (whole, name) => {
        const value = params[name];
        return value === undefined ? whole
            : typeof value === "number" ? formatNumber(value) : value;
    });
}

/**
 * As t(), for a key that is put together: `kind_${kind}`.
 * @param {string} key
 * @param {Record<string, string | number>} [params]
 */
export function tKey(key, params) {
    return t(/** @type {TextKey} */ (key), params);
}

/**
 * What somebody typed, as a parameter of a text: kept from turning the text
 * around it (Unicode isolates; bdi() does the same for an element).
 * @param {string} text
 */
export function isolate(text) {
    return `\u2068${text}\u2069`;
}

/**
 * The address of a public page, in the language that is read here.
 * @param {string} path
 */
export function publicPage(path) {
    return language === "en" ? `/en${path}` : path;
}

/**
 * A whole number with the thousands marked as the language does: 22.364.
 * @param {number} n
 * @returns {string}
 */
export function formatNumber(n) {
    return new Intl.NumberFormat(language === "nl" ? "nl-NL" : "en-GB").format(n);
}

/**
 * "98.80" as it is read: 98,8%.  No needless zeros (domain.md, Rounds).
 * @param {string} percent
 * @returns {string}
 */
export function formatPercent(percent) {
    const short = percent.includes(".") ? percent.replace(/\.?0+$/, "") : percent;
    return `${language === "nl" ? short.replace(".", ",") : short}%`;
}

/** Times are those of the meeting's place, whatever the machine is set to. */
const ZONE = "Europe/Amsterdam";

/**
 * The time of day of an instant: 10:15:30.
 * @param {string} instant
 * @returns {string}
 */
export function formatTime(instant) {
    return new Intl.DateTimeFormat("nl-NL", {
        hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: ZONE,
    }).format(new Date(instant));
}

/**
 * An instant of which the day matters as well: 8 jun 10:15.
 * @param {string} instant
 */
export function formatMoment(instant) {
    return new Intl.DateTimeFormat(language === "nl" ? "nl-NL" : "en-GB", {
        day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: ZONE,
    }).format(new Date(instant));
}

/**
 * A date, "2026-06-08", as it is read: 8 juni 2026.
 * @param {string} date
 * @returns {string}
 */
export function formatDate(date) {
    return new Intl.DateTimeFormat(language === "nl" ? "nl-NL" : "en-GB", {
        day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
    }).format(new Date(`${date}T00:00:00Z`));
}

/**
 * Seconds as a clock shows them: 1:05.
 * @param {number} seconds
 * @returns {string}
 */
export function formatClock(seconds) {
    const left = Math.max(0, Math.ceil(seconds));
    return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
