using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Storage;

public sealed class ArchivedChainTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    public ArchivedChainTests()
    {
        for (var i = 1; i <= 20; i++)
        {
            _draw.Add($"a{i}", i == 1 ? "genesis" : $"a{i - 1}");
            _ledger.Submit(_draw.Checked($"a{i}"));
        }
        _draw.Add("b1", "a3", _draw.Request(TestKeys.Bob, "b", 1));
    }

    [Fact]
    public void The_fork_is_the_first_block_of_a_locator_that_the_best_chain_has()
    {
        _ledger.Submit(_draw.Checked("b1"), from: 1, isRequested: true);
        var fork = _ledger.Archived.Fork(
            [_draw["b1"].Hash, Hash256.Of("x"u8), _draw["a3"].Hash, _draw["genesis"].Hash]);
        Assert.Equal(_draw["a3"].Hash, fork.Hash);
        Assert.Equal(20, _ledger.Archived.Fork([_draw["a20"].Hash, _draw["a3"].Hash]).Height);
        Assert.Equal(0, _ledger.Archived.Fork([]).Height);
    }

    [Fact]
    public void Peers_share_the_blocks_below_their_tips_on_any_branch()
    {
        Assert.Equal(0, _ledger.Archived.SharedHeight([_draw["b1"].Hash]));
        _ledger.Submit(_draw.Checked("b1"), from: 1, isRequested: true);
        var chain = _ledger.Archived;
        Assert.Equal(0, chain.SharedHeight([]));
        Assert.Equal(0, chain.SharedHeight([Hash256.Of("x"u8)]));
        Assert.Equal(3, chain.SharedHeight([_draw["b1"].Hash]));
        Assert.Equal(12, chain.SharedHeight([_draw["b1"].Hash, _draw["a12"].Hash, Hash256.Of("x"u8)]));
    }

    [Fact]
    public void Genesis_is_found_although_no_store_keeps_it()
    {
        var genesis = _draw["genesis"];
        Assert.Equal(genesis.Hash, _ledger.Archived.FindBlock(genesis.Hash)!.Hash);
        Assert.Equal(genesis.CanonicalBytes(), _ledger.Archived.FindText(genesis.Hash));
        Assert.Equal(0, _ledger.Archived.ForkOf(genesis.Hash)!.Height);
    }
}
