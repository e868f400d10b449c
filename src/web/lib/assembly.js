// SPDX-License-Identifier: EUPL-1.2
/**
 * assembly: which of the assemblies a page is about, and what the page needs of
 * it before it can be used, asked as soon as that is known (first.js).
 */
import { askEarly, assemblies, fragment, session } from "./first.js";

/** @typedef {import("./types.js").Assembly} Assembly */

/**
 * The one with this number; else the one that is going on, else the one that
 * will, else the latest.  Null when there is none.
 * @param {Assembly[]} list
 * @param {number} wanted  0 for none in particular
 * @returns {Assembly | null}
 */
export function chooseAssembly(list, wanted) {
    const latest = [...list].sort((a, b) => b.id - a.id);
    return latest.find((a) => a.id === wanted) ?? latest.find((a) => a.state === "opened") ??
        latest.find((a) => a.state === "convened") ?? latest[0] ?? null;
}

/** The number in the address (`#assembly=3`), or 0. */
export function wantedAssembly() {
    return Number(fragment().get("assembly")) || 0;
}

/** @type {[string, string]} */
const STREAM = ["stream", "text/event-stream"];
/** @type {[string, string]} */
const ROUNDS = ["rounds?page=1&pageSize=1000", "application/json"];

/** Who may sit at each page, and what it needs, with its type. @type {Record<string, {roles: string[], needs: [string, string][]}>} */
const PAGES = {
    "/screen": { roles: ["display", "chair", "operator", "committee"], needs: [STREAM] },
    "/console": { roles: ["operator"],
        needs: [STREAM, ["motions?page=1&pageSize=1000", "application/json"], ROUNDS] },
    "/committee": { roles: ["committee"], needs: [STREAM, ROUNDS] },
};

/** @param {Promise<Response>[]} answers */
async function askNeeds(answers) {
    const { roles, needs } = PAGES[location.pathname];
    const [{ role }, { assemblies: list }] = await Promise.all(answers
        .map(async (response) => (await response).clone().json()));
    const assembly = roles.includes(role) ? chooseAssembly(list, wantedAssembly()) : null;
    if (assembly !== null)
        for (const [what, type] of needs)
            askEarly(`/v1/assemblies/${assembly.id}/${what}`, { Accept: type, "Stembus-Role": role });
}

/** Resolves once it was asked, or cannot be: what failed is asked again by main.js. */
export const needsAsked = session === null || assemblies === null ? null
    : askNeeds([session, assemblies]).catch(() => {});
