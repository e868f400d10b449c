// SPDX-License-Identifier: EUPL-1.2
/**
 * scene: what the projector shows, derived from the state of the assembly.
 * Pure: the snapshot and the time in, one description out.
 */
/** @typedef {import("../lib/types.js").Snapshot} Snapshot */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("../lib/types.js").MotionKind} MotionKind */
/** @typedef {import("../lib/types.js").Share} Share */

/** @typedef {{id: number, number: string, kind: MotionKind, title: string}} Item */

/**
 * @typedef {{name: "pause", snapshot: Snapshot}} PauseScene
 * @typedef {{name: "subject", motion: Motion, round?: Round}} SubjectScene
 * @typedef {{name: "open", item: Item, round: Round, present: Share}} OpenScene
 * @typedef {{name: "counting", item: Item, round: Round, timeIsUp: boolean}} CountingScene
 * @typedef {{name: "result", item: Item, round: Round}} ResultScene
 * @typedef {{name: "annulled", item: Item, round: Round}} AnnulledScene
 * @typedef {{name: "roll-call", item: Item, round: Round}} RollCallScene
 * @typedef {PauseScene | SubjectScene | OpenScene | CountingScene | ResultScene | AnnulledScene | RollCallScene} Scene
 */

/**
 * Seconds until a round closes; null without a time.  Never less than none, and
 * never more than there are in all, however roughly the time is known.
 * @param {Round} round
 * @param {number} now  the server's time
 */
export function secondsLeft(round, now) {
    if (round.closesAt === undefined)
        return null;
    const closes = Date.parse(round.closesAt);
    const opened = round.openedAt === undefined ? now : Date.parse(round.openedAt);
    return Math.max(0, Math.ceil((closes - Math.max(now, opened)) / 1000));
}

/**
 * @param {Item} item
 * @param {Round} round
 * @param {Snapshot} snapshot
 * @param {number} now
 * @returns {Scene}
 */
function roundScene(item, round, snapshot, now) {
    if (round.state === "annulled")
        return { name: "annulled", item, round };
    if (round.state === "open") {
        if (secondsLeft(round, now) === 0)
            return { name: "counting", item, round, timeIsUp: true };
        return { name: "open", item, round, present: snapshot.present };
    }
    if (round.result === undefined)
        return { name: "counting", item, round, timeIsUp: false };
    return { name: "result", item, round };
}

/**
 * The scene of a snapshot at a time of the server.  A subject whose round is
 * `prepared` can say which majority it will need.
 * @param {Snapshot} snapshot
 * @param {number} now
 * @param {Round} [prepared]
 * @returns {Scene}
 */
export function sceneOf(snapshot, now, prepared) {
    const { screen, motion, round } = snapshot;
    const show = screen?.show ?? "round";
    if (show === "subject" && screen?.motion !== undefined) {
        const own = prepared?.motion === screen.motion.id ? prepared : undefined;
        return { name: "subject", motion: screen.motion, round: own };
    }
    if (show === "pause" || show === "subject" || motion === undefined || round === undefined)
        return { name: "pause", snapshot };
    const scene = roundScene(motion, round, snapshot, now);
    return show === "roll-call" && scene.name === "result" ? { ...scene, name: "roll-call" } : scene;
}

/**
 * Whether what is shown does not count.
 * @param {Scene} scene
 */
export function isPractice(scene) {
    if (scene.name === "pause")
        return false;
    return scene.name === "subject" ? scene.motion.kind === "practice" : scene.round.practice;
}

/**
 * A text that is the same as long as the scene need not be drawn anew: what a
 * ballot or a second changes is left out.
 * @param {Scene} scene
 */
export function sceneKey(scene) {
    if (scene.name === "pause") {
        const { assembly, present, checkpoint } = scene.snapshot;
        const { id, state, seal } = assembly;
        return JSON.stringify(["pause", id, state, seal, present, checkpoint?.code]);
    }
    if (scene.name === "open") {
        const { turnout, ...terms } = scene.round;
        return JSON.stringify(["open", scene.item, terms]);
    }
    return JSON.stringify(scene);
}

/** @typedef {"adopted" | "rejected" | "void" | "none"} Tone */

/**
 * The tone of a decision that was taken without a vote, or of an earlier one.
 * @param {Motion["outcome"]} outcome
 * @returns {Tone}
 */
export function toneOf(outcome) {
    switch (outcome) {
    case "adopted": case "adopted-as-amended": case "acclamation": case "taken-over":
        return "adopted";
    case "rejected":
        return "rejected";
    default:
        return "none";
    }
}

// ---- small things --------------------------------------------------------------

/**
 * The first twelve digits of a seal, in fours: enough to compare with a paper.
 * @param {string} seal
 */
export function shortSeal(seal) {
    return (seal.slice(0, 12).match(/.{1,4}/g) ?? []).join(" ");
}

/**
 * The list, at most `most` of it, and how many were left out.
 * @template T
 * @param {T[]} list
 * @param {number} most
 */
export function firstOf(list, most) {
    return list.length <= most ? { shown: list, left: 0 }
        : { shown: list.slice(0, most - 1), left: list.length - most + 1 };
}

/**
 * How much of those present have voted.  Who voted and then left still counts.
 * @param {Share} turnout
 * @param {Share} present
 */
export function progressOf(turnout, present) {
    const members = Math.max(turnout.members, present.members);
    const weight = Math.max(turnout.weight, present.weight);
    return { members, weight, part: members === 0 ? 0 : turnout.members / members };
}
