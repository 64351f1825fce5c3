using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>Reads the names of blocks and transactions.</summary>
internal static class LookupWords
{
    /// <summary>What <c>block</c> does.</summary>
    public const string BlockDoes =
        "Shows a block with its transactions, by its height or by the first 8 or more digits of its hash.";

    /// <summary>What <c>pool</c> does.</summary>
    public const string PoolDoes = "Lists the first 50 transactions that wait for a block, in their order.";

    /// <summary>The transactions that <c>pool</c> shows.</summary>
    public const int PoolShownMax = 50;

    /// <summary>What <c>why</c> does.</summary>
    public const string WhyDoes =
        "Shows what became of a transaction, by the first 8 or more digits of its id: confirmed, waiting, or refused, "
        + "and the reason.";

    /// <summary>Reads the word behind <c>why</c>.</summary>
    public static Entry ReadWhy(string word) => HashPrefix.Parse(word) is { } txId
        ? new Entry.Do(new ConsoleProtocol.Explain(0, txId))
        : Entry.Say.Wrong(
            $"{word} is no transaction: write 8 to 64 hex digits of its txid, as accepted, item and history show it.");

    /// <summary>Reads the word behind <c>block</c>.</summary>
    public static Entry ReadBlock(string word) => BlockName.Parse(word) is { } name
        ? new Entry.Do(new ConsoleProtocol.ShowBlock(0, name))
        : Entry.Say.Wrong($"{word} is no block: write its height, or 8 to 64 hex digits of its hash.");
}
