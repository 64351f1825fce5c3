using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The lines about one block.</summary>
internal static class BlockLines
{
    /// <summary>Its place, its header, and its transactions.</summary>
    public static ImmutableArray<ScreenLine> Of(BlockView view, Spoken say) =>
    [
        ScreenLine.Of($"block {Spoken.Height(view.Block.Height)} {Place(view)}"),
        .. Header(view, say),
        .. view.Block.Transactions.IsEmpty
            ? (ScreenLine[])[ScreenLine.Of("no item moved in it")]
            : [
                ScreenLine.Header("ITEM", "WHAT", "BY", "AT", "TXID", "NOTE"),
                .. view.Block.Transactions.Select(transaction => Row(transaction, say)),
            ],
    ];

    /// <summary>No block has the name, or several have it.</summary>
    public static ScreenLine Of(BlockNotFound missing) => ScreenLine.Of(
        missing.IsAmbiguous
            ? $"several blocks begin with {missing.Name}: write more digits"
            : $"no block {missing.Name} is known here; "
                + $"the best chain ends with block {Spoken.Height(missing.TipHeight)}",
        Tone.Notice);

    private static string Place(BlockView view) => view.Work is null
        ? "is beside the best chain, so nothing in it stands"
        : $"is on the best chain, with {Spoken.Count(view.Confirmations, "confirmation")}";

    private static IEnumerable<ScreenLine> Header(BlockView view, Spoken say)
    {
        var (block, header) = (view.Block, view.Block.Header);
        yield return Fact("hash", block.Hash.ToString());
        yield return Fact("previous", header.PrevHash.ToString());
        yield return Fact("time", say.Second(new UnixTime(header.TimeMs)));
        yield return Fact("miner", header.Miner is { } miner ? say.Key(miner) : "none");
        if (header.Miner is { Hex: var hex }) yield return Fact("key", hex);
        yield return Fact(
            "work",
            $"{Spoken.Number(header.Difficulty)} hashes expected"
            + (view.Work is { } sum ? $", {sum} up to this block" : ""));
        yield return Fact(
            "size",
            $"{Spoken.Bytes(block.CanonicalBytes().Length)}, {Spoken.Count(block.Transactions.Length, "transaction")}");
    }

    private static ScreenLine Row(Transaction transaction, Spoken say) => ScreenLine.Row(
        transaction.Uid.Text,
        Spoken.Done(transaction.Content.Type),
        say.Key(transaction.Requester),
        say.Time(transaction.Content.Timestamp),
        Spoken.TxId(transaction.TxId),
        transaction.Content.Note ?? "");

    private static ScreenLine Fact(string name, string fact) => ScreenLine.Of($"{name,-9} {fact}");
}
