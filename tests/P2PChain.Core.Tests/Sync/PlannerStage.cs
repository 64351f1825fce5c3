using System.Collections.Immutable;
using System.Text;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Sync;

/// <summary>A planner, two peers, and a clock of the test's own.</summary>
public abstract class PlannerStage
{
    protected PlannerStage() => Planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, Now);

    protected static PeerId Ann { get; } = new(1);

    protected static PeerId Ben { get; } = new(2);

    protected static ImmutableArray<Hash256> OurLocator { get; } = [DrawnHeaders.Genesis.Hash];

    protected SyncPlanner Planner { get; } = new();

    /// <summary>The number of the last request for headers.</summary>
    protected uint LastId { get; private set; }

    protected Moment Now { get; set; } = new(1_766_620_800_000);

    protected IReadOnlyList<SyncAction> Claim(PeerId peer, ulong work, string tip = "tip") =>
        Planner.OnClaim(peer, new Work(work), Hash256.Of(Encoding.UTF8.GetBytes(tip)), Now);

    protected IReadOnlyList<SyncAction> Headers(PeerId peer, HeaderNode[] chain, bool more, ulong claimed = 100_000)
    {
        Claim(peer, claimed);
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Planner.OnLocator(OurLocator, Now)));
        LastId = ask.Id;
        return Planner.OnHeaders(peer, ask.Id, Items(chain), more, Now);
    }

    protected IReadOnlyList<SyncAction> Consider(PeerId peer, uint id, HeaderNode[] chain) =>
        Planner.OnConsidered(peer, id, chain[^1].Point, [.. chain.Select(node => node.Hash)], null, Now);

    protected IReadOnlyList<SyncAction> Considered(PeerId peer, HeaderNode[] chain, ulong claimed = 100_000)
    {
        Headers(peer, chain, more: false, claimed);
        return Consider(peer, LastId, chain);
    }

    protected IReadOnlyList<SyncAction> Body(PeerId peer, HeaderNode node) => Planner.OnKnownBody(
        peer, node.Hash, Verdict.Connected.Instance, default, Now);

    protected IReadOnlyList<SyncAction> Came(PeerId peer, HeaderNode node) =>
        Planner.OnBody(peer, DrawnBlocks.Body(node), Now);

    protected IReadOnlyList<SyncAction> TimeOut(int seconds)
    {
        Now = Now.Plus(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(Planner.OnTime(Now));
        Now = Now.Plus(TimeSpan.FromMilliseconds(1));
        return Planner.OnTime(Now);
    }

    protected void AssertIdleAfter(IReadOnlyList<SyncAction> actions)
    {
        Assert.Empty(actions);
        Assert.True(Planner.IsIdle);
        Assert.Null(Planner.Deadline);
    }

    protected static Hash256[] Hashes(HeaderNode[] chain, int from, int count) =>
        [.. chain.Skip(from).Take(count).Select(node => node.Hash)];

    protected static IEnumerable<Hash256> Asked(SyncAction action) => ((SyncAction.AskBlocks)action).Hashes;

    protected static ImmutableArray<Hash256> Bodies(IReadOnlyList<SyncAction> actions) =>
        Assert.IsType<SyncAction.AskBlocks>(Assert.Single(actions)).Hashes;

    protected static ImmutableArray<HeaderItem> Items(IEnumerable<HeaderNode> chain) => [.. chain.Select(
        DrawnHeaders.Item)];
}
