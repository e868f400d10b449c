# SPDX-License-Identifier: EUPL-1.2
"""RFC 6962, C2SP notes and Ed25519 once more, to hold the daemon to.

Trees and proofs are computed from their definitions; signatures are openssl's
business, asked as a user would.
"""
import base64
import hashlib
import subprocess

__unittest = True  # a failure shows the test's own lines only


def b64(data):
    return base64.b64encode(data).decode()


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(line):
    return sha256(b"\0", line)


def split(size):
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def root(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\1", root(leaves[:k]), root(leaves[k:]))


def inclusion(n, leaves):
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if n < k:
        return inclusion(n, leaves[:k]) + [root(leaves[k:])]
    return inclusion(n - k, leaves[k:]) + [root(leaves[:k])]


def consistency(size, leaves, known=True):
    """PROOF and SUBPROOF of RFC 6962, 2.1.2."""
    if size in (0, len(leaves)):
        return [] if known else [root(leaves)]
    k = split(len(leaves))
    if size <= k:
        return consistency(size, leaves[:k], known) + [root(leaves[k:])]
    return consistency(size - k, leaves[k:], False) + [root(leaves[:k])]


def code(root_hash):
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    bits = int.from_bytes(root_hash[:5], "big")
    text = "".join(digits[bits >> 35 - 5 * i & 31] for i in range(8))
    return f"{text[:4]}-{text[4:]}"


class Note:
    """A checkpoint, taken apart; raises when it has another form."""

    def __init__(self, text):
        self.text, _, signatures = text.partition("\n\n")
        self.text += "\n"
        self.origin, size, root_text = self.text.splitlines()
        self.size = int(size)
        self.root = base64.b64decode(root_text, validate=True)
        assert size == str(self.size) and len(self.root) == 32, text
        dash, self.name, signature = signatures.rstrip("\n").split(" ")
        assert dash == "\u2014" and self.name == self.origin, text
        signature = base64.b64decode(signature, validate=True)
        self.key_id, self.signature = signature[:4], signature[4:]

    def is_signed(self, folder, pem, public_key):
        """By openssl; and the key has the number that C2SP gives it."""
        assert self.key_id == sha256(self.name.encode(), b"\n\1",
                                     public_key)[:4]
        (folder / "text").write_text(self.text, encoding="utf-8")
        (folder / "signature").write_bytes(self.signature)
        (folder / "key.pem").write_text(pem)
        return subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem",
             "-rawin", "-in", "text", "-sigfile", "signature"], cwd=folder,
            capture_output=True, timeout=60).returncode == 0


def sign(folder, seed, data):
    """An Ed25519 signature with a bare seed, by openssl."""
    head = bytes.fromhex("302e020100300506032b657004220420")
    (folder / "secret.der").write_bytes(head + seed)
    (folder / "data").write_bytes(data)
    subprocess.run(["openssl", "pkeyutl", "-sign", "-keyform", "DER", "-inkey",
                    "secret.der", "-rawin", "-in", "data", "-out", "made"],
                   cwd=folder, check=True, capture_output=True, timeout=60)
    return (folder / "made").read_bytes()


class Cosigner:
    """A member of the counting committee: cosignature/v1, signed by openssl."""

    def __init__(self, folder, name, seed):
        self.folder, self.name, self.seed = folder, name, seed
        sign(folder, seed, b"x")  # leaves the secret key there
        public = subprocess.run(
            ["openssl", "pkey", "-inform", "DER", "-in", "secret.der",
             "-pubout", "-outform", "DER"], cwd=folder, check=True,
            capture_output=True, timeout=60).stdout[-32:]
        self.typed = b"\4" + public
        self.number = sha256(name.encode(), b"\n", self.typed)[:4]
        self.key = f"{name}+{self.number.hex()}+{b64(self.typed)}"

    def line(self, text, seconds=1780000000):
        """Its line below the text of a checkpoint."""
        signature = sign(self.folder, self.seed,
                         f"cosignature/v1\ntime {seconds}\n{text}".encode())
        return (f"\u2014 {self.name} " + b64(
            self.number + seconds.to_bytes(8, "big") + signature) + "\n")

    def cosign(self, note):
        return note + self.line(note.partition("\n\n")[0] + "\n")
