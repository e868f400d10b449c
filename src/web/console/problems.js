// SPDX-License-Identifier: EUPL-1.2
/**
 * problems: what a refusal of the server means, in the words of the page.
 * The server's own texts are English and for programmers.
 */
import { ApiError } from "../lib/api.js";
import { isolate, t, tKey } from "../lib/text.js";

/** What the server refuses with, of what an operator can meet. */
const KNOWN = ["round_open", "round_not_open", "correction_late", "no_ballot", "round_closed", "round_not_closed",
    "move_impossible", "not_convened", "not_opened", "motion_decided", "register_incomplete",
    "register_invalid", "body_invalid", "role_forbidden", "origin_forbidden", "not_found",
    "credential_unknown", "store_full", "store_failed", "queue_full", "stopping", "no_memory",
    "body_too_large", "too_many_requests"];

/**
 * @param {unknown} error
 * @returns {string}
 */
export function refusalText(error) {
    if (!(error instanceof ApiError) || error.status === 0)
        return t("no_answer");
    const slug = error.slug.replaceAll("-", "_");
    if (slug === "register_incomplete")
        return t("console_problem_register_incomplete", { detail: error.message });
    if (KNOWN.includes(slug))
        return tKey(`console_problem_${slug}`);
    return t("console_problem_other", { status: error.status, detail: error.message });
}

/**
 * The server's words for a fault, and the text that says the same.  The groups
 * of the pattern are {a} and {b} of the text.
 * @type {[RegExp, import("../lib/text.js").TextKey][]}
 */
const FAULTS = [
    [/^is missing$/, "console_fault_missing"],
    [/^may not be empty$/, "console_fault_missing"],
    [/^expected text$/, "console_fault_text"],
    [/^control characters are not allowed$/, "console_fault_control"],
    [/^expected at most (\d+) (?:characters|bytes)$/, "console_fault_long"],
    [/^expected a whole number from (\d+) to (\d+)$/, "console_fault_number"],
    [/^expected a whole number, (\d+) or more$/, "console_fault_number_from"],
    [/^expected one of: (.*)$/, "console_fault_word"],
    [/^expected a date like .*$/, "console_fault_date"],
    [/^expected two capitals and .*$/, "console_fault_code"],
    [/^expected 1 to 32 of .*$/, "console_fault_serial"],
    [/^there is no such field$/, "console_fault_unknown"],
    [/^unknown column '(.*)'$/, "console_fault_column_unknown"],
    [/^column '(.*)' comes twice$/, "console_fault_column_twice"],
    [/^the column '(.*)' is missing$/, "console_fault_column_missing"],
    [/^too many columns$/, "console_fault_columns_many"],
    [/^(\d+) fields instead of (\d+)$/, "console_fault_fields"],
    [/^more than 2000 rows$/, "console_fault_rows_many"],
    [/^a quoted field does not end$/, "console_fault_quote"],
    [/^the file is empty$/, "console_fault_empty"],
    [/^there are no rows below the header$/, "console_fault_no_rows"],
    [/^must be later than validFrom$/, "console_fault_until"],
    [/^inhabitants need a reference date$/, "console_fault_needs_date"],
    [/^a reference date needs inhabitants$/, "console_fault_needs_inhabitants"],
    [/^the same member stands elsewhere .*$/, "console_fault_member_twice"],
    [/^the same member and reference date .*$/, "console_fault_figure_twice"],
    [/^overlaps another period .*$/, "console_fault_overlap"],
    [/^(.*) is no member$/, "console_fault_no_member"],
    [/^(.*) is not on the roll$/, "console_fault_not_on_roll"],
    [/^'(.*)' is added by itself .*$/, "console_fault_option_reserved"],
    [/^(?:comes twice|stands in the list already)$/, "console_fault_twice"],
    [/^nothing could ever meet this fraction$/, "console_fault_fraction"],
    [/^expected a fraction of at most one.*$/, "console_fault_quorum"],
    [/^somebody must be able to vote$/, "console_fault_nobody"],
    [/^expected a key as `stembus committee` prints it.*$/, "console_fault_cosigner_key"],
    [/^the name has another key$/, "console_fault_cosigner_name"],
    [/^the key has another name$/, "console_fault_cosigner_twice"],
    [/^(\d+) are asked; once convened, no fewer$/, "console_fault_cosigners_fewer"],
    [/^may not exceed the cap$/, "console_fault_cap"],
];

/**
 * A fault as the page says it; in the server's own words when it is new to us.
 * @param {string} detail
 */
export function faultText(detail) {
    /** @param {string | undefined} text */
    const shown = (text) => (/^\d{1,15}$/.test(text ?? "") ? Number(text) : isolate(text ?? ""));
    for (const [pattern, key] of FAULTS) {
        const found = pattern.exec(detail);
        if (found)
            return t(key, { a: shown(found[1]), b: shown(found[2]) });
    }
    return detail;
}

/** The columns of a register, as the server calls them. */
const COLUMNS = ["code", "kind", "name", "inhabitants", "referenceDate", "source", "validFrom",
    "validUntil"];

/**
 * A fault in a row of the register: the line, the column, and what is wrong.
 * @typedef {{line: number, column: string, what: string}} RowFault
 */

/**
 * The faults of a file, by line ("line 3: kind: expected one of: …").
 * @param {{pointer: string, detail: string}[]} errors
 * @returns {RowFault[]}
 */
export function rowFaults(errors) {
    return errors.map(({ detail }) => {
        const found = /^line (\d+): (?:([A-Za-z]+): )?([^]*)$/.exec(detail);
        const column = found?.[2] ?? "";
        return {
            line: Number(found?.[1] ?? 0),
            column: COLUMNS.includes(column) ? tKey(`console_csv_${column}`) : column,
            what: column === "kind" && found?.[3].startsWith("expected one of")
                ? t("console_fault_kind") : faultText(found?.[3] ?? detail),
        };
    }).sort((a, b) => a.line - b.line);
}
