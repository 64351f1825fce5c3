extern alias TwoPass;

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using static System.FormattableString;
using OldCodec = TwoPass::P2PChain.Core.Wire.TwoPassCodec;

namespace P2PChain.Benchmarks;

/// <summary>
/// A line to a message, by the product's reader and by the one before it, in turn on the same bytes, in CPU time. Each
/// figure is the best of the rounds: other work on the machine only adds to a round.
/// </summary>
internal static class DecodeBenchmark
{
    private const int Rounds = 9;

    private static readonly PublicKey Key = PublicKey.Parse(
        "0370277249f9dfd927c4f8e83a1be8dfed668a1e072673ff5e6240577cfae68fe0");

    private static readonly Signature Signature = Signature.Parse(
        "3045022100c5b6bfddaaccd9cda998e77ceedb6abab5ab66a092c164ca25c5283410086d1b022056308d34da48923517976a087441aeb553f4711360ed8e6f894d14d71e4e1372");

    /// <summary>Prints a row per kind of line.</summary>
    /// <param name="bytes">How many bytes of each kind are read in a round.</param>
    public static void Run(int bytes)
    {
        Console.WriteLine("line                        bytes      before         now   ratio   before, B      now, B");
        foreach (var (name, line) in Lines()) Row(name, line, Math.Max(3, bytes / line.Length));
    }

    private static void Row(string name, byte[] line, int count)
    {
        var (before, now) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            before = Math.Min(before, Time(OldCodec.Decode, line, count));
            now = Math.Min(now, Time(bytes => MessageCodec.Decode(bytes), line, count));
        }

        Console.WriteLine(Invariant(
            $"{name,-24} {line.Length,8:N0} {before,8:N2} µs {now,8:N2} µs {now / before,7:N2} {Allocated(OldCodec.Decode, line),11:N0} {Allocated(bytes => MessageCodec.Decode(bytes), line),11:N0}"));
    }

    private static double Time(Func<ReadOnlyMemory<byte>, Decoded> decode, byte[] line, int count)
    {
        var took = ThreadTime.Of(() =>
        {
            for (var i = 0; i < count; i++) decode(line);
        });
        return took.TotalMicroseconds / count;
    }

    private static long Allocated(Func<ReadOnlyMemory<byte>, Decoded> decode, byte[] line)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        decode(line);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static IEnumerable<(string Name, byte[] Line)> Lines()
    {
        var transaction = Transaction(0);
        var ping = new Message.Ping(new Heartbeat(1, 42, Hash256.Of("tip"u8), new Work(10_752)));
        var headers = Enumerable.Range(1, 2_000).Select(index => HeaderItem.Of(Block(index, [])));
        yield return ("ping", Line(ping));
        yield return ("new_transaction", Line(new Message.NewTransaction(transaction)));
        yield return ("the same, type last", TypeLast(Line(new Message.NewTransaction(transaction))));
        yield return ("new_block of 1", Line(new Message.NewBlock(Block(1, [transaction]))));
        yield return (
            "new_block of 1,000",
            Line(new Message.NewBlock(Block(1, [.. Enumerable.Range(0, 1_000).Select(Transaction)]))));
        yield return ("headers, 2,000", Line(new Message.Headers(1, [.. headers], false)));
        yield return ("peer_list, 1,000", Line(new Message.PeerList(
            [.. Enumerable.Range(0, 1_000).Select(i => Invariant($"10.0.{i / 256}.{i % 256}:6000"))])));
        yield return ("unknown type, 1 MB", Encoding.ASCII.GetBytes($"{{\"type\": \"x\", \"payload\": [{string.Join(", ", Enumerable.Repeat("{\"a\": [1.5, \"b\", null]}", 40_000))}]}}"));
    }

    private static Transaction Transaction(int number) => new(
        new TransactionContent(Key, ItemId.Parse("item-" + number.ToString(CultureInfo.InvariantCulture)), TransactionType.Request, 1766650000.123456), Signature);

    private static Block Block(long index, ImmutableArray<Transaction> transactions)
    {
        var any = Hash256.Of("any"u8);
        return new Block(
            new BlockHeader(1, index, any, any, any, transactions.Length, 1766650003250, 256, 70, Key),
            Signature,
            transactions);
    }

    private static byte[] Line(Message message) => MessageCodec.Encode(message, "127.0.0.1:6000")[..^1];

    private static byte[] TypeLast(byte[] line)
    {
        var text = Encoding.ASCII.GetString(line);
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes($"{{{text[(comma + 1)..^1]}, {text[1..comma]}}}");
    }
}
