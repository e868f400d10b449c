// SPDX-License-Identifier: EUPL-1.2
/**
 * handset_model: a world in which a handset's machine can be tried: a server
 * that judges ballots as src/domain/rules.c does, a network that loses, delays
 * and doubles what it carries, phones whose pages are reloaded, and a clock
 * that only moves when something is due.
 */
import { step } from "../../src/web/handset/ballot.js";
import { identity, initial, isSame } from "../../src/web/handset/state.js";
import { makeStore } from "../../src/web/handset/store.js";

const TIMEOUT_MS = 8000;

/** Numbers that look random and are the same each time (mulberry32). */
export function chance(seed) {
    let a = seed >>> 0;
    return () => {
        a = (a + 0x6d2b79f5) >>> 0;
        let t = Math.imul(a ^ (a >>> 15), a | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

/** What browsers call localStorage. */
export class FakeStorage {
    #rows = new Map();
    onChange = () => {};

    get length() { return this.#rows.size; }
    key(i) { return [...this.#rows.keys()][i] ?? null; }
    getItem(key) { return this.#rows.get(key) ?? null; }
    setItem(key, value) { this.#rows.set(key, String(value)); this.onChange(key); }
    removeItem(key) { this.#rows.delete(key); this.onChange(key); }
}

export class World {
    constructor(seed) {
        this.random = chance(seed);
        this.now = 0;
        this.due = [];
        this.order = 0;
    }

    after(ms, act) {
        const entry = { at: this.now + ms, order: this.order++, act };
        this.due.push(entry);
        return entry;
    }

    cancel(entry) {
        this.due = this.due.filter((e) => e !== entry);
    }

    /** Lets time pass. */
    run(ms) {
        const until = this.now + ms;
        for (;;) {
            const next = this.due.reduce((first, e) => (first === null || e.at < first.at ||
                (e.at === first.at && e.order < first.order) ? e : first), null);
            if (next === null || next.at > until)
                break;
            this.cancel(next);
            this.now = Math.max(this.now, next.at);
            next.act();
        }
        this.now = until;
    }
}

/** One member's side of the server. */
export class ModelServer {
    constructor() {
        this.rounds = new Map(); // id → {id, state, ballots}
        this.present = true;
        this.generation = 0; // what was on its way to a process that died is lost
        this.up = true;
        this.revoked = false;
    }

    open(id) {
        this.rounds.set(id, { id, state: "open", ballots: [] });
        this.current = id;
    }

    close(id) {
        this.rounds.get(id).state = "closed";
    }

    standing(id) {
        return this.rounds.get(id).ballots.reduce((best, b) =>
            (best === null || b.sequence > best.sequence ? b : best), null);
    }

    has(id, choice, sequence) {
        return this.rounds.get(id).ballots.some((b) => b.choice === choice && b.sequence === sequence);
    }

    ballot({ round: id, choice, sequence }, now) {
        const round = this.rounds.get(id);
        const problem = (status, slug) => ({ status, slug, retryAfter: 0 });
        if (this.revoked)
            return { problem: problem(403, "handset-revoked") };
        const receipt = (b) => ({ round: id, choice: b.choice, sequence: b.sequence, receivedAt: b.at });
        const same = round.ballots.find((b) => b.choice === choice && b.sequence === sequence);
        if (same)
            return { receipt: receipt(same), repeated: true };
        if (round.state !== "open") {
            if (sequence >= (round.lateSequence ?? 0)) {
                round.lateSequence = sequence;
                round.late = { choice, at: String(now) };
            }
            return { problem: problem(409, "round-closed") };
        }
        if (!this.present)
            return { problem: problem(403, "member-absent") };
        const standing = this.standing(id);
        if (standing !== null && sequence <= standing.sequence)
            return { problem: problem(409, "stale-ballot") };
        const stored = { choice, sequence, at: String(now) };
        round.ballots.push(stored);
        return { receipt: receipt(stored), repeated: false };
    }

    view() {
        const round = this.rounds.get(this.current);
        const shape = round && { id: round.id, motion: { number: "7", title: "Voorstel" }, practice: false };
        const standing = round && this.standing(round.id);
        const voted = standing ? { choice: standing.choice, sequence: standing.sequence,
            receivedAt: standing.at, journal: 1 } : undefined;
        return {
            serial: "K1", assembly: { id: 1, title: "Vergadering", state: "opened" },
            member: { code: "GM9001", name: "Voorbeeldstad", weight: 75, present: this.present },
            ...(round?.state === "open" ? { voted,
                round: { ...shape, options: ["for", "against", "abstain"].map((option, i) => ({ key: i + 1, option })) } }
                : round ? { last: { round: { ...shape, state: round.state }, voted, late: round.late } } : {}),
        };
    }

    snapshot() {
        const round = this.rounds.get(this.current);
        return { assembly: { state: "opened" }, present: { members: 1 },
            round: round && { id: round.id, state: round.state } };
    }
}

/** The way between: `weather` says how bad it is. */
export class Network {
    constructor(world, server) {
        this.world = world;
        this.server = server;
        this.weather = { lose: 0, double: 0, slow: 50, busy: 0, portal: 0 };
    }

    #maybe(p) {
        return this.world.random() < p;
    }

    #delay() {
        return this.world.random() * this.weather.slow;
    }

    /** Carries a request; `answer` is called once, with null for none. */
    carry(handle, answer) {
        let open = true;
        const finish = (what) => {
            if (open)
                answer(what);
            open = false;
        };
        const { world, server } = this;
        world.after(TIMEOUT_MS, () => finish(null));
        if (this.#maybe(this.weather.portal)) {
            world.after(this.#delay(), () => finish({ problem: { status: 403, slug: "", retryAfter: 0 } }));
            return;
        }
        if (!server.up) {
            world.after(this.#delay(), () => finish(null));
            return;
        }
        const copies = this.#maybe(this.weather.double) ? 2 : 1;
        for (let i = 0; i < copies; i++) {
            if (this.#maybe(this.weather.lose))
                continue;
            const { generation } = server;
            world.after(this.#delay() * (i + 1), () => {
                if (!server.up || server.generation !== generation)
                    return;
                const said = this.#maybe(this.weather.busy)
                    ? { problem: { status: 503, slug: "queue-full", retryAfter: 1 } } : handle();
                if (!this.#maybe(this.weather.lose))
                    world.after(this.#delay(), () => server.generation === generation && finish(said));
            });
        }
    }
}

/** A page of the handset on a phone: what main.js does, in the model's world. */
export class Page {
    constructor(world, network, storage, onChange = () => {}) {
        this.world = world;
        this.network = network;
        this.store = makeStore(storage, "view");
        this.onChange = onChange;
        this.state = initial();
        this.timers = new Map();
        this.open = true;
        this.registered = [];
        const remembered = this.store.readView();
        if (remembered !== null)
            this.tell({ type: "start", view: remembered, stored: this.store.read(identity(remembered)) });
        this.tell({ type: "ask" });
    }

    /** Reloaded or thrown away: what is on its way goes on without it. */
    leave() {
        this.open = false;
        for (const timer of this.timers.values())
            this.world.cancel(timer);
    }

    tell(event) {
        if (!this.open)
            return;
        const [next, effects] = step(this.state, event, this.world.random);
        this.state = next;
        for (const effect of effects)
            this.#act(effect);
        this.onChange(this);
    }

    #act(effect) {
        const { world, network, store } = this;
        switch (effect.do) {
        case "keep": store.keep(this.state.me, effect.ballot); break;
        case "forget": store.forget(this.state.me, effect.ballot); break;
        case "remember": store.writeView(effect.view); break;
        case "registered": this.registered.push(effect.ballot); break;
        case "send": this.#send(effect.ballot); break;
        case "get": network.carry(() => ({ view: network.server.view() }), (said) => {
            const problem = said === null ? { status: 0, slug: "", retryAfter: 0 } : said.problem;
            this.tell(problem ? { type: "unanswered", problem }
                : { type: "view", view: said.view, epoch: effect.epoch, stored: store.read(identity(said.view)) });
        }); break;
        case "wait": this.#wait(effect.timer, world.now + effect.ms); break;
        }
    }

    #send(ballot) {
        const { network, store } = this;
        const remembered = store.readView();
        if (remembered !== null && !isSame(identity(remembered), this.state.me))
            throw new Error("sent for somebody else");
        network.carry(() => network.server.ballot(ballot, this.world.now), (said) => {
            const problem = said === null ? { status: 0, slug: "", retryAfter: 0 } : said.problem;
            this.tell(problem ? { type: "failed", ballot, problem }
                : { type: "receipt", ballot, receipt: said.receipt, repeated: said.repeated });
        });
    }

    #wait(name, at) {
        const set = this.timers.get(name);
        if (set && (name === "ask" && set.at <= at && this.world.due.includes(set)))
            return;
        if (set)
            this.world.cancel(set);
        this.timers.set(name, this.world.after(at - this.world.now, () => this.tell({ type: name })));
    }

    press(choice) {
        this.tell({ type: "press", choice, now: this.world.now, stored: this.store.read(this.state.me) });
    }
}
