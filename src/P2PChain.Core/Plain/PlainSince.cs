using P2PChain.Core.Model;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>An event on a plain peer's chain since that chain was last read.</summary>
internal abstract class PlainSince
{
    /// <summary>Its part of the bound.</summary>
    public abstract int Weight { get; }

    /// <summary>A push of ours, which the peer accepts or refuses in silence.</summary>
    public sealed class Push(long index, ulong key, Transaction transaction, long height) : PlainSince
    {
        public long Index => index;

        public ulong Key => key;

        public Transaction Transaction => transaction;

        public long Height => height;

        public override int Weight => 1;
    }

    /// <summary>A block that the peer mined.</summary>
    public sealed class Mined(PlainBlock block) : PlainSince
    {
        public override int Weight => block.Transactions.Length + 1;

        public void Deconstruct(out PlainBlock mined) => mined = block;
    }
}
