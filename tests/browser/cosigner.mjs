// SPDX-License-Identifier: EUPL-1.2
/** cosigner: a member of the counting committee who cosigns, as the tests need one. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";

const COSIGNATURE_V1 = Buffer.from([4]);

export class Cosigner {
    constructor(name) {
        this.name = name;
        const { publicKey, privateKey } = generateKeyPairSync("ed25519");
        this.secret = privateKey;
        const typed = Buffer.concat([COSIGNATURE_V1,
            publicKey.export({ type: "spki", format: "der" }).subarray(-32)]);
        this.id = createHash("sha256").update(`${name}\n`).update(typed).digest().subarray(0, 4);
        /** As `stembus committee` prints it. */
        this.key = `${name}+${this.id.toString("hex")}+${typed.toString("base64")}`;
    }

    /** A checkpoint with the line of this cosigner below it. */
    cosign(note, seconds = 1780000000) {
        const text = `${note.split("\n\n")[0]}\n`;
        const time = Buffer.alloc(8);
        time.writeBigUInt64BE(BigInt(seconds));
        const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), this.secret);
        return `${note}\u2014 ${this.name} ${Buffer.concat([this.id, time, signature]).toString("base64")}\n`;
    }
}

/** Has an assembly know these cosigners; so many must cosign a result. */
export async function register(server, assembly, cosigners, needed) {
    for (const { key } of cosigners)
        await server.ask("POST", `/v1/assemblies/${assembly}/cosigners`, { key, cosignaturesNeeded: needed });
}

/** Cosigns the latest checkpoint; gives what the server answers. */
export async function cosign(server, assembly, cosigner, token) {
    const note = await (await fetch(`${server.url}/v1/assemblies/${assembly}/checkpoint`)).text();
    return server.ask("POST", `/v1/assemblies/${assembly}/cosignatures`, { note: cosigner.cosign(note) }, { token });
}
