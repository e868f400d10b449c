// SPDX-License-Identifier: EUPL-1.2
/**
 * all: every browser test, or those named (`node all.mjs screen handset`).
 * Prints TAP with `node --test-reporter=tap`.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here).filter((name) => /^test_.*\.mjs$/.test(name)).sort()
    .filter((name) => wanted.length === 0 || wanted.some((w) => name === `test_${w}.mjs`));

for (const name of files)
    await import(path.join(here, name));
