// SPDX-License-Identifier: EUPL-1.2
/**
 * dom: elements made from data.  Text only ever becomes a text node, so what
 * somebody typed as a title can never become markup.
 */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Child | Child[]} Children */

/**
 * Properties of an element: `class`, `data` (its dataset), `on` (listeners by
 * name), a boolean (the attribute is there or not), or the text of an attribute.
 * @typedef {{
 *   class?: string,
 *   data?: Record<string, string>,
 *   on?: Record<string, (event: any) => void>,
 *   [attribute: string]: any,
 * }} Props
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Element} node
 * @param {Props} props
 */
function setProps(node, props) {
    for (const [name, value] of Object.entries(props)) {
        if (name === "on") {
            for (const [event, listener] of Object.entries(value))
                node.addEventListener(event, listener);
        } else if (name === "data") {
            Object.assign(/** @type {HTMLElement} */ (node).dataset, value);
        } else if (typeof value === "boolean") {
            node.toggleAttribute(name, value);
        } else if (value !== null && value !== undefined) {
            node.setAttribute(name, String(value));
        }
    }
}

/**
 * @param {Children[]} children
 * @returns {(Node | string)[]}
 */
function nodesOf(children) {
    return children.flat().filter((c) => c !== null && c !== undefined && c !== false)
        .map((c) => (typeof c === "number" ? String(c) : /** @type {Node | string} */ (c)));
}

/**
 * An HTML element with its children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...Children} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
    const node = document.createElement(tag);
    setProps(node, props);
    node.append(...nodesOf(children));
    return node;
}

/**
 * An SVG element with its children.
 * @param {string} tag
 * @param {Props} [props]
 * @param {...Children} children
 * @returns {SVGElement}
 */
export function svg(tag, props = {}, ...children) {
    const node = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
    setProps(node, props);
    node.append(...nodesOf(children));
    return node;
}

/**
 * Puts other children in the place of those that are there.
 * @param {Element} node
 * @param {...Children} children
 */
export function fill(node, ...children) {
    node.replaceChildren(...nodesOf(children));
}

/**
 * The element with this id; the page is broken without it.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
    const node = document.getElementById(id);
    if (!node)
        throw new Error(`the page has no #${id}`);
    return node;
}

/**
 * Does something once the page shows what it was just made to show.
 * @param {() => void} work
 */
export function afterPaint(work) {
    if (document.hidden)
        setTimeout(work); // no frames come while nobody looks
    else
        requestAnimationFrame(() => setTimeout(work));
}

/**
 * What somebody typed, kept from turning the text around it (Unicode bidi).
 * @param {string} text
 * @param {Props} [props]
 */
export function bdi(text, props = {}) {
    return el("bdi", props, text);
}

/**
 * Adds a style sheet that comes later than the page; resolves when it is in force.
 * @param {string} href
 * @param {string} [media]
 */
export function addStyle(href, media = "all") {
    return new Promise((resolve, reject) => {
        const link = el("link", { rel: "stylesheet", href, media });
        link.addEventListener("load", resolve);
        link.addEventListener("error", () => {
            link.remove();
            reject(new Error(href));
        });
        document.head.append(link);
    });
}
