using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Means no harm, but goes to the limits: its blocks are only just good, as no node of ours would make them, and have
/// to be
/// taken all the same (P6). A rule that is a little too strict shows nowhere else: all nodes would agree on it.
/// </summary>
internal sealed class Pedant(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    // Written out again: docs/rules.md H8, B6, T2, T4.
    private const int MedianSpan = 11;
    private const long TransactionAheadMsMax = 600_000;
    private const int UidCharsMax = 128;
    private const long EarliestMicros = 1_000;

    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TakenWithin = TimeSpan.FromSeconds(5);

    private readonly Forge _forge = new(world, key);
    private int _items;

    public override string Name => "pedant";

    protected override bool IsHarmless => true;

    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(10);

    protected override void Act(AdversaryLink link)
    {
        var (node, state) = (link.Node, link.Node.Watch.State);
        var (what, block) = Random.Next(6) switch
        {
            0 => (
                "mines-just-after-the-median",
                _forge.Mine(state, [], draft => draft with { TimeMs = MedianTimeMs(state) + 1 })),
            1 => ("dates-a-transaction-just-not-ahead", MineAhead(state)),
            2 => ("moves-an-item-thrice", _forge.Mine(state, Thrice(state))),
            3 => (
                "names-an-item-at-length",
                _forge.Mine(state, [_forge.Sign(NextItem().PadRight(UidCharsMax, '_'), isRequest: true)])),
            4 => (
                "dates-a-transaction-at-the-beginning",
                _forge.Mine(state, [_forge.SignAt(NextItem(), isRequest: true, EarliestMicros)])),
            _ => ("mines-an-empty-block", _forge.Mine(state, [])),
        };
        Note(what);
        link.Send(Forge.NewBlock(block));
        WhenLeftAlone(link, state, ArrivesWithin, TakenWithin, () =>
            World.Findings.Violated(
                "P6", $"{node.Name} did not take the good block {block.Index} {block.Hash}, which {what}"));
    }

    /// <summary>As far after the block as the last millisecond allows.</summary>
    private OracleBlock MineAhead(OracleState state)
    {
        var time = Math.Max(World.Core.Now.ToUnixTimeMilliseconds(), state.Tip.TimeMs + 1);
        var latest = ((time + TransactionAheadMsMax) * 1000) + 999;
        return _forge.Mine(
            state, [_forge.SignAt(NextItem(), isRequest: true, latest)], draft => draft with { TimeMs = time });
    }

    private IEnumerable<OracleTransaction> Thrice(OracleState state)
    {
        var uid = NextItem();
        var micros = state.Tip.TimeMs * 1000;
        return [.. Enumerable.Range(0, 3).Select(i => _forge.SignAt(uid, isRequest: i % 2 == 0, micros + i))];
    }

    private static long MedianTimeMs(OracleState state)
    {
        var times = state.BackToGenesis().Take(MedianSpan).Select(each => each.Tip.TimeMs).Order().ToList();
        return times[times.Count / 2];
    }

    /// <summary>An item that nobody else wants.</summary>
    private string NextItem() => FormattableString.Invariant($"edge-{Host.Name}-{++_items}");
}
