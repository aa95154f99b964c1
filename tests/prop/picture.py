"""Pictures for the tests: decode a PNG, make it grey, compare two by structural similarity.

Decodes what the standard allows without interlace: 8-bit grey, RGB, RGBA, grey with alpha, and palettes of 1 to 8 bits,
with all five filters, and checks every chunk's checksum. Pure Python: written for pictures of a few megapixels.
"""
import re
import struct
import sys
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Picture:
    """`width`, `height`; `grey`: one bytes object a row, 0 black to 255 white, composed on white."""

    def __init__(self, width, height, grey):
        self.width, self.height, self.grey = width, height, grey


def chunks(data):
    if data[:8] != SIGNATURE:
        raise ValueError("no PNG signature")
    at = 8
    while at < len(data):
        size = int.from_bytes(data[at:at + 4], "big")
        name, body = data[at + 4:at + 8], data[at + 8:at + 8 + size]
        if len(data) < at + 12 + size:
            raise ValueError("the file ends inside a chunk")
        if zlib.crc32(name + body) != struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0]:
            raise ValueError(f"bad checksum of chunk {name!r}")
        yield name, body
        at += 12 + size
    if name != b"IEND":
        raise ValueError("no IEND at the end")


STILL = re.compile(rb"\0{12,}")


def changes(line, pixel):
    """(from, to, whether all is zero) of the stretches of a filtered row: most of a drawing is ground."""
    at = 0
    for match in STILL.finditer(line, pixel):
        if at < match.start():
            yield at, match.start(), False
        yield match.start(), match.end(), True
        at = match.end()
    if at < len(line):
        yield at, len(line), False


def paeth(a, b, c):
    pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def unfilter(rows, pixel):
    """Undoes the filters, row by row."""
    before = bytearray(len(rows[0]) - 1)
    high = int.from_bytes(b"\x80" * len(before), "big")
    for row in rows:
        kind, line = row[0], bytearray(row[1:])
        if kind == 2:                                          # all bytes of the row at once, carries kept apart
            one, two = int.from_bytes(line, "big"), int.from_bytes(before, "big")
            line = bytearray((((one & ~high) + (two & ~high)) ^ ((one ^ two) & high)).to_bytes(len(line), "big"))
        elif kind > 4:
            raise ValueError(f"unknown filter {kind}")
        elif kind:
            for begin, end, still in changes(row[1:], pixel):
                if still and kind == 1:                        # the pixel before goes on
                    line[begin:end] = (bytes(line[begin - pixel:begin]) * ((end - begin) // pixel + 1))[:end - begin]
                    continue
                for i in range(begin, end):
                    # Where two pixels are those of the row above, so is the rest, if what is above stays the same, or
                    # by Paeth whatever is above.
                    if still and (i - begin) % pixel == 0 and line[i - pixel:i] == before[i - pixel:i] and \
                            (kind == 4 or before[i - pixel:end - pixel] == before[i:end]):
                        line[i:end] = before[i:end]
                        break
                    left = line[i - pixel] if i >= pixel else 0
                    if kind == 1:
                        line[i] = (line[i] + left) & 255
                    elif kind == 3:
                        line[i] = (line[i] + (left + before[i]) // 2) & 255
                    else:
                        line[i] = (line[i] + paeth(left, before[i], before[i - pixel] if i >= pixel else 0)) & 255
        yield line
        before = line


def luma(red, green, blue, alpha=255):
    value = (299 * red + 587 * green + 114 * blue) // 1000
    return value if alpha == 255 else 255 - (255 - value) * alpha // 255


class Greys(dict):
    """The grey of each colour that occurs, found once: by its four bytes as a number of this machine."""

    def __missing__(self, number):
        grey = self[number] = luma(*number.to_bytes(4, sys.byteorder))
        return grey


def decode(data):
    palette, alphas, packed, head = None, b"", [], None
    for name, body in chunks(data):
        if name == b"IHDR":
            head = struct.unpack(">IIBBBBB", body)
        elif name == b"PLTE":
            palette = [tuple(body[i:i + 3]) for i in range(0, len(body), 3)]
        elif name == b"tRNS":
            alphas = body
        elif name == b"IDAT":
            packed.append(body)
    width, height, bits, kind, _, _, interlace = head
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    if interlace or (bits != 8 and kind != 3):
        raise ValueError(f"PNG of {bits} bits, kind {kind}, interlace {interlace}: not for us")
    stride = 1 + (width * channels * bits + 7) // 8
    try:
        raw = zlib.decompress(b"".join(packed))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(raw) != stride * height:
        raise ValueError(f"{len(raw)} bytes of pixels, {stride * height} expected")
    rows = unfilter([raw[i:i + stride] for i in range(0, len(raw), stride)], max(1, channels * bits // 8))
    if kind == 3:
        table = bytearray(256)
        for i, colour in enumerate(palette):
            table[i] = luma(*colour, alphas[i] if i < len(alphas) else 255)
        each = 8 // bits
        grey = []
        for line in rows:
            if each > 1:
                mask = (1 << bits) - 1
                line = bytes((byte >> (8 - bits - bits * k)) & mask for byte in line for k in range(each))[:width]
            grey.append(bytes(line).translate(table))
        return Picture(width, height, grey)
    grey, greys, last = [], Greys(), None
    for line in rows:
        if line == last:
            grey.append(grey[-1])
            continue
        last = line
        if kind == 0:
            grey.append(bytes(line))
        elif kind == 4:
            grey.append(bytes(luma(v, v, v, a) for v, a in zip(line[::2], line[1::2])))
        elif kind == 2:
            grey.append(bytes((299 * r + 587 * g + 114 * b) // 1000 for r, g, b in zip(line[::3], line[1::3], line[2::3])))
        else:
            grey.append(bytes(map(greys.__getitem__, memoryview(line).cast("I"))))
    return Picture(width, height, grey)


def encode(picture):
    """A grey PNG: for pictures that a failing test leaves behind."""
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 0, 0, 0, 0)
    raw = b"".join(b"\0" + row for row in picture.grey)
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def values(picture, x0, y0, x1, y1):
    """The grey values that occur in a rectangle of pixels, each with how often."""
    found = {}
    for row in picture.grey[max(0, int(y0)):max(0, int(y1))]:
        for value in row[max(0, int(x0)):max(0, int(x1))]:
            found[value] = found.get(value, 0) + 1
    return found


def similarity(one, two, window=8):
    """Structural similarity (Wang et al. 2004) in windows of `window` pixels that tile the picture.

    Gives [(similarity, x, y)] of every window that is not of one even grey in both: plain ground says nothing."""
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    count = window * window
    found = []
    for y in range(0, min(one.height, two.height) - window + 1, window):
        rows_one, rows_two = one.grey[y:y + window], two.grey[y:y + window]
        for x in range(0, min(one.width, two.width) - window + 1, window):
            a = b"".join([row[x:x + window] for row in rows_one])
            b = b"".join([row[x:x + window] for row in rows_two])
            if a == b and a.count(a[0]) == count:
                continue
            mean_a, mean_b = sum(a) / count, sum(b) / count
            var_a = sum(map(int.__mul__, a, a)) / count - mean_a * mean_a
            if a == b:                                         # and so the value is 1
                if var_a >= 1:
                    found.append((1.0, x, y))
                continue
            var_b = sum(map(int.__mul__, b, b)) / count - mean_b * mean_b
            both = sum(map(int.__mul__, a, b)) / count - mean_a * mean_b
            if max(var_a, var_b) < 1 and abs(mean_a - mean_b) < 4:
                continue
            value = ((2 * mean_a * mean_b + c1) * (2 * both + c2)
                     / ((mean_a * mean_a + mean_b * mean_b + c1) * (var_a + var_b + c2)))
            found.append((value, x, y))
    return found


def shrink(picture, by):
    """Means of `by` x `by` pixels."""
    if by == 1:
        return picture
    rows = []
    for y in range(0, picture.height - by + 1, by):
        sums = [sum(column) for column in zip(*picture.grey[y:y + by])]
        rows.append(bytes(sum(sums[x:x + by]) // (by * by) for x in range(0, picture.width - by + 1, by)))
    return Picture(picture.width // by, picture.height // by, rows)
