"""XXH3-64 with seed 0, as xxHash v0.8 and later define it (doc/xxhash_spec.md): xxh3_64 of Python's xxhash gives the same."""

MASK = (1 << 64) - 1
P32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
P64 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248e"
    "e03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d"
    "8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc"
    "8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")


def word(data, at, size=8):
    return int.from_bytes(data[at:at + size], "little")


def key(at):
    return word(SECRET, at)


def rotate(value, n):
    return (value << n | value >> (64 - n)) & MASK


def fold(a, b):
    return a * b & MASK ^ a * b >> 64


def mix(data, at, secret):
    return fold(word(data, at) ^ key(secret), word(data, at + 8) ^ key(secret + 8))


def avalanche(h):
    h = (h ^ h >> 37) * 0x165667919E3779F9 & MASK
    return h ^ h >> 32


def avalanche64(h):
    h = (h ^ h >> 33) * P64[1] & MASK
    h = (h ^ h >> 29) * P64[2] & MASK
    return h ^ h >> 32


def up_to_16(data):
    n = len(data)
    if n > 8:
        low, high = word(data, 0) ^ key(24) ^ key(32), word(data, n - 8) ^ key(40) ^ key(48)
        swapped = int.from_bytes(low.to_bytes(8, "little"), "big")
        return avalanche(n + swapped + high + fold(low, high) & MASK)
    if n > 3:
        h = word(data, n - 4, 4) + (word(data, 0, 4) << 32) ^ key(8) ^ key(16)
        h = (h ^ rotate(h, 49) ^ rotate(h, 24)) * 0x9FB21C651E98DF25 & MASK
        h = (h ^ (h >> 35) + n) * 0x9FB21C651E98DF25 & MASK
        return h ^ h >> 28
    if n > 0:
        h = data[0] << 16 | data[n >> 1] << 24 | data[n - 1] | n << 8
        return avalanche64(h ^ word(SECRET, 0, 4) ^ word(SECRET, 4, 4))
    return avalanche64(key(56) ^ key(64))


def up_to_240(data):
    n = len(data)
    acc = n * P64[0]
    if n <= 128:
        for i in range((n - 1) // 32 + 1):
            acc += mix(data, 16 * i, 32 * i) + mix(data, n - 16 * (i + 1), 32 * i + 16)
        return avalanche(acc & MASK)
    for i in range(8):
        acc += mix(data, 16 * i, 16 * i)
    acc = avalanche(acc & MASK)
    for i in range(8, n // 16):
        acc += mix(data, 16 * i, 16 * (i - 8) + 3)
    return avalanche(acc + mix(data, n - 16, 119) & MASK)


def accumulate(acc, data, at, secret):
    for i in range(8):
        value = word(data, at + 8 * i)
        keyed = value ^ key(secret + 8 * i)
        acc[i ^ 1] = acc[i ^ 1] + value & MASK
        acc[i] = acc[i] + (keyed & 0xFFFFFFFF) * (keyed >> 32) & MASK


def longer(data):
    n = len(data)
    acc = [P32[2], P64[0], P64[1], P64[2], P64[3], P32[1], P64[4], P32[0]]
    for stripe in range((n - 1) // 64):
        accumulate(acc, data, 64 * stripe, 8 * (stripe % 16))
        if stripe % 16 == 15:
            acc = [(a ^ a >> 47 ^ key(128 + 8 * i)) * P32[0] & MASK for i, a in enumerate(acc)]
    accumulate(acc, data, n - 64, 121)
    return avalanche(n * P64[0] + sum(fold(acc[2 * i] ^ key(11 + 16 * i), acc[2 * i + 1] ^ key(19 + 16 * i)) for i in range(4)) & MASK)


def xxh3_64(data):
    if len(data) <= 16:
        return up_to_16(data)
    return up_to_240(data) if len(data) <= 240 else longer(data)
