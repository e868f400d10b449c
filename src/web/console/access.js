// SPDX-License-Identifier: EUPL-1.2
/**
 * access: the tokens of chair, committee, projectors, gateways and operators.
 * A token is shown once, with the address that signs in with it.
 */
import { api } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { formatMoment, t } from "../lib/text.js";
import { word } from "../lib/words.js";
import { button, deadline, onAction } from "./actions.js";
import { cosignersPart } from "./cosigners.js";
import { ask } from "./dialog.js";
import { selectField, textField, valueOf } from "./fields.js";
import { loadTokens } from "./follow.js";
import { qrCode } from "./qr.js";
import { publicBase, state } from "./state.js";
import { table, tableRow } from "./tables.js";

/** @typedef {import("../lib/types.js").Role} Role */
/** @typedef {import("../lib/types.js").Token} Token */

/** Which page each role signs in on. @type {Partial<Record<Role, string>>} */
const PAGES = { chair: "/screen", display: "/screen", committee: "/committee",
    operator: "/console" };
/** @type {Role[]} */
const ROLES = ["chair", "committee", "display", "gateway", "operator"];
const NAME_CHARS = 20;

/**
 * The address that signs in with a token; null for what is no browser.
 * @param {Role} role
 * @param {string} token
 */
export function tokenAddress(role, token) {
    const page = PAGES[role];
    if (page === undefined)
        return null;
    const to = new URLSearchParams({ token });
    if (state.assembly !== null)
        to.set("assembly", String(state.assembly.id));
    return `${publicBase()}${page}#${to}`;
}

/**
 * @param {string} label
 * @param {string} text
 */
function copyable(label, text) {
    const said = el("span", { role: "status" });
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(text);
            said.textContent = t("console_copied");
        } catch {
            said.textContent = t("console_copy_failed");
        }
    };
    return el("div", { class: "copyable" }, el("p", { class: "label" }, label),
        el("p", { class: "code small secret" }, text),
        el("p", { class: "row" },
            el("button", {
                type: "button", "aria-label": `${t("console_copy")}: ${label}`, on: { click: copy },
            }, t("console_copy")), said));
}

/** @param {{role: Role, name: string, token: string}} made */
async function show(made) {
    const address = tokenAddress(made.role, made.token);
    const qr = address === null ? null : await qrCode(address, t("console_token_qr"));
    ask({
        title: t("console_token_made", { role: word("role", made.role) }),
        body: [el("p", { class: "notice warn" }, t("console_token_once")),
            el("div", { class: "token-made" }, qr, el("div", {},
                address === null ? null : copyable(t("console_token_address"), address),
                copyable(t("console_token"), made.token)))],
        wide: true,
    });
}

onAction("token-new", () => {
    /** @type {{role: string, name?: string}} */
    let fields = { role: "" };
    /** @type {any} */
    let made = null;
    const dialog = ask({
        title: t("console_token_new"),
        body: [selectField("role", t("console_token_role"), ROLES.map((r) => [r, word("role", r)]),
            "chair"),
            textField("name", t("console_token_name"),
                { maxlength: String(NAME_CHARS), help: t("console_token_name_help") })],
        confirm: t("console_token_make"),
        read: (form) => {
            const name = valueOf(form, "name");
            fields = { role: valueOf(form, "role"), ...(name === "" ? {} : { name }) };
        },
        work: async () => {
            made = await api("POST", "/v1/tokens", fields, { signal: deadline() });
            await loadTokens();
        },
        done: () => show(made),
    });
    dialog?.querySelector("select")?.focus();
});

onAction("token-revoke", ({ token }) => {
    const found = state.tokens.find((k) => k.id === Number(token));
    if (found === undefined)
        return;
    ask({
        title: t("console_token_revoke_title"),
        body: el("p", {}, word("role", found.role), " ", bdi(found.name), ": ",
            t("console_token_revoke_help")),
        confirm: t("console_revoke"), danger: true,
        stands: () => (state.tokens.find((k) => k.id === found.id)?.revoked
            ? t("console_stands_token") : ""),
        work: async () => {
            await api("DELETE", `/v1/tokens/${found.id}`, undefined, { signal: deadline() });
            await loadTokens();
        },
    });
});

/** @param {Token} token */
function row(token) {
    return tableRow(word("role", token.role), bdi(token.name), formatMoment(token.createdAt),
        token.revoked ? t("console_token_revoked") : button(t("console_revoke"), "token-revoke", {
            class: "danger", data: { token: String(token.id) }, key: `revoke-${token.id}`,
        }));
}

export function accessView() {
    const list = [...state.tokens]
        .sort((a, b) => Number(a.revoked) - Number(b.revoked) || a.id - b.id);
    return el("div", { class: "narrow", data: { key: "access" } },
        el("div", { class: "head" },
            el("h1", { tabindex: "-1", id: "view-title" }, t("console_view_access")),
            button(t("console_token_new"), "token-new", { class: "primary", key: "token-new" })),
        el("p", { class: "soft" }, t("console_access_help")),
        table(t("console_view_access"), [t("console_token_role"), t("console_token_name"),
            t("console_token_since"), t("console_token_state")], list.map(row)),
        cosignersPart());
}
