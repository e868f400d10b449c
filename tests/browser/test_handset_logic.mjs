// SPDX-License-Identifier: EUPL-1.2
/**
 * The machine of the handset page (src/web/handset/ballot.js and what it uses),
 * without a browser: case by case, and in a model world full of accidents.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { texts } from "../../src/web/text/nl_base.js";
import { step } from "../../src/web/handset/ballot.js";
import { show, statusOf } from "../../src/web/handset/display.js";
import { backoff, initial } from "../../src/web/handset/state.js";
import { makeStore } from "../../src/web/handset/store.js";
import { chance, FakeStorage, ModelServer, Network, Page, World } from "./handset_model.mjs";

const ME = { assembly: 1, member: "GM9001", serial: "K1" };
const NOTHING = { kept: [], used: {} };
const half = () => 0.5;
const PROBLEM = { status: 0, slug: "", retryAfter: 0 };

/** A view of an open round, or of what the server says instead. */
function view(more = {}) {
    return {
        serial: "K1", assembly: { id: 1, title: "Vergadering", state: "opened" },
        member: { code: "GM9001", name: "Voorbeeldstad", weight: 75, present: true },
        round: { id: 7, motion: { number: "11a", title: "Voorstel" }, practice: false,
            options: ["for", "against", "abstain"].map((option, i) => ({ key: i + 1, option })) },
        ...more,
    };
}

const vote = (choice, sequence) => ({ choice, sequence, receivedAt: "2026-06-08T10:15:30.123Z", journal: 9 });
const receiptOf = ({ round, choice, sequence }) => ({ round, choice, sequence, receivedAt: "2026-06-08T10:15:31.000Z" });

/** A machine that has had these events; gives the last step's effects too. */
function after(...events) {
    let state = initial();
    let effects = [];
    for (const event of events) {
        const made = typeof event === "function" ? event(state) : event;
        [state, effects] = step(state, made, half);
    }
    return { state, effects, names: effects.map((effect) => effect.do) };
}

const told = (v = view(), stored = NOTHING) => (state) =>
    ({ type: "view", view: v, epoch: state.epoch, stored });
const press = (choice) => ({ type: "press", choice, now: 1000, stored: NOTHING });
const stands = (repeated = false) => (state) =>
    ({ type: "receipt", ballot: state.kept[0], receipt: receiptOf(state.kept[0]), repeated });
const fails = (problem) => (state) =>
    ({ type: "failed", ballot: state.kept[0], problem: { ...PROBLEM, ...problem } });
const closed = (more = {}) => view({ round: undefined, last: { round: {
    id: 7, motion: { number: "11a", title: "Voorstel" }, practice: false, state: "closed" }, ...more } });

// ---- one ballot ---------------------------------------------------------------

test("a press is kept before it is sent, and is registered by a 201 alone", () => {
    const pressed = after(told(), press("for"));
    assert.deepEqual(pressed.names, ["keep", "send"]);
    assert.deepEqual(pressed.effects[1].ballot, { round: 7, choice: "for", sequence: 1, pressedAt: 1000 });
    assert.equal(statusOf(pressed.state, 7).kind, "sending");
    const done = after(told(), press("for"), stands());
    assert.deepEqual(done.names, ["forget", "registered"]);
    assert.deepEqual(statusOf(done.state, 7), { kind: "registered", standing: {
        round: 7, choice: "for", sequence: 1, receivedAt: "2026-06-08T10:15:31.000Z" } });
});

test("the very same ballot is sent again after each failure that may pass", () => {
    for (const problem of [{ status: 0 }, { status: 429, slug: "too-many-requests", retryAfter: 1 },
        { status: 503, slug: "queue-full", retryAfter: 1 }, { status: 500, slug: "internal" },
        { status: 502 }, { status: 403 }, { status: 404 }]) {
        const failed = after(told(), press("against"), fails(problem));
        assert.deepEqual(failed.names, ["wait"], JSON.stringify(problem));
        assert.equal(failed.effects[0].timer, "retry");
        assert.ok(failed.effects[0].ms >= problem.retryAfter * 1000 || !problem.retryAfter);
        assert.equal(statusOf(failed.state, 7).kind, "repeating");
        const again = after(told(), press("against"), fails(problem), { type: "retry" });
        assert.deepEqual(again.effects, [{ do: "send", ballot: failed.state.kept[0] }]);
    }
});

test("pauses between repetitions double to ten seconds, each with a random part", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 50].map((n) => backoff(n, 0, () => 1));
    assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 10000, 10000, 10000]);
    assert.equal(backoff(6, 0, () => 0), 5000);
    assert.ok(backoff(1, 30, () => 0) >= 30000);
});

test("pressing the same again sends the same; another choice has a higher sequence", () => {
    const same = after(told(), press("for"), fails({}), press("for"));
    assert.deepEqual(same.names, ["send"]);
    assert.equal(same.effects[0].ballot.sequence, 1);
    const other = after(told(), press("for"), press("against"));
    assert.equal(other.effects[1].ballot.sequence, 2);
    assert.equal(other.state.kept.length, 1);
    const back = after(told(), press("for"), stands(), press("against"), press("for"));
    assert.equal(back.effects[1].ballot.sequence, 3);
});

test("pressing what stands already makes no ballot, unless that is only remembered or in doubt", () => {
    const standing = view({ voted: vote("for", 4) });
    assert.deepEqual(after(told(standing), press("for")).names, []);
    const remembered = after({ type: "start", view: standing, stored: NOTHING }, press("for"));
    assert.deepEqual(remembered.names, ["keep", "send"]);
    const elsewhere = after(told(standing), { ...press("for"), stored: { kept: [], used: { 7: 5 } } });
    assert.equal(elsewhere.effects[0].ballot.sequence, 6, "another tab has used 5 since");
});

test("what a former page saw registered is not said again before the server has", () => {
    const { state } = after({ type: "start", view: view({ voted: vote("for", 4) }), stored: NOTHING });
    assert.equal(statusOf(state, 7).kind, "unknown");
    assert.equal(show(state, null).round.options[0].mark, "none");
});

test("a sequence is higher than all that stood or was ever used, also by a former page", () => {
    assert.equal(after(told(view({ voted: vote("for", 4) })), press("against")).effects[0].ballot.sequence, 5);
    assert.equal(after(told(view(), { kept: [], used: { 7: 9 } }), press("for")).effects[0].ballot.sequence, 10);
});

test("the answer to a ballot that was overtaken does not register the later one", () => {
    const { state } = after(told(), press("for"), press("against"));
    const [next, effects] = step(state, { type: "receipt", repeated: false,
        ballot: { round: 7, choice: "for", sequence: 1, pressedAt: 0 },
        receipt: receiptOf({ round: 7, choice: "for", sequence: 1 }) }, half);
    assert.deepEqual(effects, []);
    assert.deepEqual(statusOf(next, 7), { kind: "sending", choice: "against", standing: {
        round: 7, choice: "for", sequence: 1, receivedAt: "2026-06-08T10:15:31.000Z" } });
});

test("a ballot that the server had already is registered when the server says that it stands", () => {
    const again = after(told(), press("for"), fails({}), stands(true));
    assert.deepEqual(again.names, ["wait", "get"]);
    assert.notEqual(statusOf(again.state, 7).kind, "registered");
    const [standing, effects] = step(again.state, told(view({ voted: vote("for", 1) }))(again.state), half);
    assert.equal(statusOf(standing, 7).kind, "registered");
    assert.ok(effects.some((effect) => effect.do === "registered"));
    const [replaced] = step(again.state, told(view({ voted: vote("against", 2) }))(again.state), half);
    assert.equal(statusOf(replaced, 7).standing.choice, "against");
});

test("a view that was asked before a ballot was answered is asked anew", () => {
    const { state } = after(told(), { type: "ask" }, press("for"));
    const [done] = step(state, stands()(state), half);
    const [late, effects] = step(done, { type: "view", view: view(), epoch: state.epoch, stored: NOTHING }, half);
    assert.deepEqual(effects, [{ do: "get", epoch: done.epoch }]);
    assert.equal(statusOf(late, 7).kind, "registered");
});

test("what moves while a question is under way is asked again", () => {
    const asked = after(told(), { type: "ask" }, { type: "ask" });
    assert.deepEqual(asked.effects, [], "one question at a time");
    const [, effects] = step(asked.state, told()(asked.state), half);
    assert.ok(effects.some((effect) => effect.do === "get"));
});

test("what the server says stands beats what the page thinks", () => {
    const { state } = after(told(), press("for"), stands(), told(view({ voted: vote("abstain", 8) })));
    assert.equal(statusOf(state, 7).standing.choice, "abstain");
    assert.equal(statusOf(after(told(), press("for"), stands(), told()).state, 7).kind, "none");
});

// ---- refusals -------------------------------------------------------------------

test("each final refusal ends the ballot, says so, and asks what stands", () => {
    for (const [status, slug] of [[409, "round-closed"], [409, "round-not-open"], [409, "stale-ballot"],
        [403, "member-absent"], [403, "not-entitled"], [400, "body-invalid"], [404, "not-found"],
        [403, "origin-forbidden"], [413, "body-too-large"]]) {
        const { state, names } = after(told(), press("for"), fails({ status, slug }));
        assert.deepEqual(names, ["forget", "get"], slug);
        assert.deepEqual(statusOf(state, 7), { kind: "refused", choice: "for", slug, standing: null });
        assert.deepEqual(step(state, { type: "retry" }, half)[1], [], slug);
    }
});

test("after a stale ballot what stands is shown and the next sequence is above it", () => {
    const refused = after(told(), press("for"), fails({ status: 409, slug: "stale-ballot" }),
        told(view({ voted: vote("against", 6) })));
    assert.equal(statusOf(refused.state, 7).standing.choice, "against");
    assert.equal(step(refused.state, press("for"), half)[1][0].ballot.sequence, 7);
});

test("what the handset may never do again makes it leave, with what it still had to say", () => {
    for (const [status, slug] of [[401, "credential-unknown"], [403, "handset-revoked"],
        [403, "assignment-ended"]]) {
        const { state, names } = after(told(), press("for"), fails({ status, slug }));
        assert.deepEqual(names, ["forget"], slug);
        assert.deepEqual(state.gone, { slug, choice: "for" });
        assert.deepEqual(step(state, { type: "ask" }, half)[1], []);
        assert.deepEqual(step(state, press("for"), half)[1], []);
        const asked = after(told(), { type: "ask" }, { type: "unanswered", problem: { status, slug, retryAfter: 0 } });
        assert.equal(asked.state.gone.slug, slug);
    }
});

test("a portal that answers in the server's place ends nothing", () => {
    assert.equal(after(told(), press("for"), fails({ status: 401 })).state.gone, null);
    assert.equal(after(told(), { type: "unanswered", problem: { status: 403, slug: "", retryAfter: 0 } }).state.gone, null);
});

test("a press after the close is told as late, from the refusal and from the server", () => {
    const late = after(told(), press("against"), fails({ status: 409, slug: "round-closed" }),
        told(closed({ late: { choice: "against", at: "2026-06-08T10:16:02.000Z" } })));
    const shown = show(late.state, null);
    assert.equal(shown.round, null);
    assert.equal(shown.status.kind, "refused");
    assert.deepEqual(shown.late, { choice: "against", at: "2026-06-08T10:16:02.000Z" });
    const reloaded = show(after(told(closed({ late: { choice: "against", at: "x" } }))).state, null);
    assert.equal(reloaded.late.choice, "against");
    assert.equal(reloaded.status.kind, "none");
});

// ---- reloads, tabs, other members -------------------------------------------------

test("what an earlier page kept is sent again as it was", () => {
    const ballot = { round: 7, choice: "for", sequence: 3, pressedAt: 5 };
    const { state, effects } = after(told(view(), { kept: [ballot], used: { 7: 3 } }));
    assert.ok(effects.some((e) => e.do === "wait" && e.timer === "retry" && e.ms === 0));
    assert.deepEqual(step(state, { type: "retry" }, half)[1], [{ do: "send", ballot }]);
});

test("offline, a remembered view shows what was kept and is not called fresh", () => {
    const ballot = { round: 7, choice: "for", sequence: 3, pressedAt: 5 };
    const { state } = after({ type: "start", view: view(), stored: { kept: [ballot], used: { 7: 3 } } });
    const shown = show(state, null);
    assert.equal(shown.isFresh, false);
    assert.equal(shown.status.kind, "sending");
    assert.equal(shown.member.name, "Voorbeeldstad");
});

test("another member on the same phone begins with nothing of the one before", () => {
    const other = view({ member: { code: "GM9002", name: "Proefdorp", weight: 9, present: true }, serial: "K2" });
    const { state } = after(told(view({ voted: vote("for", 5) })), press("against"), told(other));
    assert.deepEqual(state.kept, []);
    assert.equal(statusOf(state, 7).kind, "none");
    assert.equal(step(state, press("for"), half)[1][0].ballot.sequence, 1);
});

test("another tab's press is shown, left to that tab, and asked about when it is done", () => {
    const theirs = { round: 7, choice: "against", sequence: 2, pressedAt: 5 };
    const seen = after(told(view({ voted: vote("for", 1) })), { type: "stored", stored: { kept: [theirs], used: { 7: 2 } } });
    assert.equal(statusOf(seen.state, 7).choice, "against");
    assert.ok(seen.effects.every((e) => e.do === "wait" && e.ms >= 5000));
    const [done, effects] = step(seen.state, { type: "stored", stored: { kept: [], used: { 7: 2 } } }, half);
    assert.equal(statusOf(done, 7).kind, "sending", "not the former choice, for a moment");
    assert.deepEqual(effects, [{ do: "get", epoch: done.epoch }]);
    const [settled] = step(done, told(view({ voted: vote("against", 2) }))(done), half);
    assert.equal(statusOf(settled, 7).standing.choice, "against");
});

test("the store wipes a choice once it is settled, and keeps a later one of another tab", () => {
    const storage = new FakeStorage();
    const store = makeStore(storage, "view");
    const first = { round: 7, choice: "for", sequence: 1, pressedAt: 5 };
    const second = { round: 7, choice: "against", sequence: 2, pressedAt: 6 };
    store.keep(ME, first);
    store.keep(ME, second);
    store.forget(ME, first);
    assert.deepEqual(store.read(ME).kept, [second]);
    store.forget(ME, second);
    assert.deepEqual(store.read(ME), { kept: [], used: { 7: 2 } });
    assert.deepEqual(store.read({ ...ME, serial: "K2" }), NOTHING);
    store.keep(ME, { round: 8, choice: "for", sequence: 1, pressedAt: 7 });
    assert.deepEqual(Object.keys(store.read(ME).used), ["8"], "the row of the round before is gone");
    store.clear();
    assert.equal(storage.length, 0);
});

test("without storage everything works within one page", () => {
    const broken = makeStore({ get length() { throw new Error("denied"); }, key() { throw new Error(); },
        getItem() { throw new Error(); }, setItem() { throw new Error(); }, removeItem() { throw new Error(); } }, "view");
    broken.keep(ME, { round: 7, choice: "for", sequence: 1, pressedAt: 5 });
    assert.deepEqual(broken.read(ME), NOTHING);
    assert.equal(broken.readView(), null);
    broken.clear();
});

// ---- the stream -----------------------------------------------------------------

const snapshot = (more = {}) => ({ assembly: { state: "opened" }, present: { members: 3 },
    round: { id: 7, state: "open", turnout: { members: 1 } }, ...more });

test("it asks when the stream says something new, and not when others vote", () => {
    const { state, effects } = after(told(), { type: "snapshot", snapshot: snapshot() });
    assert.deepEqual(effects, [], "it knew");
    const others = step(state, { type: "snapshot", snapshot: snapshot({ round: { id: 7, state: "open", turnout: { members: 2 } } }) }, half);
    assert.deepEqual(others[1], []);
    for (const round of [{ id: 7, state: "closed" }, { id: 8, state: "open" },
        { id: 7, state: "open", closesAt: "2026-06-08T10:20:00.000Z" }]) {
        const moved = step(state, { type: "snapshot", snapshot: snapshot({ round }) }, half)[1];
        assert.equal(moved.length, 1, JSON.stringify(round));
        assert.equal(moved[0].timer, "ask");
        assert.ok(moved[0].ms > 0 && moved[0].ms < 1000);
    }
});

test("who is not checked in asks again when somebody is", () => {
    const absent = view({ member: { ...view().member, present: false } });
    const { state } = after(told(absent), { type: "snapshot", snapshot: snapshot() });
    assert.equal(step(state, { type: "snapshot", snapshot: snapshot() }, half)[1].length, 0);
    assert.equal(step(state, { type: "snapshot", snapshot: snapshot({ present: { members: 4 } }) }, half)[1].length, 1);
});

test("when one round follows another at once, a press meant for the former is none", () => {
    const next = view({ round: { ...view().round, id: 8 } });
    const { state, effects } = after(told(), told(next));
    assert.ok(effects.some((e) => e.do === "wait" && e.timer === "settle"));
    assert.equal(show(state, null).round.isDisabled, true);
    assert.deepEqual(step(state, press("for"), half)[1], []);
    const [ready] = step(state, { type: "settle" }, half);
    assert.equal(show(ready, null).round.isDisabled, false);
});

// ---- what is shown ---------------------------------------------------------------

test("only a registered choice is marked as such", () => {
    const marks = (state) => show(state, null).round.options.map((o) => o.mark).join(" ");
    assert.equal(marks(after(told()).state), "none none none");
    assert.equal(marks(after(told(), press("against")).state), "none sending none");
    assert.equal(marks(after(told(), press("against"), fails({})).state), "none repeating none");
    assert.equal(marks(after(told(), press("against"), stands()).state), "none registered none");
    assert.equal(marks(after(told(), press("against"), stands(), press("for")).state), "sending standing none");
});

test("the buttons are off for who is absent or has no vote in this round", () => {
    const absent = view({ member: { ...view().member, present: false } });
    assert.equal(show(after(told(absent)).state, null).round.isDisabled, true);
    const without = after(told(), press("for"), fails({ status: 403, slug: "not-entitled" }));
    assert.equal(show(without.state, null).round.isDisabled, true);
});

test("the subject on the projector is shown, with the last vote", () => {
    const shown = show(after(told(closed({ voted: vote("for", 2) }))).state,
        snapshot({ screen: { show: "subject", motion: { number: "8", title: "Volgend voorstel" } } }));
    assert.equal(shown.subject.title, "Volgend voorstel");
    assert.equal(shown.last.state, "closed");
    assert.equal(shown.status.standing.choice, "for");
});

test("what a telephone loads has every text that the handset says", () => {
    const web = new URL("../../src/web/", import.meta.url);
    const html = readFileSync(new URL("handset.html", web), "utf8");
    const modules = [...html.matchAll(/"\/web\/((?:handset|lib)\/\w+\.js)"/g)].map((match) => match[1]);
    for (const name of [...modules, "handset/menu.js"])
        for (const [, key] of readFileSync(new URL(name, web), "utf8").matchAll(/(?:\bt\("|"(?=handset_))(\w+)"/g))
            assert.ok(key in texts, `${name} says ${key}`);
    assert.ok(modules.length > 10);
});

// ---- the model world --------------------------------------------------------------

const CHOICES = ["for", "against", "abstain"];

/** What must be true whenever a page has changed. */
function holds(page, server) {
    for (const id of server.rounds.keys()) {
        const status = statusOf(page.state, id);
        if (status.kind === "registered")
            assert.ok(server.has(id, status.standing.choice, status.standing.sequence),
                `shows ${JSON.stringify(status.standing)}, which is not stored`);
    }
    for (const ballot of page.registered)
        assert.ok(server.has(ballot.round, ballot.choice, ballot.sequence));
}

/** A storm of accidents around one round; gives the world when it is over. */
function storm(seed, { tabs = 1, closes = false } = {}) {
    const world = new World(seed);
    const { random } = world;
    const server = new ModelServer();
    const network = new Network(world, server);
    const storage = new FakeStorage();
    network.weather = { lose: random() * 0.6, double: random() * 0.4, slow: 100 + random() * 9000,
        busy: random() * 0.3, portal: random() * 0.2 };
    const open = () => new Page(world, network, storage, (page) => holds(page, server));
    server.open(1);
    const pages = Array.from({ length: tabs }, open);
    const stored = (from) => pages.forEach((page, i) => i !== from && world.after(1 + random() * 5, () =>
        page.state.me && page.tell({ type: "stored", stored: page.store.read(page.state.me) })));
    let last = null;
    let pressed = 0;
    world.run(20000);
    for (let moment = 0; moment < 25; moment++) {
        const which = Math.floor(random() * tabs);
        const dice = random();
        if (dice < 0.45) {
            const choice = CHOICES[Math.floor(random() * 3)];
            if (pages[which].state.view?.round && server.rounds.get(1).state === "open") {
                pages[which].press(choice);
                stored(which);
                last = choice;
                pressed++;
            }
        } else if (dice < 0.65) {
            pages[which].leave();
            pages[which] = open();
        } else if (dice < 0.75) {
            server.up = false;
            server.generation++;
            world.after(random() * 15000, () => { server.up = true; });
        } else if (dice < 0.85) {
            pages[which].tell({ type: "wake" });
        }
        world.run(random() * 4000);
    }
    if (closes)
        server.close(1);
    network.weather = { lose: 0, double: 0, slow: 50, busy: 0, portal: 0 };
    world.run(20000);
    pages.forEach((page) => page.tell({ type: "wake" }));
    world.run(60000);
    return { server, pages, last, pressed };
}

test("1,000 storms: never 'registered' what is not stored, and in the end the last choice stands", () => {
    let presses = 0;
    for (let seed = 1; seed <= 1000; seed++) {
        const { server, pages: [page], last, pressed } = storm(seed);
        presses += pressed;
        const standing = server.standing(1);
        const status = statusOf(page.state, 1);
        assert.equal(standing?.choice ?? null, last, `seed ${seed}`);
        assert.equal(status.kind, last === null ? "none" : "registered", `seed ${seed}`);
        assert.equal(status.standing?.sequence, standing?.sequence, `seed ${seed}`);
        assert.deepEqual(page.state.kept, [], `seed ${seed}`);
    }
    assert.ok(presses > 5000, `${presses} presses`);
});

test("500 storms with a close in the middle: the page says what the server counted", () => {
    for (let seed = 1; seed <= 500; seed++) {
        const { server, pages: [page], last } = storm(seed, { closes: true });
        const standing = server.standing(1);
        const { status, last: round, late } = show(page.state, null);
        assert.equal(round.state, "closed", `seed ${seed}`);
        assert.ok(status.kind !== "sending" && status.kind !== "repeating", `seed ${seed}: ${status.kind}`);
        assert.deepEqual(status.standing?.sequence, standing?.sequence, `seed ${seed}`);
        if (last !== null && standing?.choice !== last)
            assert.equal(late?.choice, last, `seed ${seed}: the last press is told as late`);
    }
});

test("500 storms with two tabs on one phone end with the last choice in both", () => {
    for (let seed = 1; seed <= 500; seed++) {
        const { server, pages, last } = storm(seed, { tabs: 2 });
        assert.equal(server.standing(1)?.choice ?? null, last, `seed ${seed}`);
        for (const page of pages)
            assert.equal(statusOf(page.state, 1).standing?.choice ?? null, last, `seed ${seed}`);
    }
});

test("the model itself is worth something: without repeating, storms lose presses", () => {
    const random = chance(5);
    const world = new World(5);
    const server = new ModelServer();
    const network = new Network(world, server);
    network.weather = { lose: 0.5, double: 0, slow: 10, busy: 0, portal: 0 };
    server.open(1);
    let lost = 0;
    for (let i = 1; i <= 200; i++) {
        network.carry(() => server.ballot({ round: 1, choice: CHOICES[Math.floor(random() * 3)], sequence: i }, 0),
            (said) => { lost += said === null ? 1 : 0; });
        world.run(20);
    }
    world.run(60000);
    assert.ok(lost > 50 && server.rounds.get(1).ballots.length > 50);
});
