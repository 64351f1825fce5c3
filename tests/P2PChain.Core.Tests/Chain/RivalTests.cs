using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>Rule M3: a rival is a foreign block at or below our tip's height that is not on our chain.</summary>
public sealed class RivalTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    public RivalTests()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "a", 1));
        _draw.Add("a2", "a1");
        _draw.Add("b1", "genesis", _draw.Request(TestKeys.Bob, "b", 1));
        _draw.Add("b2", "b1");
        _draw.Add("b3", "b2");
    }

    [Fact] // rule M3
    public void A_rival_is_told_once_whoever_sends_it_again_and_whatever_comes_of_it()
    {
        Submit("a1", null);
        Submit("a2", null);
        Assert.Equal([_draw["b1"].Hash], Submit("b1", 1));
        Assert.Empty(Submit("b1", 2));
        Assert.Empty(Submit("b1", 2, isRequested: true));
        Assert.Empty(Submit("b1", 3));
        Assert.Equal([_draw["b2"].Hash], Submit("b2", 2, isRequested: true));
        Assert.Empty(Submit("b3", 2));
        Assert.Equal(_draw["b3"].Hash, _ledger.State.Tip.Hash);
    }

    [Fact] // rule M3
    public void Our_own_block_is_no_rival_when_a_peer_sends_it_back()
    {
        Submit("a1", null);
        Submit("b1", 1, isRequested: true);
        Submit("b2", 1, isRequested: true);
        Assert.Equal(_draw["b2"].Hash, _ledger.State.Tip.Hash);
        Assert.Empty(Submit("a1", 1));
        Assert.Empty(Submit("a1", 2, isRequested: true));
    }

    [Fact] // rule M3
    public void A_block_that_wins_at_our_tip_s_height_is_a_rival_and_one_that_extends_it_is_none()
    {
        var (smaller, larger) = _draw["a1"].Hash < _draw["b1"].Hash ? ("a1", "b1") : ("b1", "a1");
        Assert.Empty(Submit(larger, 1));
        Assert.Equal([_draw[smaller].Hash], Submit(smaller, 2));
        Assert.Equal(_draw[smaller].Hash, _ledger.State.Tip.Hash);
    }

    [Fact] // rule M3
    public void What_we_mined_beside_the_tip_is_no_rival()
    {
        Submit("a1", 1);
        Submit("a2", 1);
        Assert.Empty(Submit("b1", null));
        Assert.Empty(Submit("b1", null, isRequested: true));
    }

    private Hash256[] Submit(string name, long? from, bool isRequested = false) =>
        [.. _ledger.Submit(_draw.Checked(name), from, isRequested).Events.OfType<ChainEvents.RivalSeen>().Select(
            rival => rival.Block)];
}
