
namespace P2PChain.Actors.Console.Health;

/// <summary>How many peers have this node's tip. Plain peers do not count: they tell no tip.</summary>
/// <param name="Peers">Peers that have it.</param>
/// <param name="All">Peers that tell their tip.</param>
public readonly record struct InStep(int Peers, int All)
{
    /// <summary>Of the connections of a moment.</summary>
    public static InStep Of(AnswerProtocol.Status status)
    {
        var extended = status.Peers.Where(static peer => peer.IsExtended).ToList();
        return new InStep(extended.Count(peer => peer.Tip == status.Chain.Tip.Hash), extended.Count);
    }
}
