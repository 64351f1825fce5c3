using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>Mines blocks with good work and one thing wrong.</summary>
internal sealed class BadMiner(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly Forge _forge = new(world, key);

    public override string Name => "bad-miner";

    protected override void Act(AdversaryLink link)
    {
        var state = link.Node.Watch.State;
        var (what, block) = Random.Next(9) switch
        {
            0 => ("takes-what-is-held", TakeHeld(state)),
            1 => ("replays-in-a-block", Replay(state)),
            2 => ("wrong-custody-root", _forge.Mine(state, [], block => block with { CustodyRoot = Zeros })),
            3 => ("wrong-merkle-root", _forge.Mine(state, [], block => block with { MerkleRoot = Zeros })),
            4 => ("wrong-difficulty", _forge.Mine(state, [], block => block with { Difficulty = 257 })),
            5 => ("old-time", _forge.Mine(state, [], block => block with { TimeMs = state.Tip.TimeMs - 3_600_000 })),
            6 => ("wrong-height", _forge.Mine(state, [], block => block with { Index = state.Height + 2 })),
            7 => ("forges-a-signature", ForgeSignature(state)),
            _ => ("no-work", _forge.Mine(state, []) with { Nonce = 1 }),
        };
        if (block is null) return;
        Note(what);
        link.Send(Forge.NewBlock(block));
    }

    private OracleBlock? TakeHeld(OracleState state) =>
        state.Custody.Items.Values.OrderBy(item => item.Uid, StringComparer.Ordinal).FirstOrDefault(item => item.Holder is not null) is { } held
            ? _forge.Mine(state, [_forge.Sign(held.Uid, isRequest: true)])
            : null;

    /// <summary>Somebody else's wish, with a signature from another of theirs.</summary>
    private OracleBlock? ForgeSignature(OracleState state) =>
        OldMoves(state).FirstOrDefault() is { } old
            ? _forge.Mine(state, [old with { Timestamp = state.Custody.Items[old.Uid].Timestamp + 0.001 }])
            : null;

    /// <summary>An old request of an item that is free again.</summary>
    private OracleBlock? Replay(OracleState state) =>
        OldMoves(state).FirstOrDefault() is { } old ? _forge.Mine(state, [old]) : null;

    internal static IEnumerable<OracleTransaction> OldMoves(OracleState state) =>
        from item in state.Custody.Items.Values.OrderBy(item => item.Uid, StringComparer.Ordinal)
        let wanted = item.Holder is null ? OracleTransaction.Request : OracleTransaction.Release
        from move in state.Custody.History[item.Uid]
        where move.Transaction.Type == wanted
        select move.Transaction;
}
