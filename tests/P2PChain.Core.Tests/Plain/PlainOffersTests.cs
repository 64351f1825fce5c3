using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Plain;

/// <summary>docs/protocol.md, plain peers: which of their transactions our pool is asked about.</summary>
public sealed class PlainOffersTests
{
    private static readonly ChainBuilder Draw = new();
    private static readonly Transaction Takes = Draw.Request(TestKeys.Alice, "laptop", 5);
    private static readonly CustodyState Ours = CustodyState.Empty.With(CustodyRules.Apply(Takes, 1));

    private readonly PlainOffers _offers = new();
    private readonly PlainPeer _peer = new(new PlainTimes());

    [Fact]
    public void What_our_ledger_has_or_is_past_is_not_offered()
    {
        var older = Draw.Release(TestKeys.Alice, "laptop", 4);
        var atOnce = Draw.Release(TestKeys.Alice, "laptop", 5);
        var newer = Draw.Release(TestKeys.Alice, "laptop", 6);
        var elsewhere = Draw.Request(TestKeys.Bob, "van", 1);
        _offers.TryAdd(Block(3, Takes, older, atOnce, newer, elsewhere), Ours, _peer);
        Assert.Equal([atOnce, newer, elsewhere], Offered().Select(offer => offer.Transaction));
    }

    [Fact]
    public void All_are_offered_while_our_ledger_is_not_known_in_their_order_and_with_their_place()
    {
        _offers.TryAdd(Block(3, Takes), null, _peer);
        _offers.TryAdd(Block(4, Draw.Release(TestKeys.Alice, "laptop", 4)), null, _peer);
        Assert.Equal([3, 4], Offered().Select(offer => offer.Position));
    }

    [Fact]
    public void An_item_on_which_the_peer_is_behind_is_offered_however_old()
    {
        var older = Draw.Release(TestKeys.Alice, "laptop", 4);
        _peer.OnAsked(new Moment(0));
        _peer.OnRead(Block(0, Takes, older)); // the last one there is older than the newest
        _peer.OnReadEnd(new Moment(0));
        _offers.TryAdd(Block(0, older), Ours, _peer);
        Assert.Equal([older], Offered().Select(offer => offer.Transaction));
    }

    [Fact]
    public void Once_the_pool_is_full_nothing_is_offered_until_the_chain_is_read_again()
    {
        Assert.True(_offers.TryAdd(Block(3, Takes), null, _peer));
        Assert.False(_offers.IsEmpty);
        Assert.Equal(3, _offers.Stop());
        Assert.True(_offers.IsEmpty);
        Assert.False(_offers.TryAdd(Block(4, Takes), null, _peer));
        Assert.True(_offers.IsEmpty);
        Assert.Null(_offers.Stop());
        _offers.Resume();
        Assert.True(_offers.TryAdd(Block(4, Takes), null, _peer));
        Assert.Equal([4], Offered().Select(offer => offer.Position));
    }

    private List<(Transaction Transaction, long Position)> Offered()
    {
        var offered = new List<(Transaction, long)>();
        for (; _offers.TryPeek(out var next); _offers.Take()) offered.Add(next);
        return offered;
    }

    private static PlainBlock Block(long index, params Transaction[] transactions) =>
        new(index, Hash256.Zero, [.. transactions], 0, 1.5, Hash256.Of(BitConverter.GetBytes(index)));
}
