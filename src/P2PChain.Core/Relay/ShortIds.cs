using System.Buffers.Binary;
using System.Security.Cryptography;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Relay;

/// <summary>
/// The short ids of transactions in one compact block: 48 bits of SipHash-2-4 of the wid. The key depends on the block
/// and on a nonce of the sender, so that no transactions with one short id can be made in advance.
/// </summary>
/// <remarks>Source: docs/protocol.md, compact blocks; the BIP 152 of Bitcoin does the same.</remarks>
public readonly struct ShortIds
{
    /// <summary>Bits of a short id.</summary>
    public const int Bits = 48;

    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <summary>The short ids of one compact block.</summary>
    /// <param name="block">The block's hash.</param>
    /// <param name="nonce">Drawn by the sender.</param>
    public ShortIds(Hash256 block, ulong nonce)
    {
        Span<byte> text = stackalloc byte[Hash256.Bytes + sizeof(ulong)];
        Span<byte> key = stackalloc byte[Hash256.Bytes];
        block.CopyTo(text);
        BinaryPrimitives.WriteUInt64BigEndian(text[Hash256.Bytes..], nonce);
        SHA256.HashData(text, key);
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[sizeof(ulong)..]);
    }

    /// <summary>The short id of a transaction.</summary>
    public ulong Of(Hash256 wid) => SipHash.Of(_key0, _key1, wid) & ((1UL << Bits) - 1);
}
