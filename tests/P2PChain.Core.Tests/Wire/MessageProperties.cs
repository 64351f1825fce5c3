using System.Collections.Immutable;
using System.Text;
using CsCheck;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

public sealed class MessageProperties
{
    private const long IntegerMax = 9_007_199_254_740_991;

    private static readonly Gen<Hash256> Hash = Gen.Byte.Array[32].Select(b => new Hash256(b));
    private static readonly Gen<PublicKey> Key = Gen.Byte.Array[32].Select(
        b => PublicKey.Parse((b[0] % 2 == 0 ? "02" : "03") + Convert.ToHexStringLower(b)));
    private static readonly Gen<Signature> Seal = Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32], SignatureOf);
    private static readonly Gen<long> Count = Gen.Frequency((1, Gen.Long[0, 300]), (1, Gen.Long[0, IntegerMax]));
    private static readonly Gen<string> Name = Gen.Char["AZaz09_-."].Array[1, 64].Select(c => new string(c));
    private static readonly Gen<string> Note = Gen.Int[0, 5].Select(i => new[] { "a", "\"", "\\", "ä", "😀", "\u00a0" }[i]).Array[1, 128].Select(string.Concat);
    private static readonly Gen<ImmutableArray<Hash256>> SomeHashes = Hash.Array[1, 16].Select(
        h => h.ToImmutableArray());

    private static readonly Gen<Transaction> Transaction = Gen.Select(
        Gen.Select(Key, Name, Gen.Bool, Gen.Double[0.001, 8_589_934_592.0]), Name.Null(), Note.Null(), Seal,
        (t, network, note, signature) => new Transaction(
            new TransactionContent(
                t.Item1,
                ItemId.Parse(t.Item2),
                t.Item3 ? TransactionType.Request : TransactionType.Release,
                t.Item4,
                network,
                note),
            signature));

    private static readonly Gen<BlockHeader> Header = Gen.Select(
        Gen.Select(Hash, Hash, Hash), Gen.Select(Count, Count, Count), Gen.Long[0, 1L << 43], Gen.Long[256, IntegerMax], Key,
        (hashes, counts, time, difficulty, miner) => new BlockHeader(
            1, counts.Item1, hashes.Item1, hashes.Item2, hashes.Item3, counts.Item2, time, difficulty, counts.Item3, miner));

    private static readonly Gen<Block> Block = Gen.Select(
        Header, Seal.Null(), Transaction.Array[0, 4], (header, seal, transactions) => new Block(header, seal, [.. transactions]));

    private static readonly Gen<Heartbeat?> Beat = Gen.Select(
        Gen.ULong, Count, Hash, Gen.ULong, Gen.Long[0, 1L << 43].Nullable(),
        (nonce, height, tip, work, time) => new Heartbeat(nonce, height, tip, new Work(work)) { TimeMs = time }).Null();

    private static readonly Gen<ImmutableArray<ulong>> PoolNumbers =
        Gen.ULong[0, (1UL << 48) - 1].Array[0, 9].Select(ids => ids.ToImmutableArray());

    private static readonly Gen<ImmutableArray<PeerItem>> PeerItems = Gen.Select(
        Gen.String[0, 64], Gen.String[0, 32].Array[0, 8], Gen.Long[0, 1L << 43],
        (address, services, seen) => new PeerItem(address, [.. services], seen)).Array[0, 8].Select(items => items.ToImmutableArray());

    private static readonly Gen<Message> AnyMessage = Gen.OneOf<Message>(
        Transaction.Select(t => (Message)new Message.NewTransaction(t)),
        Block.Select(b => (Message)new Message.NewBlock(b)),
        Beat.Select(b => (Message)new Message.Ping(b)),
        Beat.Select(b => (Message)new Message.Pong(b)),
        Gen.Select(
            Gen.UInt,
            SomeHashes,
            Gen.Int[1, 2000],
            (id, hashes, max) => (Message)new Message.GetHeaders(id, hashes, max)),
        Gen.Select(
            Gen.UInt[1, uint.MaxValue],
            Block.Array[0, 9],
            Gen.Bool,
            (id, blocks, more) => (Message)new Message.Headers(id, [.. blocks.Select(HeaderItem.Of)], more)),
        Gen.Select(Gen.UInt, SomeHashes, (id, hashes) => (Message)new Message.GetBlocks(id, hashes)),
        Gen.Select(Gen.UInt, SomeHashes, (id, hashes) => (Message)new Message.NotFound(id, hashes)),
        Gen.Select(
            Gen.UInt,
            Gen.ULong,
            Gen.ULong.Array[256],
            (id, salt, buckets) => (Message)new Message.PoolDigest(id, salt, [.. buckets])),
        Gen.Select(
            Gen.UInt,
            Gen.Select(Gen.Int[0, 255], PoolNumbers, (number, ids) => new PoolBucket(number, ids)).Array[0, 5],
            (id, buckets) => (Message)new Message.PoolIds(id, [.. buckets])),
        Gen.Select(Gen.ULong, PoolNumbers, (salt, ids) => (Message)new Message.GetPool(salt, ids)),
        Gen.Select(Header, Seal.Null(), Gen.ULong, PoolNumbers, Transaction.Array[0, 4], Compact),
        Gen.Select(Gen.UInt, Hash, Gen.Int[0, 16_000].Array[1, 9], (id, block, indexes) =>
            (Message)new Message.GetBlockTransactions(id, block, [.. indexes.Distinct().Order()])),
        Gen.Select(Gen.UInt, Transaction.Array[0, 4], (id, items) =>
            (Message)new Message.BlockTransactions(id, [.. items])),
        SomeHashes.Select(wids => (Message)new Message.Inventory(wids)),
        Gen.Select(Gen.UInt, SomeHashes, (id, wids) => (Message)new Message.GetTransactions(id, wids)),
        Gen.Select(
            Gen.UInt,
            Transaction.Array[0, 4],
            SomeHashes,
            (id, items, missing) => (Message)new Message.Transactions(id, [.. items], missing)),
        Gen.Select(Gen.UInt, Block, (id, block) => (Message)new Message.BlockMessage(id, block)),
        Seal.Select(signature => (Message)new Message.Prove(signature)),
        Gen.Select(Name, Gen.Long[0, 86_400], (reason, retry) => (Message)new Message.Bye(reason, retry)),
        Gen.UInt.Select(id => (Message)new Message.GetAddresses(id)),
        Gen.Select(Gen.UInt[1, uint.MaxValue], PeerItems, (id, items) => (Message)new Message.Addresses(id, items)),
        Gen.Select(Gen.Const(0u), PeerItems, (id, items) => (Message)new Message.Addresses(id, items)),
        Name.Array[0, 20].Select(names => (Message)new Message.PeerList([.. names])));

    private static Message Compact(
        BlockHeader header, Signature? seal, ulong nonce, ImmutableArray<ulong> ids, Transaction[] prefilled)
    {
        var block = new Block(header with { TxCount = ids.Length + prefilled.Length }, seal, []);
        return new Message.CompactBlock(
            HeaderItem.Of(block),
            nonce,
            ids,
            [.. prefilled.Select((transaction, i) => new PrefilledTransaction(i, transaction))]);
    }

    [Fact]
    public void Any_message_is_read_back_as_it_was_written() => AnyMessage.Sample(
        message =>
        {
            var line = MessageCodec.Encode(message, Samples.Sender);
            var understood = Assert.IsType<Decoded.Understood>(MessageCodec.Decode(line.AsMemory(0, line.Length - 1)));
            Assert.Equal(Encoding.ASCII.GetString(line), Samples.Line(understood.Message) + "\n");
            Assert.Same(message.Type, MessageCodec.TypeOf(line));
        },
        iter: 3_000);

    [Fact] // rule J1
    public void Any_transaction_keeps_its_ids_over_the_wire() => Transaction.Sample(
        transaction =>
        {
            Assert.True(
                LedgerJson.TryReadTransaction(transaction.CanonicalBytes, out var read, out var fault),
                fault?.ToString());
            Assert.Equal(
                (transaction.TxId, transaction.Wid, transaction.TimestampMs), (read.TxId, read.Wid, read.TimestampMs));
        },
        iter: 3_000);

    // A scalar is above zero and below the group's order, which starts with the byte ff.
    private static Signature SignatureOf(byte[] r, byte[] s)
    {
        (r[0], s[0], r[31], s[31]) = ((byte)(r[0] & 0xfe), (byte)(s[0] & 0xfe), (byte)(r[31] | 1), (byte)(s[31] | 1));
        return Signature.FromP1363([.. r, .. s]);
    }
}
