using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Plain;

/// <summary>Going through all that was confirmed, part by part.</summary>
public sealed class ConfirmedPartTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger;

    public ConfirmedPartTests()
    {
        _ledger = new TestLedger(_draw.Parameters);
        Add("a1", "genesis", _draw.Request(TestKeys.Alice, "one", 1));
        Add("a2", "a1");
        Add("a3", "a2", _draw.Request(TestKeys.Alice, "three", 3));
    }

    [Fact]
    public void Blocks_without_transactions_are_covered_and_not_listed()
    {
        var part = ConfirmedPart.After(_ledger.Archived, 0, null, upTo: 99);
        Assert.Equal((3, _draw["a3"].Hash), (part.To, part.ToHash));
        Assert.Equal([_draw["a1"].Hash, _draw["a3"].Hash], part.Blocks.Select(block => block.Hash));
        Assert.Equal((2, _draw["a2"].Hash), ConfirmedPart.After(_ledger.Archived, 1, _draw["a1"].Hash, upTo: 2) is var next ? (next.To, next.ToHash) : default);
        Assert.Empty(ConfirmedPart.After(_ledger.Archived, 3, _draw["a3"].Hash, upTo: 3).Blocks);
    }

    [Fact]
    public void After_an_abandoned_block_it_goes_on_where_the_branches_part()
    {
        _draw.Add("b2", "a1", _draw.Request(TestKeys.Bob, "two", 2));
        _draw.Add("b3", "b2");
        _draw.Add("b4", "b3");
        foreach (var name in new[] { "b2", "b3", "b4" }) _ledger.Submit(_draw.Checked(name), isRequested: true);
        Assert.Equal(_draw["b4"].Hash.ToString(), _ledger.Tip);
        var part = ConfirmedPart.After(_ledger.Archived, 3, _draw["a3"].Hash, upTo: 4);
        Assert.Equal(_draw["b2"].Hash, Assert.Single(part.Blocks).Hash);
        Assert.Equal(4, part.To);
        // Of one that is kept no more, only the height is known.
        Assert.Equal(2, ConfirmedPart.After(_ledger.Archived, 3, Hash256.Zero, upTo: 4).Blocks.Length);
    }

    [Fact]
    public void A_part_has_at_most_sixty_four_blocks_with_transactions()
    {
        for (var i = 4; i < 74; i++) Add($"a{i}", $"a{i - 1}", _draw.Request(TestKeys.Alice, $"item-{i}", i));
        var part = ConfirmedPart.After(_ledger.Archived, 0, null, upTo: 73);
        Assert.Equal((64, 65), (part.Blocks.Length, part.To));
        Assert.Equal(8, ConfirmedPart.After(_ledger.Archived, part.To, part.ToHash, upTo: 73).Blocks.Length);
    }

    private void Add(string name, string parent, params Core.Model.Transaction[] transactions)
    {
        _draw.Add(name, parent, transactions);
        _ledger.Submit(_draw.Checked(name));
    }
}
