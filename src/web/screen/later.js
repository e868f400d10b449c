// SPDX-License-Identifier: EUPL-1.2
/** later: what the projector can do without until a scene is shown. */
export { makeExtras } from "./extras.js";
export { makeKeys } from "./keys.js";
export { makeSeals } from "./seal.js";
export { keepAwake } from "./wake.js";
