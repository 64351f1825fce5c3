
namespace P2PChain.Actors.Console.Health;

/// <summary>The peers with this node's tip. Plain peers do not count: they tell no tip.</summary>
/// <param name="Peers">The number of extended peers with it.</param>
/// <param name="All">The number of extended peers.</param>
public readonly record struct InStep(int Peers, int All)
{
    /// <summary>Counts the present peers.</summary>
    public static InStep Of(AnswerProtocol.Status status)
    {
        var extended = status.Peers.Where(static peer => peer.IsExtended).ToList();
        return new InStep(extended.Count(peer => peer.Tip == status.Chain.Tip.Hash), extended.Count);
    }
}
