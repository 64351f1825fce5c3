using P2PChain.Core.Chain;
using P2PChain.Core.Rules;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class HeaderLinkTests
{
    private readonly ChainBuilder _drawn = new();
    private readonly TestLedger _ledger;

    public HeaderLinkTests()
    {
        _drawn.Add("a1", "genesis");
        _drawn.Add("a2", "a1");
        _drawn.Add("a3", "a2");
        _drawn.Add("b1", "genesis", header => header with { TimeMs = header.TimeMs + 1 });
        _ledger = new TestLedger(_drawn.Parameters);
        _ledger.Submit(_drawn.Checked("a1"));
    }

    [Fact]
    public void Headers_after_a_kept_block_get_their_places_and_those_without_bodies_are_missing()
    {
        var link = Link(null, "a1", "a2", "a3");
        Assert.Equal([1, 2, 3], link.Nodes.Select(node => node.Height));
        Assert.Equal([_drawn["a2"].Hash, _drawn["a3"].Hash], link.Missing.AsEnumerable());
        Assert.Null(link.Violation);
    }

    [Fact]
    public void A_gap_within_a_page_is_a_violation() =>
        Assert.Equal(Rule.IndexFollows, Link(null, "a1", "a3").Violation?.Rule);

    [Fact]
    public void A_page_that_follows_nothing_known_is_of_no_use_and_no_fault() => AssertOfNoUse(Link(null, "a3"));

    [Fact]
    public void A_page_from_elsewhere_than_the_last_one_ended_is_a_reorganisation_and_no_fault() =>
        AssertOfNoUse(Link(_drawn.Node("a2"), "b1"));

    private static void AssertOfNoUse(HeaderLink link)
    {
        Assert.True(link.Nodes.IsEmpty && link.Missing.IsEmpty);
        Assert.Null(link.Violation);
    }

    private HeaderLink Link(HeaderNode? after, params string[] names) =>
        HeaderLink.Of(
            _ledger.State, after, names.Select(name => (_drawn[name].Header, _drawn[name].Hash, _drawn[name].Seal)));
}
