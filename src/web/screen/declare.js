// SPDX-License-Identifier: EUPL-1.2
/**
 * declare: the button by which the chair rules on a result.  The first press
 * asks, the second does it; both clicks of a double click are one press.
 */
import { api, ApiError } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { t } from "../lib/text.js";

const ARMED_MS = 10000; // a press that is not confirmed is forgotten

export function makeDeclareButton() {
    /** @type {number | null} */
    let round = null;
    let armed = false;
    let busy = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const problem = el("p", { class: "problem", role: "alert" });
    const button = el("button", {
        id: "declare", type: "button", class: "primary",
        on: {
            click: press, blur: disarm,
            keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && disarm(),
        },
    });

    function draw() {
        button.hidden = round === null;
        button.classList.toggle("armed", armed);
        button.setAttribute("aria-disabled", String(busy));
        button.textContent = busy ? t("busy") : t(armed ? "screen_declare_again" : "screen_declare");
    }

    function disarm() {
        clearTimeout(timer);
        if (busy)
            return;
        armed = false;
        draw();
    }

    /** @param {MouseEvent} event */
    function press(event) {
        if (event.detail > 1 || busy || round === null)
            return;
        problem.textContent = "";
        if (armed) {
            declare(round);
            return;
        }
        armed = true;
        timer = setTimeout(disarm, ARMED_MS);
        draw();
    }

    /** @param {number} id */
    async function declare(id) {
        busy = true;
        draw();
        try {
            await api("POST", `/v1/rounds/${id}/transitions`, { to: "declared" });
        } catch (error) {
            const reason = error instanceof ApiError && error.status !== 0
                ? error.message : t("no_answer");
            problem.textContent = t("screen_declare_failed", { reason });
        } finally {
            busy = false;
            disarm();
        }
    }

    draw();
    return {
        button, problem, draw,
        /**
         * The round that is to be declared, or null.
         * @param {number | null} id
         */
        offer(id) {
            if (id === round)
                return;
            round = id;
            problem.textContent = "";
            disarm();
        },
    };
}
