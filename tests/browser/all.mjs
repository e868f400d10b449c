// SPDX-License-Identifier: EUPL-1.2
/**
 * all: every browser test, or those named (`node all.mjs screen handset`), or one
 * part of all, `1/2`, each about as long.  Prints TAP with `node
 * --test-reporter=tap`.
 */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const [, part, parts] = wanted[0]?.match(/^(\d+)\/(\d+)$/)?.map(Number) ?? [0, 0, 0];
const all = readdirSync(here).filter((name) => /^test_.*\.mjs$/.test(name)).sort();

/** The longest first, each to the part that has least. */
function partOf() {
    const size = (name) => statSync(path.join(here, name)).size;
    const lanes = Array.from({ length: parts }, () => ({ names: [], size: 0 }));
    for (const name of [...all].sort((a, b) => size(b) - size(a))) {
        const lane = lanes.reduce((least, one) => (one.size < least.size ? one : least));
        lane.names.push(name);
        lane.size += size(name);
    }
    return lanes[part - 1].names;
}

const files = parts > 0 ? partOf()
    : all.filter((name) => wanted.length === 0 || wanted.some((w) => name === `test_${w}.mjs`));
for (const name of files)
    await import(path.join(here, name));
