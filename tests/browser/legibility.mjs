// SPDX-License-Identifier: EUPL-1.2
/**
 * legibility: measures what can be read on a projector page, as it is painted.
 */
import assert from "node:assert/strict";

/** The picture sizes a hall may have. */
export const PICTURES = [[1280, 720], [1920, 1080], [3840, 2160], [1024, 768], [1600, 1200]]
    .map(([width, height]) => ({ width, height }));

/**
 * Once the window has the size it was given, and two frames later: then what
 * that size or a new state asked for has been laid out.
 */
export async function settled(page) {
    await page.waitForFunction(({ width, height }) =>
        innerWidth === width && innerHeight === height, page.viewportSize());
    await page.evaluate(() => new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/**
 * Every text on the page: where it stands, how large, on what, and whether all
 * of it is there.  Runs in the page.
 */
function measureTexts() {
    const rgb = (colour) => {
        const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
        return { r, g, b, a };
    };
    const luminance = ({ r, g, b }) => {
        const [x, y, z] = [r, g, b].map((c) => c / 255)
            .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = rgb(getComputedStyle(at).backgroundColor);
            if (colour.a > 0)
                return colour;
        }
        return { r: 255, g: 255, b: 255, a: 1 };
    };
    /** Whether a box that hides what sticks out hides a part of this text. */
    const isCut = (node, boxes) => {
        for (let at = node; at && !at.matches(".title, .movers, .next"); at = at.parentElement) {
            const { left, top, right, bottom } = at.getBoundingClientRect();
            if (getComputedStyle(at).overflow !== "visible" && boxes.some((box) =>
                box.left < left - 1 || box.right > right + 1 ||
                (box.top + box.bottom) / 2 < top || (box.top + box.bottom) / 2 > bottom))
                return true;
        }
        return false;
    };
    const isSeen = (node) => node.checkVisibility() && !node.closest(".visually-hidden");
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const node = text.parentElement;
        if (text.data.trim() === "" || !isSeen(node))
            continue;
        const style = getComputedStyle(node);
        const [light, dark] = [luminance(rgb(style.color)), luminance(ground(node))].sort((a, b) => b - a);
        const range = document.createRange();
        range.selectNodeContents(text);
        const boxes = [...range.getClientRects()].map(({ left, top, right, bottom }) => ({ left, top, right, bottom }));
        texts.push({
            text: text.data.trim(), size: parseFloat(style.fontSize), contrast: (light + 0.05) / (dark + 0.05),
            boxes, cut: isCut(node, boxes),
            transform: style.textTransform, figures: style.fontVariantNumeric,
            total: node.matches(".total, .chart-weight.number, .chart-members.number"),
            verdict: node.matches(".verdict-word"),
            clamped: node.closest(".title, .movers, .next") !== null,
        });
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { texts, scrollWidth, scrollHeight, width: innerWidth, height: innerHeight };
}

/**
 * Whether two texts stand on each other.  The box of a glyph is taller than the
 * line where that is tight, so only the middle of each box counts.
 */
function overlap(one, other) {
    const core = ({ left, right, top, bottom }) => {
        const part = (bottom - top) * 0.25;
        return { left: left + 1, right: right - 1, top: top + part, bottom: bottom - part };
    };
    return one.boxes.map(core).some((a) => other.boxes.map(core).some((b) =>
        a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
}

/**
 * The rules for the hall (screens.md), in the state and the size the page has.
 * A title may be shortened with an ellipsis, since it was shown whole before, and
 * so may a list of names.
 */
export async function assertLegible(page, what) {
    const { texts, scrollWidth, scrollHeight, width, height } = await page.evaluate(measureTexts);
    const at = `${what} at ${width}×${height}`;
    const vh = (n) => n * height / 100 - 0.05;
    assert.ok(texts.length > 0, `${at}: nothing to read`);
    assert.ok(scrollWidth <= width && scrollHeight <= height, `${at}: scrolls`);
    for (const { text, size, contrast, boxes, cut, transform, figures, total, verdict, clamped } of texts) {
        assert.equal(cut, false, `${at}: “${text}” is cut off`);
        const least = verdict ? 10 : total ? 8 : 4;
        assert.ok(size >= vh(least), `${at}: “${text}” is ${(100 * size / height).toFixed(2)} vh, not ${least}`);
        assert.ok(contrast >= 7, `${at}: “${text}” has a contrast of ${contrast.toFixed(2)}`);
        assert.equal(transform, "none", `${at}: “${text}” is not in sentence case`);
        assert.match(figures, /tabular-nums/, `${at}: “${text}”`);
        assert.ok(boxes.length === 1 || !/^[\d.,:%]+$/.test(text), `${at}: the number ${text} is broken`);
        for (const box of clamped ? boxes.slice(0, 1) : boxes) {
            const spare = (box.bottom - box.top) * 0.15; // ascent and descent beyond the line
            assert.ok(box.left >= width * 0.05 - 1 && (box.right <= width * 0.95 + 1 || clamped) &&
                box.top >= height * 0.05 - spare && box.bottom <= height * 0.95 + spare,
            `${at}: “${text}” is outside the safe margin: ${JSON.stringify(box)}`);
        }
    }
    for (const [i, one] of texts.entries())
        for (const other of texts.slice(i + 1))
            if (!one.clamped && !other.clamped)
                assert.ok(!overlap(one, other), `${at}: “${one.text}” on “${other.text}”`);
}

/** The rules for the hall in every size of picture. */
export async function assertLegibleEverywhere(page, what) {
    for (const picture of PICTURES) {
        await page.setViewportSize(picture);
        await settled(page);
        await assertLegible(page, what);
    }
}
