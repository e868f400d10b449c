// SPDX-License-Identifier: EUPL-1.2
/**
 * chart: a result as horizontal bars, one for each option in its fixed order,
 * with the line of the majority where it lies.  A colour never stands alone: a
 * sign, a word and a hatching say the same.  The looks are in chart.css.
 *
 * It is a table to those who do not see it; the bars are ornament then.
 */
import { geometryOf } from "./chart_geometry.js";
import { el, svg } from "./dom.js";
import { formatNumber, formatPercent, t } from "./text.js";
import { optionLabel } from "./words.js";

/** @typedef {import("./types.js").Round} Round */
/** @typedef {import("./chart_geometry.js").Bar} Bar */
/** @typedef {import("./chart_geometry.js").Geometry} Geometry */
/** @typedef {import("./chart_geometry.js").Kind} Kind */

let hatchings = 0;

/**
 * The hatching of a kind, in em so that it grows with the text: strokes up for
 * `for`, strokes down for `against`, dots for `abstain`.
 * @param {Kind} kind
 * @param {string} id
 */
function hatching(kind, id) {
    const size = "0.7em";
    const turn = kind === "for" ? { patternTransform: "rotate(45)" }
        : kind === "against" ? { patternTransform: "rotate(-45)" } : {};
    return svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse", ...turn },
        svg("rect", { class: "ink", width: size, height: size }),
        kind === "abstain"
            ? svg("circle", { class: "hatch", cx: "0.35em", cy: "0.35em", r: "0.16em" })
            : svg("rect", { class: "hatch", width: "0.2em", height: size }));
}

/** @param {number} part  of the full width */
function percentage(part) {
    return `${(part * 100).toFixed(3)}%`;
}

/**
 * @param {Bar} bar
 * @param {number | null} line
 * @param {boolean} stacked
 */
function drawBar(bar, line, stacked) {
    const beyond = stacked ? 25 : 100; // up to its neighbours, or short of the name
    const id = `hatching-${++hatchings}`;
    const at = percentage(line ?? 0);
    return svg("svg", { class: `bar bar-${bar.kind}`, "aria-hidden": "true" },
        svg("defs", {}, hatching(bar.kind, id)),
        svg("rect", { class: "ground", width: "100%", height: "100%" }),
        svg("rect", { class: "length", width: percentage(bar.length), height: "100%", fill: `url(#${id})` }),
        line === null ? null
            : svg("line", { class: "line", x1: at, x2: at, y1: `-${beyond}%`, y2: `${100 + beyond}%` }));
}

/**
 * @param {Bar} bar
 * @param {Geometry} geometry
 * @param {boolean} stacked
 */
function drawRow(bar, { line, named }, stacked) {
    const key = named && bar.kind === "for" ? bar.key : 0;
    return el("div", { class: "chart-row", role: "row", data: { option: bar.option, chosen: String(bar.chosen) } },
        el("div", { class: "chart-name", role: "rowheader" }, optionLabel(bar.option, bar.kind, key)),
        drawBar(bar, line, stacked),
        el("div", { class: "chart-share number", role: "cell" },
            bar.percent === undefined ? "" : formatPercent(bar.percent)),
        el("div", { class: "chart-weight number", role: "cell" }, formatNumber(bar.weight)),
        el("div", { class: "chart-members number", role: "cell" }, formatNumber(bar.members)));
}

/**
 * What was needed, at the head of the line; beside it, on the side that has room.
 * @param {Geometry} geometry
 */
function drawNeeded({ line, needed }) {
    if (line === null)
        return null;
    const label = el("span", { class: "chart-needed" }, t("chart_needed", { n: needed }));
    label.style.setProperty("--at", percentage(line));
    label.classList.toggle("before", line > 0.5);
    return label;
}

/**
 * The chart of a round with a result.  `stacked` gives names a line of their
 * own above the bars: for options with long names.
 * @param {Round} round
 * @param {{stacked?: boolean}} [looks]
 * @returns {HTMLElement}
 */
export function drawChart(round, { stacked = false } = {}) {
    const geometry = geometryOf(round);
    const head = (/** @type {string} */ text, look = "") =>
        el("div", { class: `chart-head ${look}`, role: "columnheader" }, text);
    return el("figure", { class: `chart ${stacked ? "stacked" : "level"}` },
        el("div", { class: "chart-table", role: "table", "aria-label": t("chart_title") },
            el("div", { class: "chart-row chart-heads", role: "row" },
                head(t("chart_option"), "visually-hidden"), drawNeeded(geometry), head(t("chart_share"), "chart-share"),
                head(t("chart_votes"), "chart-weight"), head(t("chart_members"), "chart-members")),
            geometry.bars.map((bar) => drawRow(bar, geometry, stacked))));
}
