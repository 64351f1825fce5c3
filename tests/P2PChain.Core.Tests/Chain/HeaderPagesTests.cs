using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class HeaderPagesTests
{
    private readonly HeaderPages _pages = new();
    private readonly ChainBuilder _drawn = new();
    private readonly TestLedger _ledger;

    public HeaderPagesTests()
    {
        foreach (var (name, parent) in new[] { ("a1", "genesis"), ("a2", "a1"), ("a3", "a2") })
            _drawn.Add(name, parent);
        _drawn.Add("b1", "genesis", header => header with { TimeMs = header.TimeMs + 1 });
        _ledger = new TestLedger(_drawn.Parameters);
    }

    [Fact]
    public void A_page_follows_the_one_before_it()
    {
        Assert.Equal(_drawn["a2"].Hash, Next(null, hasMore: true, "a1", "a2").Nodes[^1].Hash);
        var link = Next("a2", hasMore: false, "a3");
        Assert.Equal((_drawn.Node("a3").Point, _drawn["a3"].Hash), (link.Nodes[^1].Point, Assert.Single(link.Missing)));
    }

    [Fact]
    public void A_page_after_another_header_than_the_last_one_is_of_no_use_and_no_fault()
    {
        Next(null, hasMore: true, "a1");
        AssertOfNoUse(Next("a2", hasMore: true, "a3"));
    }

    [Fact]
    public void A_page_of_another_branch_is_of_no_use_and_no_fault()
    {
        Next(null, hasMore: true, "a1");
        AssertOfNoUse(Next("a1", hasMore: true, "b1"));
    }

    [Fact]
    public void The_end_of_the_last_page_is_forgotten()
    {
        Next(null, hasMore: false, "a1");
        AssertOfNoUse(Next("a1", hasMore: false, "a2"));
    }

    [Fact]
    public void A_first_page_begins_anew()
    {
        Next(null, hasMore: true, "a1");
        Assert.Equal(_drawn["b1"].Hash, Next(null, hasMore: true, "b1").Nodes[^1].Hash);
    }

    [Fact]
    public void Each_peer_has_its_own_last_page()
    {
        Next(null, hasMore: true, "a1", "a2");
        NextOf(new PeerId(2), null, hasMore: true, "a1");
        Assert.Equal(_drawn["a3"].Hash, Next("a2", hasMore: false, "a3").Nodes[^1].Hash);
        Assert.Equal(_drawn["a2"].Hash, NextOf(new PeerId(2), "a1", hasMore: false, "a2").Nodes[^1].Hash);
    }

    private static void AssertOfNoUse(HeaderLink link)
    {
        Assert.True(link.Nodes.IsEmpty && link.Missing.IsEmpty);
        Assert.Null(link.Violation);
    }

    private HeaderLink Next(string? after, bool hasMore, params string[] names) =>
        NextOf(new PeerId(1), after, hasMore, names);

    private HeaderLink NextOf(PeerId peer, string? after, bool hasMore, params string[] names) => _pages.Next(
        _ledger.State,
        peer,
        after is null ? null : _drawn[after].Hash,
        names.Select(name => (_drawn[name].Header, _drawn[name].Hash, _drawn[name].Seal)),
        hasMore);
}
