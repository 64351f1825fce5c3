using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Core.Tests.Relay;

/// <summary>docs/protocol.md, compact blocks.</summary>
public sealed class PartialBlockTests(ITestOutputHelper output)
{
    private static readonly ChainBuilder Draw = new();
    private static readonly Block Parent = Draw.Add("a1", "genesis");
    private static readonly ImmutableArray<Transaction> All =
        [.. Enumerable.Range(1, 20).Select(i => Draw.Request(TestKeys.Alice, $"laptop-{i}", i))];

    private static readonly Block Whole = BlockOf(All);
    private static readonly Message.CompactBlock Compact = CompactBlocks.Of(Whole, 7)!;

    [Fact]
    public void A_block_of_known_transactions_is_put_together_in_any_order_of_the_pool()
    {
        var partial = new PartialBlock(Compact, All.Reverse().Concat([Draw.Request(TestKeys.Bob, "other", 1)]));
        Assert.Empty(partial.Missing);
        Assert.Equal(Whole.CanonicalBytes(), partial.ToBlock()!.CanonicalBytes());
    }

    [Fact]
    public void What_is_missing_is_requested_and_completes_the_block()
    {
        var partial = new PartialBlock(Compact, All.Where((_, i) => i is not (3 or 19)));
        Assert.Equal([3, 19], partial.Missing.AsEnumerable());
        Assert.Null(partial.ToBlock());
        Assert.True(partial.TryFill([All[3], All[19]]));
        Assert.Equal(Whole.CanonicalBytes(), partial.ToBlock()!.CanonicalBytes());
    }

    [Fact]
    public void Prefilled_transactions_are_neither_looked_for_nor_requested()
    {
        var ids = Compact.Ids.RemoveAt(5).RemoveAt(0);
        var prefilled = Compact with
        {
            Ids = ids,
            Prefilled = [new PrefilledTransaction(0, All[0]), new PrefilledTransaction(5, All[5])],
        };
        var partial = new PartialBlock(prefilled, All[6..]);
        Assert.Equal([1, 2, 3, 4], partial.Missing.AsEnumerable());
        Assert.True(partial.TryFill(All[1..5]));
        Assert.NotNull(partial.ToBlock());
    }

    [Fact]
    public void Other_transactions_than_the_missing_ones_are_refused()
    {
        var partial = new PartialBlock(Compact, All[2..]);
        Assert.False(partial.TryFill([All[0]]));
        Assert.False(partial.TryFill([All[1], All[0]]));
        Assert.False(partial.TryFill([All[0], All[1], All[2]]));
        Assert.Null(partial.ToBlock());
    }

    [Fact] // no fault of the sender: the receiver's transaction has the same short id
    public void A_wrong_transaction_with_the_right_short_id_gives_no_block()
    {
        var other = Draw.Request(TestKeys.Bob, "other", 1);
        var collides = Compact with { Ids = Compact.Ids.SetItem(4, new ShortIds(Whole.Hash, 7).Of(other.Wid)) };
        var partial = new PartialBlock(collides, All.SetItem(4, other));
        Assert.Empty(partial.Missing);
        Assert.Null(partial.ToBlock());
    }

    [Fact]
    public void Two_places_with_one_short_id_give_no_block_of_one_transaction_twice()
    {
        var twice = Compact with { Ids = Compact.Ids.SetItem(4, Compact.Ids[3]) };
        var partial = new PartialBlock(twice, All);
        Assert.Equal([4], partial.Missing.AsEnumerable());
        Assert.True(partial.TryFill([All[3]]));
        Assert.Null(partial.ToBlock());
    }

    [Fact] // the vector of 32 bytes of the reference implementation
    public void The_hash_is_SipHash_2_4()
    {
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var (key0, key1) = (BitConverter.ToUInt64(bytes, 0), BitConverter.ToUInt64(bytes, 8));
        Assert.Equal(0x7127512f72f27cceUL, SipHash.Of(key0, key1, new Hash256(bytes)));
    }

    [Fact]
    public void Short_ids_differ_by_block_and_nonce()
    {
        var wid = All[0].Wid;
        var id = new ShortIds(Whole.Hash, 7).Of(wid);
        Assert.InRange(id, 0UL, (1UL << 48) - 1);
        Assert.NotEqual(id, new ShortIds(Whole.Hash, 8).Of(wid));
        Assert.NotEqual(id, new ShortIds(Hash256.Of("x"u8), 7).Of(wid));
    }

    [Fact]
    public void A_block_of_1_000_known_transactions_crosses_with_20_KiB()
    {
        ImmutableArray<Transaction> thousand =
            [.. Enumerable.Range(1, 1_000).Select(i => Draw.Request(TestKeys.Alice, $"laptop-{i}", i))];
        var block = BlockOf(thousand);
        var line = MessageCodec.Encode(CompactBlocks.Of(block, ulong.MaxValue)!, null);
        output.WriteLine($"{line.Length} bytes; whole {MessageCodec.Encode(new Message.NewBlock(block), null).Length}");
        Assert.InRange(line.Length, 1, 20 * 1024);
        var read = Assert.IsType<Decoded.Understood>(MessageCodec.Decode(line.AsMemory(0, line.Length - 1)));
        var partial = new PartialBlock(Assert.IsType<Message.CompactBlock>(read.Message), thousand.Reverse());
        Assert.Equal(block.CanonicalBytes(), partial.ToBlock()!.CanonicalBytes());
    }

    private static Block BlockOf(ImmutableArray<Transaction> transactions)
    {
        var header = Parent.Header with
        {
            TxCount = transactions.Length,
            MerkleRoot = new Block(Parent.Header, null, transactions).ComputeMerkleRoot(),
        };
        return new Block(header, null, transactions);
    }
}
