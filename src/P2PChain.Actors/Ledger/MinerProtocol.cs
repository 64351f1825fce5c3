using Akka.Event;

namespace P2PChain.Actors.Ledger;

/// <summary>What the miner understands beside the chain's events.</summary>
public static class MinerProtocol
{
    /// <summary>Sent when a connection is established or ended. Not answered.</summary>
    /// <param name="Count">Connections with other nodes. They share the work, so each node waits longer.</param>
    public sealed record OthersConnected(int Count) : IDeadLetterSuppression;
}
