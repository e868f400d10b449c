// SPDX-License-Identifier: EUPL-1.2
/**
 * morph: makes the elements that are there equal to a fresh tree, so that a
 * page can be drawn anew from its state at each change, while focus, scroll
 * positions and what somebody is typing stay.
 *
 * Children with a `data-key` keep their element wherever they move; the others
 * are paired in order.  A fresh tree has no listeners of its own: clicks are
 * heard by whoever stands around it.
 */

/** @param {Node} node */
function keyOf(node) {
    return node instanceof Element ? node.getAttribute("data-key") : null;
}

/**
 * @param {Node} a
 * @param {Node} b
 */
function isAlike(a, b) {
    return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function syncAttributes(old, fresh) {
    for (const { name } of [...old.attributes])
        // whether <details> is open is the reader's own affair
        if (!fresh.hasAttribute(name) && !(name === "open" && old instanceof HTMLDetailsElement))
            old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) {
        if (old.getAttribute(name) === value)
            continue;
        if (name === "style") // as an attribute the content policy refuses it
            /** @type {HTMLElement} */ (old).style.cssText = value;
        else
            old.setAttribute(name, value);
    }
}

/**
 * For each fresh child the old one that becomes it, or null.
 * @param {Node} old
 * @param {Node} fresh
 * @returns {(ChildNode | null)[]}
 */
function pair(old, fresh) {
    /** @type {Map<string, ChildNode>} */
    const keyed = new Map();
    /** @type {ChildNode[]} */
    const plain = [];
    for (const child of old.childNodes) {
        const key = keyOf(child);
        if (key === null)
            plain.push(child);
        else
            keyed.set(key, child);
    }
    return [...fresh.childNodes].map((child) => {
        const key = keyOf(child);
        if (key !== null) {
            const found = keyed.get(key);
            keyed.delete(key);
            return found && isAlike(found, child) ? found : null;
        }
        const at = plain.findIndex((p) => isAlike(p, child));
        return at < 0 ? null : plain.splice(0, at + 1)[at];
    });
}

/**
 * @param {Node} old
 * @param {Node} fresh
 */
function syncChildren(old, fresh) {
    const wanted = [...fresh.childNodes];
    const found = pair(old, fresh);
    const kept = new Set(found);
    for (const child of [...old.childNodes])
        if (!kept.has(child))
            child.remove(); // first, so that what stays need not move past it
    /** @type {ChildNode | null} */
    let at = old.firstChild;
    wanted.forEach((child, i) => {
        const mine = found[i];
        if (mine === null) {
            old.insertBefore(child, at);
            return;
        }
        syncNode(mine, child);
        if (mine === at)
            at = at.nextSibling;
        else
            old.insertBefore(mine, at);
    });
}

/**
 * @param {Node} old
 * @param {Node} fresh
 */
function syncNode(old, fresh) {
    if (old instanceof Element && fresh instanceof Element) {
        syncAttributes(old, fresh);
        syncChildren(old, fresh);
    } else if (old.nodeValue !== fresh.nodeValue) {
        old.nodeValue = fresh.nodeValue;
    }
}

/**
 * Makes the children of `node` equal to `children`, which are used up.
 * @param {Element} node
 * @param {...(Node | string | null)} children
 */
export function morph(node, ...children) {
    const fresh = document.createDocumentFragment();
    fresh.append(...children.filter((c) => c !== null));
    const active = document.activeElement;
    syncChildren(node, fresh);
    if (active instanceof HTMLElement && active.isConnected && document.activeElement !== active)
        active.focus({ preventScroll: true }); // moving an element takes its focus
}
