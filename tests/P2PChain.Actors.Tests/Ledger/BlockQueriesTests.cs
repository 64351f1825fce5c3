using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class BlockQueriesTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    public BlockQueriesTests()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 1));
        _draw.Add("a2", "a1", _draw.Release(TestKeys.Alice, "laptop-001", 2));
        _draw.Add("b1", "genesis", _draw.Request(TestKeys.Bob, "camera", 3));
        foreach (var name in (string[])["a1", "a2", "b1"]) _ledger.Submit(_draw.Checked(name), isRequested: true);
    }

    [Fact]
    public void A_block_of_the_best_chain_is_found_by_height_and_by_hash_with_the_work_up_to_it()
    {
        var one = _draw["a1"];
        foreach (var word in (string[])["1", one.Hash.ToString(), one.Hash.Short(), one.Hash.Short(9)])
        {
            var record = Find(word);
            Assert.Equal((one.Hash, true, 2L), (record.Block!.Hash, record.IsOnBestChain, record.TipHeight));
            Assert.Equal(_draw.Node("a1").Work, record.Work);
        }
    }

    [Fact]
    public void A_block_beside_the_best_chain_is_found_by_hash_alone()
    {
        var record = Find(_draw["b1"].Hash.Short());
        Assert.Equal(
            (_draw["b1"].Hash, false, (Work?)null), (record.Block!.Hash, record.IsOnBestChain, record.Work));
    }

    [Fact]
    public void Genesis_is_found_though_no_archive_has_it()
    {
        Assert.Equal(_draw["genesis"].Hash, Find("0").Block!.Hash);
        Assert.True(Find(_draw["genesis"].Hash.Short()).IsOnBestChain);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("99999999")]
    [InlineData("ffffffff")]
    public void An_unknown_block_is_not_found(string word)
    {
        var record = Find(word);
        Assert.Equal((null, false, false), (record.Block, record.IsOnBestChain, record.IsAmbiguous));
    }

    private LookupProtocol.BlockRecord Find(string word)
    {
        using var archive = _ledger.Store.OpenArchive();
        return new BlockQueries(_ledger.State.View, _draw["genesis"], archive).Record(new(BlockName.Parse(word)!));
    }
}
