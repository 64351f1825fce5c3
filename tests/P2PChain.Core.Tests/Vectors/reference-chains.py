#!/usr/bin/env python3
"""Makes reference-chains.ndjson: three valid chains, by a third implementation of the ledger's rules.

It shares nothing with the product or with the oracle, so that those two cannot be wrong in the same way unnoticed.
Run it here: python3 reference-chains.py > reference-chains.ndjson (needs the package cryptography, 42 or later).
"""
import hashlib
import json
import random
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551


def text(value):
    return json.dumps(value, sort_keys=True).encode()


def canonical(transaction):
    """What is hashed: an integer timestamp on the wire is a binary64 here."""
    return text({**transaction, "timestamp": float(transaction["timestamp"])})


def sha(data):
    return hashlib.sha256(data).digest()


def signer(name):
    number = int.from_bytes(sha(b"P2PChain test key " + name.encode()), "big") % (N - 1) + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    point = private.public_key().public_numbers()
    sign = lambda message: private.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)).hex()
    return "%02x%064x" % (2 + point.y % 2, point.x), sign


KEYS = {name: signer(name) for name in ["Alice", "Bob", "Carol", "Dave"]}


def merkle(leaves):
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\0" + leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:]))


def trie(entries, depth=0):
    """entries: {bit string: entry text}"""
    if not entries:
        return bytes(32)
    if len(entries) == 1:
        return sha(b"\0" + next(iter(entries.values())))
    side = lambda bit: trie({path: entry for path, entry in entries.items() if path[depth] == bit}, depth + 1)
    return sha(b"\1" + side("0") + side("1"))


class Chain:
    def __init__(self, **changes):
        self.parameters = {
            "genesis-time-ms": 1766620800000, "initial-difficulty": 256, "max-block-bytes": 1048576, "members": [],
            "miners": [], "name": "", "release-policy": "anyone", "retarget": "fixed", "stewards": [], **changes}
        genesis = dict(version=1, index=0, prev_hash="0" * 64, merkle_root=sha(text(self.parameters)).hex(),
                       custody_root="0" * 64, tx_count=0, time_ms=1766620800000, difficulty=256, nonce=0, miner="")
        self.headers, self.hashes, self.blocks, self.items = [genesis], [sha(text(genesis)).hex()], [], {}

    def difficulty(self):
        if self.parameters["retarget"] == "fixed" or len(self.headers) < 3:
            return self.parameters["initial-difficulty"]
        spacing, half_life = self.parameters["target-spacing-ms"], self.parameters["half-life-ms"]
        largest = lambda headers: max(header["time_ms"] for header in headers)
        gap = min(largest(self.headers) - largest(self.headers[:-1]), 10 * spacing)
        d = self.headers[-1]["difficulty"]
        return min(2**53 - 1, max(256, d + d * (spacing - gap) // half_life))  # Python's // is the floor

    def median(self):
        times = sorted(header["time_ms"] for header in self.headers[-11:])
        return times[len(times) // 2]

    def root(self):
        return trie({format(int.from_bytes(sha(uid.encode()), "big"), "0256b"): text(item) for uid, item in self.items.items()}).hex()

    def transaction(self, name, kind, uid, timestamp, note=None):
        requester, sign = KEYS[name]
        transaction = {"requester": requester, "uid": uid, "type": kind, "timestamp": timestamp}
        if self.parameters["name"]:
            transaction["network"] = self.parameters["name"]
        if note is not None:
            transaction["note"] = note
        transaction["signature"] = sign(canonical(transaction))
        return transaction

    def mine(self, miner, time_ms, transactions):
        time_ms = max(time_ms, self.median() + 1)
        for t in transactions:
            signed = {name: value for name, value in t.items() if name != "signature"}
            self.items[t["uid"]] = {"holder": t["requester"] if t["type"] == 1 else None, "since": len(self.headers),
                                    "timestamp": float(t["timestamp"]), "txid": sha(canonical(signed)).hex(), "uid": t["uid"]}
        key, sign = KEYS[miner]
        header = dict(version=1, index=len(self.headers), prev_hash=self.hashes[-1],
                      merkle_root=merkle([canonical(t) for t in transactions]).hex(), custody_root=self.root(),
                      tx_count=len(transactions), time_ms=time_ms, difficulty=self.difficulty(), nonce=0, miner=key)
        while int.from_bytes(sha(text(header)), "big") * header["difficulty"] >= 2**256:
            header["nonce"] += 1
        hash = sha(text(header))
        seal = sign(hash) if self.parameters["miners"] else ""
        self.headers.append(header)
        self.hashes.append(hash.hex())
        self.blocks.append({**header, "hash": hash.hex(), "seal": seal, "transactions": transactions})

    def line(self, name):
        items = {uid: [item["holder"], item["since"], item["timestamp"], item["txid"]] for uid, item in self.items.items()}
        return json.dumps({"name": name, "parameters": self.parameters, "genesis": self.hashes[0], "tip": self.hashes[-1],
                           "work": sum(header["difficulty"] for header in self.headers),
                           "difficulties": [header["difficulty"] for header in self.headers],
                           "custody_root": self.root(), "items": items, "blocks": self.blocks})


def demo():
    """Many items; block sizes 0 to 9; a request and its release in one block; notes; anyone releases."""
    chain, rnd, now = Chain(), random.Random(1), 1766650000.0
    held = {}
    for height in range(1, 13):
        transactions = []
        for n in range((height * 7) % 10):
            now += rnd.choice([0.000001, 0.5, 1.25, 60.0])
            uid = "item-%02d" % rnd.randrange(30)
            note = rnd.choice([None, None, "2026-01-01T00:00:00Z", "Gr\u00fc\u00dfe \u65e5\u672c \U0001f600 \"quoted\\\""])
            transactions.append(chain.transaction(rnd.choice(list(KEYS)), 2 if held.get(uid) else 1, uid, now, note))
            held[uid] = not held.get(uid)
        chain.mine(rnd.choice(list(KEYS)), int(now * 1000), transactions)
    return chain.line("demo")


def moving():
    """Quick blocks, slow ones, gaps beyond ten spacings, and times that go back."""
    chain = Chain(**{"retarget": "moving", "target-spacing-ms": 1000, "half-life-ms": 16000, "release-policy": "holder"})
    time = 1766620800000
    steps = [5000, 1, 1, 1, 1, 1, 1, 500, 1, 700, -400, 900, 1, 1, 1, 1, 999, 1000, 1001, 1, 1, 1, 1, 30000, 1, 1, 9999, 10001, 1, 1]
    for step in steps:
        time += step
        chain.mine("Carol", time, [])
    return chain.line("moving")


def closed():
    """Members, miners with seals, a name, an integer timestamp; Carol is steward, Dave is a member only."""
    keys = lambda *names: sorted(KEYS[name][0] for name in names)
    chain = Chain(**{"name": "lab-7", "members": keys(*KEYS), "miners": keys("Alice", "Bob"), "stewards": keys("Carol"),
                     "release-policy": "holder-or-steward", "max-block-bytes": 65536})
    t = chain.transaction
    chain.mine("Alice", 1766650000000, [t("Dave", 1, "scope", 1766650000), t("Alice", 1, "laptop", 1766650000.25)])
    chain.mine("Bob", 1766650010000, [t("Carol", 2, "scope", 1766650009.123456, "found on the bench")])
    chain.mine("Bob", 1766650010000, [t("Alice", 2, "laptop", 1766650009.5), t("Dave", 1, "laptop", 1766650009.500001)])
    chain.mine("Alice", 1766650010000, [])
    chain.mine("Alice", 1766650010000, [t("Dave", 2, "laptop", 1766650609.999), t("Bob", 1, "scope", 1766650610.0)])
    return chain.line("closed")


if __name__ == "__main__":
    print(demo(), moving(), closed(), sep="\n")
