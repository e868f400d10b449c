// SPDX-License-Identifier: EUPL-1.2
/**
 * assembly: which of the assemblies a page is about.
 */
import { apiList } from "./api.js";
import { fragment } from "./session.js";

/** @typedef {import("./types.js").Assembly} Assembly */

/**
 * The one named in the address (`#assembly=3`); else the one that is going on,
 * else the one that will, else the latest.  Null when there is none.
 * @param {Assembly[]} assemblies
 * @param {number} wanted  0 for none in particular
 * @returns {Assembly | null}
 */
export function chooseAssembly(assemblies, wanted) {
    const latest = [...assemblies].sort((a, b) => b.id - a.id);
    return latest.find((a) => a.id === wanted) ?? latest.find((a) => a.state === "opened") ??
        latest.find((a) => a.state === "convened") ?? latest[0] ?? null;
}

/** @returns {Promise<Assembly | null>} */
export async function currentAssembly() {
    const wanted = Number(fragment().get("assembly") ?? 0);
    return chooseAssembly(await apiList("/v1/assemblies", "assemblies"), wanted);
}
