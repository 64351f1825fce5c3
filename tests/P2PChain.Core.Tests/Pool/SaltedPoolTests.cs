using System.Collections.Immutable;
using CsCheck;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Pool;

public sealed class SaltedPoolTests
{
    private static readonly Signature Unchecked = TestKeys.Alice.Sign("any"u8);

    private static readonly Gen<(int[] Ours, int[] Theirs, ulong Salt)> Pools =
        Gen.Select(Gen.Int[0, 400].HashSet[0, 300], Gen.Int[0, 400].HashSet[0, 300], Gen.ULong)
            .Select(drawn => (drawn.Item1.Order().ToArray(), drawn.Item2.Order().ToArray(), drawn.Item3));

    [Fact]
    public void Each_side_learns_exactly_the_transactions_that_the_other_lacks() => Pools.Sample(drawn =>
    {
        var ours = new SaltedPool(drawn.Ours.Select(Entry), drawn.Salt);
        var theirs = new SaltedPool(drawn.Theirs.Select(Entry), drawn.Salt);
        var difference = ours.Compare(theirs.Differing(ours.Digests));
        Assert.Equal(drawn.Ours.Except(drawn.Theirs), difference.Ours.Select(entry => (int)entry.Sequence));
        var found = theirs.Find(difference.Theirs);
        Assert.Equal(drawn.Theirs.Except(drawn.Ours), found.Select(entry => (int)entry.Sequence));
    });

    [Fact]
    public void Pools_of_ten_thousand_that_differ_by_fifty_exchange_at_most_64_KiB_besides_the_transactions()
    {
        const ulong Salt = 42;
        var ours = new SaltedPool(Enumerable.Range(0, 10_000).Select(Entry), Salt);
        var theirs = new SaltedPool(Enumerable.Range(50, 10_000).Select(Entry), Salt);
        var answer = new Message.PoolIds(1, theirs.Differing(ours.Digests));
        var difference = ours.Compare(answer.Buckets);
        Assert.Equal((50, 50), (difference.Ours.Length, difference.Theirs.Length));
        Message[] sent =
            [new Message.PoolDigest(1, Salt, ours.Digests), answer, new Message.GetPool(Salt, difference.Theirs)];
        Assert.InRange(sent.Sum(message => MessageCodec.Encode(message, null).Length), 0, 64 << 10);
    }

    [Fact]
    public void Equal_pools_have_equal_digests_in_any_order()
    {
        var one = new SaltedPool(Enumerable.Range(0, 100).Select(Entry), 1);
        var other = new SaltedPool(Enumerable.Range(0, 100).Reverse().Select(Entry), 1);
        Assert.Empty(one.Differing(other.Digests));
    }

    [Fact]
    public void Another_salt_gives_other_ids()
    {
        var one = new SaltedPool([Entry(1)], 1);
        var other = new SaltedPool([Entry(1)], 2);
        Assert.NotEqual(one.Digests.Single(digest => digest != 0), other.Digests.Single(digest => digest != 0));
    }

    [Fact]
    public void Beyond_the_bound_of_a_message_the_rest_is_left_for_the_next_time()
    {
        var pool = new SaltedPool(Enumerable.Range(0, 30_000).Select(Entry), 1);
        var found = pool.Differing(new SaltedPool([], 1).Digests);
        Assert.InRange(found.Sum(bucket => bucket.Ids.Length), 24_500, SaltedPool.IdsMax);
    }

    [Fact]
    public void A_lying_answer_costs_no_more_than_its_ids()
    {
        var pool = new SaltedPool(Enumerable.Range(0, 100).Select(Entry), 1);
        ImmutableArray<PoolBucket> lies =
            [.. Enumerable.Range(0, 256).Select(i => new PoolBucket(i % 2, [7, 7, (ulong)i]))];
        var difference = pool.Compare(lies);
        Assert.Equal(difference.Theirs.Distinct(), difference.Theirs);
        Assert.InRange(difference.Ours.Length, 0, 100);
    }

    private static PoolEntry Entry(int number)
    {
        var content = new TransactionContent(
            TestKeys.Alice.PublicKey, ItemId.Parse($"item-{number}"), TransactionType.Request, ChainBuilder.At(number));
        return new PoolEntry(new Transaction(content, Unchecked), number, PoolSource.From(new PeerId(1)));
    }
}
