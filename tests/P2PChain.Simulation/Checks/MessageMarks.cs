using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Marks what no disk shows: what nodes say to each other's messages, as their actors take it from their queues. None
/// of ours
/// is ever turned out for misbehaviour (I1).
/// </summary>
internal sealed class MessageMarks(SimWorld world)
{
    // Written out again: docs/rules.md F4.
    private const int RecentBlocks = 11;

    public void OnTaken(object message)
    {
        switch (message)
        {
            case ChainProtocol.BlockVerdict(_, var verdict, _): Mark(verdict); break;
            case ChainProtocol.TransactionVerdict(var transaction, Admission.Refused(var refusal)): Mark(transaction.TxId, refusal.Reason); break;
            case ChainProtocol.NextBlock { Template: { } template }: CheckDate(template.Header); break;
            case ChainEvents.TipMoved { IsCatchingUp: true }: world.Findings.Mark("caught-up-by-sync"); break;
            case ChainEvents.ClockJudged { Finding: not null }: world.Findings.Mark("clock-found-off"); break;
            case DiscoveryProtocol.Dial(var found):
                world.Findings.Mark(found.IsLook ? "discovery-looks" : "discovery-dials");
                break;
            case ChainEvents.RivalSeen: world.Findings.Mark("rival-seen"); break;
            case PeerProtocol.Parting(_, var fault, var isExtended, var key): Mark(fault, isExtended, key); break;
            default: break;
        }
    }

    /// <summary>
    /// M1: a node mines no block that it would keep aside itself, and so would every node with the same clock.
    /// </summary>
    private void CheckDate(BlockHeader header)
    {
        if (world.NodeOf(world.Core.Running) is not { WasClockSetLately: false } node) return;
        if (node.Watch.State.BackToGenesis().FirstOrDefault(state => state.TipHash == header.PrevHash.ToString()) is not { } parent) return;
        var recent = parent.BackToGenesis().Take(RecentBlocks).Max(state => state.Tip.TimeMs);
        if (header.TimeMs > Math.Max(node.Now.ToUnixTimeMilliseconds(), recent + 1))
            world.Findings.Violated(
                "M1", $"{node.Name} mines block {header.Index}, which is dated {header.TimeMs}, ahead of its clock");
    }

    private void Mark(Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.AheadOfClock(_, var isKept): world.Findings.Mark(isKept ? "block-parked" : "block-too-far-ahead"); break;
            case Verdict.Invalid(var violation): world.Findings.Mark("block-invalid-" + violation.Rule); break;
            case Verdict.UnknownParent: world.Findings.Mark("block-of-unknown-parent"); break;
            case Verdict.NotKept: world.Findings.Mark("block-not-kept"); break;
            default: break;
        }
    }

    private void Mark(Hash256 txId, RefusalReason reason)
    {
        world.Findings.Mark(reason switch
        {
            RefusalReason.Known => "replay-refused",
            RefusalReason.PoolFull => "pool-full",
            _ => "transaction-refused-" + reason,
        });
        if (reason == RefusalReason.PoolFull && world.NodeOf(world.Core.Running) is { Watch.Pool.WasFullLately: false } node)
            world.Findings.Violated("S10", $"{node.Name} has no room for {txId} in a pool that was not full");
    }

    private void Mark(PeerFault fault, bool isExtended, PublicKey? key)
    {
        world.Findings.Mark("parted-" + fault.Code);
        if (Misbehaviour.PenaltyFor(fault.Code, isExtended).Strikes == 1) world.Findings.Mark("address-discouraged");
        if (IsBlamed(fault.Code) && key is not null && world.Blameless.Contains(key))
            world.Findings.Violated(
                "I1", $"{world.Core.Running?.Name} blames {key.Short}, who did nothing wrong: {fault}");
    }

    /// <summary>What none of our nodes does, whatever the network does to it.</summary>
    private static bool IsBlamed(PeerFaultCode code) => code is PeerFaultCode.LineTooLong or PeerFaultCode.Malformed or PeerFaultCode.Hostile
        or PeerFaultCode.TooMany or PeerFaultCode.Floods or PeerFaultCode.ProtocolOrder or PeerFaultCode.MutatedBody
        or PeerFaultCode.InvalidBlock or PeerFaultCode.InvalidHeader or PeerFaultCode.InvalidTransaction;
}
