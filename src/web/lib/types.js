// SPDX-License-Identifier: EUPL-1.2
/**
 * types: the shapes of the API (src/http/openapi.json) for `tsc --checkJs`.
 * Nothing here runs.
 */

/** @typedef {{weight: number, members: number}} Share */

/**
 * A key of the counting committee, and how far it has cosigned.
 * @typedef {{name: string, key: string, registeredAt: string, journal: number, size?: number,
 *            cosignedAt?: string}} Cosigner
 * @typedef {{cosignaturesNeeded: number, cosigners: Cosigner[]}} Cosigners
 */

/** @typedef {{perInhabitants: number, rounding: "down" | "up" | "nearest", minimum: number, cap: number}} WeightRule */
/** @typedef {{municipality: WeightRule, region: WeightRule}} WeightRules */

/**
 * @typedef {{
 *   id: number, kind: "alv" | "balv" | "consultation", title: string, date: string, place: string,
 *   state: "draft" | "convened" | "opened" | "ended", createdAt: string, seal?: string,
 *   journal: number, weightRules: WeightRules,
 * }} Assembly
 */

/** @typedef {"none" | "adopted" | "rejected" | "adopted-as-amended" | "acclamation" | "taken-over" | "held" | "withdrawn" | "lapsed" | "noted" | "no-quorum" | "no-majority"} Outcome */
/** @typedef {"proposal" | "motion" | "amendment" | "advice" | "appointment" | "minutes" | "practice"} MotionKind */

/**
 * @typedef {{
 *   id: number, assembly: number, number: string, kind: MotionKind, title: string, text?: string,
 *   movers?: string[], moversNames?: string[], amends?: number,
 *   boardAdvice: "none" | "adopt" | "take-over" | "advise-against" | "hold",
 *   state: "pending" | "voting" | "decided", outcome: Outcome,
 * }} Motion
 */

/**
 * @typedef {{numerator: number, denominator: number, comparison: "more-than" | "at-least",
 *            base: "cast" | "cast-and-abstained" | "present" | "entitled"}} Majority
 */
/** @typedef {{numerator: number, denominator: number, of: "present" | "entitled", by: "weight" | "members"}} Quorum */
/** @typedef {{option: string, weight: number, members: number, percent?: string}} OptionResult */

/**
 * @typedef {{
 *   options: OptionResult[], notVoted: Share, present: Share, entitled: Share, needed: number,
 *   met: boolean, outcome: Outcome, adoptedOption?: string, sentence: {nl: string, en: string},
 * }} Result
 */

/**
 * @typedef {{votes?: number, members?: number,
 *            perMember: {outcome: Outcome, for?: number, against?: number,
 *                        adoptedOption?: string}}} Robustness
 */

/** @typedef {"prepared" | "open" | "closed" | "declared" | "certified" | "published" | "annulled"} RoundState */

/**
 * @typedef {{
 *   id: number, motion: number, practice: boolean, state: RoundState, options: string[],
 *   majority: Majority, abstain: boolean, entitledKinds: string[], quorum?: Quorum,
 *   durationSeconds?: number, nonce: string, seal: string, openedAt?: string, closesAt?: string,
 *   closedAt?: string, annulment?: {reason: string, askedBy: string, askedAt: string},
 *   turnout: Share, provisional?: boolean, result?: Result, robustness?: Robustness,
 * }} Round
 */

/** @typedef {{show: "pause" | "subject" | "round" | "roll-call", motion?: Motion}} Screen */
/** @typedef {{size: number, root: string, code: string}} Checkpoint */

/**
 * @typedef {{
 *   assembly: Assembly, present: Share, entitled: Share, screen?: Screen,
 *   motion?: {id: number, number: string, kind: MotionKind, title: string}, round?: Round,
 *   checkpoint?: Checkpoint,
 * }} Snapshot
 */

/** @typedef {"operator" | "chair" | "committee" | "display" | "gateway" | "handset"} Role */
/**
 * @typedef {{role: Role, name: string, assembly?: number, serial?: string,
 *            member?: {code: string, name: string}}} Session
 */

/** @typedef {{code: string, kind: "municipality" | "region", name: string, inhabitants: number, referenceDate: string, weight: number, present: boolean}} RollMember */
/** @typedef {{seal: string, members: RollMember[], totals: {entitled: Share, present: Share}}} Roll */
/** @typedef {{serial: string, member: string, state: "assigned" | "revoked" | "ended", number: number, assignedAt: string, lastSeenAt?: string, battery?: number, repeats: number, refused: number}} Handset */
/** @typedef {{code: string, name: string, weight: number}} MissingMember */
/** @typedef {{id: number, role: Role, name: string, createdAt: string, revoked: boolean}} Token */
/**
 * @typedef {{version: string, now: string, ready: boolean, reason?: string, freeBytes: number,
 *            connections: number, streams: number, screens: number, uptimeSeconds: number, publicUrl?: string}} Status
 */

/**
 * A member's vote as GET /v1/rounds/{n}/ballots gives it.
 * @typedef {{code: string, name: string, weight: number, choice: string, sequence: number,
 *            receivedAt: string, journal: number, auth: "token" | "gateway",
 *            correction?: {meant: string, at: string}}} Vote
 */

/**
 * What GET /v1/handset gives.
 * @typedef {{key: number, option: string}} KeyOption
 * @typedef {{choice: string, sequence: number, receivedAt: string, journal: number}} HandsetVote
 * @typedef {{id: number, motion: {number: string, title: string}, practice: boolean,
 *            options: KeyOption[], closesAt?: string}} HandsetRound
 * @typedef {{
 *   serial: string, assembly: {id: number, title: string, state: Assembly["state"]},
 *   member: {code: string, name: string, weight: number, present: boolean},
 *   round?: HandsetRound, voted?: HandsetVote,
 *   last?: {round: {id: number, motion: {number: string, title: string}, practice: boolean,
 *                   state: RoundState},
 *           voted?: HandsetVote, late?: {choice: string, at: string}},
 * }} HandsetView
 */

/** @typedef {{round: number, member: string, weight: number, choice: string, sequence: number,
 *             receivedAt: string, journal: number, replaces?: number}} Receipt */

export {};
