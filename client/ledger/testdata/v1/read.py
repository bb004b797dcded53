"""Reads blocks of a ledger of format v1, and hashes records: docs/ledger-format.md.

read.py FOLDER compares each *.bin with its *.json, and the hashes of hashes.json.
"""
import json
import pathlib
import sys

from xxh3 import xxh3_64

MASK = (1 << 64) - 1


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise ValueError(f"cut at byte {self.at}")
        self.at += n
        return self.data[self.at - n:self.at]

    def fixed(self, n):
        return int.from_bytes(self.take(n), "big")

    def uvarint(self):
        value = shift = 0
        while True:
            byte = self.fixed(1)
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def varint(self):
        value = self.uvarint()
        return value >> 1 ^ -(value & 1)


def signed(value):
    value &= MASK
    return value - (1 << 64) if value >> 63 else value


def read(data):
    p = Bytes(data)
    if p.take(4) != b"BWL1" or p.fixed(4) != len(data):
        raise ValueError("not a block of v1")
    if crc32c(data[:-4]) != int.from_bytes(data[-4:], "big"):
        raise ValueError("the CRC32C is wrong")
    flags = p.fixed(1)
    if flags > 7 or not flags & 4:
        raise ValueError("unknown flags, or hashes that are not XXH3")
    block = {"Ledger": f"{p.fixed(8):016x}", "Sequence": p.uvarint(), "Place": p.uvarint(), "Sealed": p.uvarint(),
             "Lost": p.uvarint(), "Opened": flags & 1 != 0, "Closed": flags & 2 != 0}
    count, streams, topics, acked = p.uvarint(), [], [], 0
    block["Entries"] = []
    for _ in range(count):
        number = p.uvarint()
        if number == 0:
            topic = p.uvarint()
            if topic == 0:
                topics.append(p.take(p.uvarint()).decode())
                topic = len(topics)
            streams.append([topics[topic - 1], p.uvarint(), p.varint(), p.varint(), p.varint(), 0])
            number = len(streams)
        stream = streams[number - 1]
        offset = signed(stream[5] + p.varint())
        stream[5] = offset + 1
        acked = signed(acked + p.varint())
        digest = p.fixed(8)
        block["Entries"].append({
            "Topic": stream[0], "Partition": stream[1], "LeaderEpoch": stream[2], "Offset": offset, "Acked": acked,
            "Hash": f"{digest:016x}", "ID": p.take(p.fixed(1)).hex(), "ProducerID": stream[3], "ProducerEpoch": stream[4]})
    if p.at != len(data) - 4:
        raise ValueError(f"something stands at byte {p.at}")
    return block


def varint(n):
    n = n << 1 ^ n >> 63
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out) + bytes([n])


def field(text):
    if text is None:
        return varint(-1)
    data = bytes.fromhex(text)
    return varint(len(data)) + data


def hashed(text):
    if text is None:
        return varint(-1)
    data = bytes.fromhex(text)
    return varint(len(data)) + xxh3_64(data).to_bytes(8, "big")


def main(folder):
    blocks = hashes = 0
    for path in sorted(folder.glob("*.bin")):
        if read(path.read_bytes()) != json.loads(path.with_suffix(".json").read_text()):
            sys.exit(f"{path} is not what {path.stem}.json says")
        blocks += 1
    for record in json.loads((folder / "hashes.json").read_text()):
        headers = record["Headers"] or []
        data = field(record["Key"]) + hashed(record["Value"]) + varint(len(headers)) + b"".join(field(x) for h in headers for x in h)
        if data.hex() != record["Bytes"] or f"{xxh3_64(data):016x}" != record["Hash"]:
            sys.exit(f"the hash of {record['Name']} is {xxh3_64(data):016x} over {data.hex()}")
        hashes += 1
    print(f"{blocks} blocks and {hashes} hashes agree")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
