using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>Mines blocks with good work and one thing wrong.</summary>
internal sealed class BadMiner(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    // Written out again: docs/rules.md H8, B6.
    private const int MedianSpan = 11;
    private const double TransactionAheadSecondsMax = 600;

    // Others' transactions are mined after two seconds, their own node's at once: it has to be in between.
    private static readonly TimeSpan AfterCheck = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan JudgedWithin = TimeSpan.FromSeconds(5);

    private readonly Forge _forge = new(world, key);
    private readonly Forge _tomorrow = new(world, key); // each dates its own ever later
    private int _baits;

    public override string Name => "bad-miner";

    protected override void Act(AdversaryLink link)
    {
        var state = link.Node.Watch.State;
        var (what, block) = Random.Next(13) switch
        {
            0 => ("takes-what-is-held", TakeHeld(state)),
            1 => ("replays-in-a-block", Replay(state)),
            2 => ("wrong-custody-root", _forge.Mine(state, [], block => block with { CustodyRoot = Zeros })),
            3 => ("wrong-merkle-root", _forge.Mine(state, [], block => block with { MerkleRoot = Zeros })),
            4 => ("wrong-difficulty", _forge.Mine(state, [], block => block with { Difficulty = 257 })),
            5 => ("old-time", _forge.Mine(state, [], block => block with { TimeMs = state.Tip.TimeMs - 3_600_000 })),
            6 => ("wrong-height", _forge.Mine(state, [], block => block with { Index = state.Height + 2 })),
            7 => ("forges-a-signature", ForgeSignature(state)),
            8 => ("time-of-the-median", _forge.Mine(state, [], block => block with { TimeMs = MedianTimeMs(state) })),
            9 => ("alters-a-signature", AlterSignature(link)),
            10 => (
                "dates-a-transaction-ahead",
                _forge.Mine(state, [_tomorrow.Sign(NextBait(), isRequest: true, TransactionAheadSecondsMax + 1)])),
            // Good but for the time: it waits until then, and is taken.
            11 => (
                "mines-ahead-of-time",
                _forge.Mine(state, [], block => block with { TimeMs = block.TimeMs + Random.Next(500_000, 900_000) })),
            _ => ("no-work", _forge.Mine(state, []) with { Nonce = 1 }),
        };
        if (block is null) return;
        Note(what);
        var connection = link.Connection;
        link.Send(Forge.NewBlock(block));
        if (Forge.Read(block) is { } read && World.Judge.Next(state, read).IsValid) return; // it comes too early, no more
        WhenLeftAlone(link, state, ArrivesWithin, JudgedWithin, () =>
        {
            if (!link.IsKeptByNode(connection)) return;
            World.Findings.Violated("P8", $"{link.Node.Name} keeps the sender of bad block {block.Hash}, which {what}");
        });
    }

    private OracleBlock? TakeHeld(OracleState state) =>
        state.Custody.Items.Values.OrderBy(item => item.Uid, StringComparer.Ordinal).FirstOrDefault(item => item.Holder is not null) is { } held
            ? _forge.Mine(state, [_forge.Sign(held.Uid, isRequest: true)])
            : null;

    /// <summary>
    /// A good transaction first, and once it was checked a block that holds it with the signature of another.
    /// </summary>
    private OracleBlock? AlterSignature(AdversaryLink link)
    {
        var good = _forge.Sign(NextBait(), isRequest: true);
        link.Send(Forge.NewTransaction(good));
        World.Core.After(AfterCheck, () =>
        {
            Note("alters-a-signature");
            var signature = _forge.Sign("other", isRequest: true).Signature;
            link.Send(Forge.NewBlock(_forge.Mine(link.Node.Watch.State, [good with { Signature = signature }])));
        });
        return null;
    }

    /// <summary>An item that nobody knows yet.</summary>
    private string NextBait() => FormattableString.Invariant($"bait-{Host.Name}-{++_baits}");

    /// <summary>Somebody else's wish, with a signature from another of theirs.</summary>
    private OracleBlock? ForgeSignature(OracleState state) =>
        OldMoves(state).FirstOrDefault() is { } old
            ? _forge.Mine(state, [old with { Timestamp = state.Custody.Items[old.Uid].Timestamp + 0.001 }])
            : null;

    /// <summary>An old request of an item that is free again.</summary>
    private OracleBlock? Replay(OracleState state) =>
        OldMoves(state).FirstOrDefault() is { } old ? _forge.Mine(state, [old]) : null;

    private static long MedianTimeMs(OracleState state)
    {
        var times = state.BackToGenesis().Take(MedianSpan).Select(each => each.Tip.TimeMs).Order().ToList();
        return times[times.Count / 2];
    }

    internal static IEnumerable<OracleTransaction> OldMoves(OracleState state) =>
        from item in state.Custody.Items.Values.OrderBy(item => item.Uid, StringComparer.Ordinal)
        let wanted = item.Holder is null ? OracleTransaction.Request : OracleTransaction.Release
        from move in state.Custody.History[item.Uid]
        where move.Transaction.Type == wanted
        select move.Transaction;
}
