// SPDX-License-Identifier: EUPL-1.2
/**
 * icons: makes the PNG icons of the handset page from src/web/icon.svg, with
 * Chromium.  Run by hand when the picture changes: `node tests/browser/icons.mjs`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const WEB = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../src/web");
const GROUND = "#003a70"; // of the icon, to the edge where a system rounds it itself

export const ICONS = [
    { name: "icon-180.png", size: 180, fills: true, scale: 0.86 },
    { name: "icon-192.png", size: 192, fills: false, scale: 1 },
    { name: "icon-512.png", size: 512, fills: false, scale: 1 },
    { name: "icon-maskable-512.png", size: 512, fills: true, scale: 0.72 }, // inside the safe circle
];

/** The page that a screenshot is taken of. */
function html({ size, fills, scale }, svg) {
    const side = size * scale;
    return `<!doctype html><style>body{margin:0;width:${size}px;height:${size}px;display:grid;` +
        `place-items:center;background:${fills ? GROUND : "transparent"}}svg{width:${side}px;height:${side}px}</style>${svg}`;
}

async function make() {
    const svg = readFileSync(path.join(WEB, "icon.svg"), "utf8");
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--force-color-profile=srgb"],
    });
    for (const icon of ICONS) {
        const page = await browser.newPage({ viewport: { width: icon.size, height: icon.size } });
        await page.setContent(html(icon, svg));
        writeFileSync(path.join(WEB, icon.name), await page.screenshot({ omitBackground: true }));
        await page.close();
    }
    await browser.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
    await make();
