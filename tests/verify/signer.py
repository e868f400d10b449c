# SPDX-License-Identifier: EUPL-1.2
"""Signs as the server does, with openssl: checkpoints for journals that tests
have made or forged."""
import base64
import hashlib
import re
import subprocess

__unittest = True  # a failure shows the test's own lines only

PKCS8 = bytes.fromhex("302e020100300506032b657004220420")  # RFC 8410, 7


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_of(line):
    """Of a line that is withheld it stands in its place."""
    found = re.search(rb'"withheld":true,"hash":"(.{64})"', line)
    return bytes.fromhex(found[1].decode()) if found else sha256(b"\0", line)


def root_of(leaves):
    """As RFC 6962, 2.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", root_of(leaves[:left]), root_of(leaves[left:]))


class Signer:
    """The holder of a key; `seed` is what stands in stembus.key."""

    def __init__(self, seed, folder):
        self.pem = folder / f"{sha256(seed).hex()}.pem"
        self.file = folder / "message"
        self.pem.write_text("-----BEGIN PRIVATE KEY-----\n"
                            + base64.b64encode(PKCS8 + seed).decode()
                            + "\n-----END PRIVATE KEY-----\n")
        self.public = self.openssl("pkey", "-in", self.pem, "-pubout",
                                   "-outform", "DER")[-32:]

    @staticmethod
    def openssl(*arguments):
        return subprocess.run(["openssl", *map(str, arguments)], check=True,
                              capture_output=True, timeout=60).stdout

    def sign(self, message):
        self.file.write_bytes(message)
        return self.openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.pem,
                            "-in", self.file)

    def checkpoint(self, journal, assembly, size=None):
        """Of the first `size` lines of a journal, by default of all."""
        lines = journal.split(b"\n")[:-1][:size]
        root = root_of([leaf_of(line) for line in lines])
        origin = (f"stembus/{sha256(self.public)[:16].hex()}"
                  f"/assembly/{assembly}")
        text = (f"{origin}\n{len(lines)}\n{base64.b64encode(root).decode()}\n"
                .encode())
        number = sha256(origin.encode(), b"\n\1", self.public)[:4]
        signature = base64.b64encode(number + self.sign(text)).decode()
        return text + f"\n— {origin} {signature}\n".encode()
