using System.Buffers.Binary;
using System.Numerics;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Crypto;

/// <summary>SipHash-2-4: a fast hash with a key, for short ids that strangers cannot make collide.</summary>
/// <remarks>Source: Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012.</remarks>
public static class SipHash
{
    /// <summary>The hash of 32 bytes.</summary>
    /// <param name="key0">The first half of the key.</param>
    /// <param name="key1">The second half.</param>
    /// <param name="value">The bytes.</param>
    public static ulong Of(ulong key0, ulong key1, Hash256 value)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        value.CopyTo(bytes);
        var state = new State(key0, key1);
        for (var at = 0; at < Hash256.Bytes; at += sizeof(ulong))
            state.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        state.Add((ulong)Hash256.Bytes << 56);
        return state.End();
    }

    private struct State(ulong key0, ulong key1)
    {
        private ulong _v0 = key0 ^ 0x736f6d6570736575;
        private ulong _v1 = key1 ^ 0x646f72616e646f6d;
        private ulong _v2 = key0 ^ 0x6c7967656e657261;
        private ulong _v3 = key1 ^ 0x7465646279746573;

        public void Add(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong End()
        {
            _v2 ^= 0xff;
            for (var i = 0; i < 4; i++) Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 = unchecked(_v0 + _v1);
            _v2 = unchecked(_v2 + _v3);
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 = unchecked(_v2 + _v1);
            _v0 = unchecked(_v0 + _v3);
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
