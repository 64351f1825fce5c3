extern alias TwoPass;

using System.Text;
using System.Text.Json;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Wire;
using OldCodec = TwoPass::P2PChain.Core.Wire.TwoPassCodec;
using OldCursor = TwoPass::P2PChain.Core.Json.JsonCursor;
using OldLedgerJson = TwoPass::P2PChain.Core.Wire.LedgerJson;
using OldPlainBlockJson = TwoPass::P2PChain.Core.Wire.PlainBlockJson;
using OldScan = TwoPass::P2PChain.Core.Json.JsonScan;

namespace P2PChain.Fuzz.TwoReaders;

/// <summary>The verdicts of the product's reader and of the one before it, as text: both must be equal.</summary>
internal static class Verdicts
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = JsonLimits.DepthMax };

    /// <summary>Throws where the two readers differ in anything.</summary>
    /// <returns>What they agree on.</returns>
    public static Decoded Compare(byte[] text)
    {
        var decoded = MessageCodec.Decode(text);
        BrokenPromiseException.UnlessSame(Shown(OldCodec.Decode(text)), Shown(decoded), "the line");
        CompareWalks(text);
        if (decoded is not Decoded.Understood) CompareDocuments(text);
        return decoded;
    }

    private static void CompareDocuments(byte[] text)
    {
        BrokenPromiseException.UnlessSame(
            OldLedgerJson.TryReadTransaction(text, out var oldMove, out var oldFault) ? Shown(oldMove) : Shown(
                oldFault),
            LedgerJson.TryReadTransaction(text, out var move, out var fault) ? Shown(move) : Shown(fault),
            "the transaction");
        BrokenPromiseException.UnlessSame(
            OldLedgerJson.TryReadBlock(text, out var oldBlock, out oldFault) ? Shown(oldBlock) : Shown(oldFault),
            LedgerJson.TryReadBlock(text, out var block, out fault) ? Shown(block) : Shown(fault),
            "the block");
        BrokenPromiseException.UnlessSame(
            OldLedgerJson.TryReadHeader(text, out var oldHeader, out oldFault) ? Shown(oldHeader) : Shown(oldFault),
            LedgerJson.TryReadHeader(text, out var header, out fault) ? Shown(header) : Shown(fault),
            "the header");
        BrokenPromiseException.UnlessSame(
            OldPlainBlockJson.TryRead(text, out var oldPlain, out oldFault) ? Shown(oldPlain) : Shown(oldFault),
            PlainBlockJson.TryRead(text, out var plain, out fault) ? Shown(plain) : Shown(fault),
            "the plain block");
    }

    private static void CompareWalks(byte[] text)
    {
        var scanned = OldScan.Scan(text);
        using var cursor = new JsonCursor(text);
        if (scanned.Fault is not null)
        {
            cursor.BeginObject();
            while (cursor.TryNextMember(out var name))
            {
                if (name.Length % 2 == 0) cursor.SkipValue();
                else cursor.ReadString(10);
            }

            cursor.ReadToEnd();
            BrokenPromiseException.UnlessSame($"{scanned.Fault}", $"{cursor.Unsound}", "the fault of the JSON");
            return;
        }

        using var guide = JsonDocument.Parse(text, Deep);
        using var oldCursor = new OldCursor(scanned);
        var seed = text.Length; // that of its shorter form is another, so a crash is shortened as far as it goes
        var old = new Walk(new OldWalk(oldCursor), seed).Over(guide.RootElement);
        BrokenPromiseException.UnlessSame(old, new Walk(new NewWalk(cursor), seed).Over(guide.RootElement), "a walk");
        BrokenPromiseException.Unless(cursor.ReadToEnd(), $"only the present reader finds fault: {cursor.Unsound}");
    }

    /// <summary>An answer in full.</summary>
    public static string Shown(Decoded decoded) => decoded switch
    {
        Decoded.Understood { Message: Message.NewPlainBlock plain } it => $"{Shown(plain.Block)} from {it.Sender}",
        Decoded.Understood it => $"{it.Message.GetType().Name} {Written(it.Message)} from {it.Sender}",
        Decoded.Refused refused => $"refused {refused.TypeName}: {Shown(refused.Fault)}",
        _ => decoded.ToString(),
    };

    private static string Written(Message message) => Encoding.ASCII.GetString(MessageCodec.Encode(message, null));

    private static string Shown(Transaction transaction) => Encoding.ASCII.GetString(transaction.CanonicalBytes);

    private static string Shown(Block block) => Encoding.ASCII.GetString(block.CanonicalBytes());

    private static string Shown(BlockHeader header) => Encoding.ASCII.GetString(header.CanonicalBytes());

    private static string Shown(PlainBlock block) =>
        $"{block with { Transactions = [], Unreadable = [] }} {string.Join(',', block.Unreadable)} "
        + string.Concat(block.Transactions.Select(Shown));

    private static string Shown(DecodeFault? fault) => $"{fault?.Code} {fault?.Member} {fault?.Value} {fault?.Limit}";
}
