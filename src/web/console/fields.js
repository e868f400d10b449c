// SPDX-License-Identifier: EUPL-1.2
/**
 * fields: the fields of a form, each with its label, help and room for what is
 * wrong with it.
 */
import { el } from "../lib/dom.js";

/** @typedef {import("../lib/dom.js").Children} Children */
/** @typedef {import("../lib/dom.js").Props} Props */

/**
 * @param {string} name
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [help]
 */
function field(name, label, control, help) {
    const id = `field-${name}`;
    control.id = id;
    control.setAttribute("name", name);
    control.setAttribute("aria-describedby",
        `${help ? `${id}-help ` : ""}${id}-problem`);
    return el("div", { class: "field", data: { field: name } },
        el("label", { for: id }, label), control,
        help ? el("p", { class: "soft small help", id: `${id}-help` }, help) : null,
        el("p", { class: "problem", id: `${id}-problem`, data: { problem: name } }));
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Props & {help?: string}} [props]
 */
export function textField(name, label, { help, ...props } = {}) {
    return field(name, label, el("input", { type: "text", autocomplete: "off", ...props }), help);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} text
 * @param {Props & {help?: string}} [props]
 */
export function areaField(name, label, text, { help, ...props } = {}) {
    const area = el("textarea", { rows: "4", ...props });
    area.value = text;
    return field(name, label, area, help);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {[string, string][]} choices  value and text
 * @param {string} chosen
 * @param {{help?: string}} [options]
 */
export function selectField(name, label, choices, chosen, { help } = {}) {
    return field(name, label, el("select", {},
        ...choices.map(([value, text]) => el("option", { value, selected: value === chosen },
            text))), help);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {boolean} checked
 * @param {string} [value]
 */
export function checkField(name, label, checked, value = "yes") {
    return el("label", { class: "check" },
        el("input", { type: "checkbox", name, value, checked }), el("span", {}, label));
}

/**
 * @param {string} name
 * @param {string} legend
 * @param {[string, string][]} choices  value and text
 * @param {string} chosen
 */
export function radioFields(name, legend, choices, chosen) {
    return el("fieldset", { class: "choices" }, el("legend", {}, legend),
        ...choices.map(([value, text]) => el("label", { class: "check" },
            el("input", { type: "radio", name, value, checked: value === chosen }),
            el("span", {}, text))));
}

/**
 * What a field holds, without the blanks around it.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function valueOf(form, name) {
    return String(new FormData(form).get(name) ?? "").trim();
}

/**
 * A whole number in a field, within bounds; null when it is none.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {number} from
 * @param {number} to
 */
export function numberOf(form, name, from, to) {
    const text = valueOf(form, name);
    const n = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
    return n >= from && n <= to ? n : null;
}
