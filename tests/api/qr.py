# SPDX-License-Identifier: EUPL-1.2
"""Reads a QR code without faults, up to version 3, from the standard
(ISO/IEC 18004), so that the encoder is not tested against itself."""

__unittest = True  # a failure shows the test's own lines only

MASKS = (lambda x, y: (x + y) % 2, lambda x, y: y % 2, lambda x, y: x % 3,
         lambda x, y: (x + y) % 3, lambda x, y: (x // 3 + y // 2) % 2,
         lambda x, y: x * y % 2 + x * y % 3,
         lambda x, y: (x * y % 2 + x * y % 3) % 2,
         lambda x, y: ((x + y) % 2 + x * y % 3) % 2)
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def format_of(rows):
    """(level, mask) as the modules beside the first corner say."""
    cells = ([(8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)] + [(7, 8)]
             + [(x, 8) for x in (5, 4, 3, 2, 1, 0)])
    word = sum(int(rows[y][x]) << i for i, (x, y) in enumerate(cells))
    word = (word ^ 0x5412) >> 10
    return "MLHQ"[word >> 3], word & 7


def is_function(x, y, size):
    low, high = 9, size - 8
    if (x < low or x >= high) and y < low or x < low and y >= high:
        return True
    centre = size - 7
    return 6 in (x, y) or (size > 21 and abs(x - centre) <= 2
                           and abs(y - centre) <= 2)


def bits_of(rows):
    size, mask = len(rows), MASKS[format_of(rows)[1]]
    columns = [x if x > 6 else x - 1 for x in range(size - 1, 0, -2)]
    for turn, right in enumerate(columns):
        ys = range(size) if turn % 2 else range(size - 1, -1, -1)
        for y in ys:
            for x in (right, right - 1):
                if not is_function(x, y, size):
                    yield int(rows[y][x]) ^ (mask(x, y) == 0)


class Bits:
    def __init__(self, bits):
        self.bits = list(bits)

    def take(self, count):
        number = 0
        for bit in self.bits[:count]:
            number = 2 * number + bit
        del self.bits[:count]
        return number


def read(rows):
    """The bytes that it says."""
    assert len(rows) <= 29, "a larger one has its codewords in blocks"
    bits, out = Bits(bits_of(rows)), b""
    while mode := bits.take(4):
        if mode == 4:
            out += bytes(bits.take(8) for _ in range(bits.take(8)))
        elif mode == 2:
            left = bits.take(9)
            while left > 0:
                pair = bits.take(11 if left > 1 else 6)
                text = (ALPHANUMERIC[pair // 45] if left > 1 else "") \
                    + ALPHANUMERIC[pair % 45]
                out, left = out + text.encode(), left - 2
        elif mode == 1:
            left = bits.take(10)
            while left > 0:
                digits = min(left, 3)
                number = bits.take((4, 7, 10)[digits - 1])
                out, left = out + b"%0*d" % (digits, number), left - digits
        else:
            raise AssertionError(f"mode {mode}")
    return out
