using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Http.Documents;

/// <summary>A block of a list.</summary>
/// <param name="Height">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Time">Its time, by the miner's clock.</param>
/// <param name="Miner">The miner; null if the block names none.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Transactions">The number of its transactions.</param>
/// <param name="Items">The items of the first 10 transactions, each once.</param>
public sealed record BlockRow(
    long Height,
    string Hash,
    DateTime Time,
    KeyDocument? Miner,
    long Bytes,
    int Transactions,
    ImmutableArray<string> Items)
{
    private const int ShownMax = 10;

    internal static BlockRow Of(Block block, IWords words) => new(
        block.Height,
        block.Hash.ToString(),
        Times.Of(new UnixTime(block.Header.TimeMs)),
        KeyDocument.OfAny(block.Header.Miner, words),
        block.CanonicalBytes().Length,
        block.Transactions.Length,
        [.. block.Transactions.Take(ShownMax).Select(static transaction => transaction.Uid.Text).Distinct()]);
}
