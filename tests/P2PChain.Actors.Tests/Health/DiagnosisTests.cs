using P2PChain.Actors.Health;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using static P2PChain.Actors.Protocols.ConsoleProtocol;

namespace P2PChain.Actors.Tests.Health;

/// <summary>Each problem is found, and the most important one comes first.</summary>
public sealed class DiagnosisTests
{
    private static readonly UnixTime Now = ChainBuilder.ClockAt(3600);
    private static readonly Hash256 Tip = Hash256.Parse(new string('0', 63) + "7");

    [Fact]
    public void A_node_in_step_with_its_peers_has_no_problem() => Assert.Empty(Diagnosis.Of(Status(Peer(7))));

    [Fact]
    public void A_node_with_plain_peers_only_has_no_problem_by_that() => Assert.Empty(Diagnosis.Of(Status(Plain)));

    [Fact]
    public void A_rewrite_of_the_last_day_is_a_problem_with_all_items_that_were_taken()
    {
        var problem = Assert.IsType<Problem.Rewritten>(Single(Status(Peer(7)) with { Rewrites = [Rewrite(5, "van"), Rewrite(1, "van", "laptop")] }));
        Assert.Equal((TimeSpan.FromHours(1), "laptop van"), (problem.Last.Ago, string.Join(' ', problem.Taken)));
    }

    [Fact]
    public void Items_that_were_taken_rank_above_missing_peers() =>
        Assert.Equal(
            [typeof(Problem.Rewritten), typeof(Problem.Alone)],
            Diagnosis.Of(Status() with { Rewrites = [Rewrite(1, "van")] }).Select(problem => problem.GetType()));

    [Fact]
    public void A_clock_that_stops_the_signing_ranks_first_and_a_lesser_fault_of_it_after_the_peers()
    {
        var status = Status(Peer(9));
        ClockFinding off = new(TimeSpan.FromMinutes(30), MaySign: false), little = new(TimeSpan.FromMinutes(3), MaySign: true);
        Assert.Equal<Problem>([new Problem.ClockOff(off), Behind], Diagnosis.Of(status with { Chain = status.Chain with { Clock = off } }));
        Assert.Equal<Problem>([Behind, new Problem.ClockOff(little)], Diagnosis.Of(status with { Chain = status.Chain with { Clock = little } }));
    }

    internal static Problem Behind { get; } = new Problem.Behind(2, "192.0.2.1:6000", new InStep(0, 1));

    internal static PeerView Plain { get; } = Peer(0) with { IsExtended = false, Key = null };

    internal static Problem Single(Status status) => Assert.Single(Diagnosis.Of(status));

    internal static Status Status(params PeerView[] peers) => new(
        TestKeys.Alice.PublicKey, "127.0.0.1:6000", TimeSpan.FromHours(1), "test",
        new ChainProtocol.ChainStatus(new ChainProtocol.ChainTip(7, Tip, default, Now.Milliseconds), 1, 0, 0), [.. peers], Now);

    internal static PeerView Peer(long height) => new(
        new PeerId(1), "192.0.2.1:6000", IsOutbound: true, IsExtended: true, TestKeys.Bob.PublicKey, height, height == 7 ? Tip : default, null, "test");

    private static RewriteNews Rewrite(int hoursAgo, params string[] items) =>
        new(1, Now, 3, IsDeep: false, [.. items.Select(ItemId.Parse)]) { Ago = TimeSpan.FromHours(hoursAgo) };
}
