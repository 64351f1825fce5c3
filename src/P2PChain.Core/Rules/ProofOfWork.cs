using System.Buffers.Binary;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Rules;

/// <summary>Whether a hash proves the work its difficulty claims: hash × difficulty &lt; 2^256.</summary>
/// <remarks>Source: docs/rules.md H3.</remarks>
public static class ProofOfWork
{
    /// <summary>
    /// Whether <paramref name="hash"/>, a big-endian number, times <paramref name="difficulty"/> stays below 2^256.
    /// </summary>
    /// <param name="hash">SHA-256 of the header's canonical JSON.</param>
    /// <param name="difficulty">Expected number of hashes, 1 … 2^53 − 1.</param>
    public static bool Meets(Hash256 hash, long difficulty)
    {
        // Long multiplication by 64-bit words from the least significant one; the carry at the end must be zero.
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        hash.CopyTo(bytes);
        ulong carry = 0;
        for (var at = Hash256.Bytes - sizeof(ulong); at >= 0; at -= sizeof(ulong))
        {
            var product = ((UInt128)BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) * (ulong)difficulty) + carry;
            carry = (ulong)(product >> 64);
        }
        return carry == 0;
    }
}
