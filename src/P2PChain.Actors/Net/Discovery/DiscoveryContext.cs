using System.Net;
using P2PChain.Actors.Net.Discovery.Lan;

namespace P2PChain.Actors.Net.Discovery;

/// <summary>The parameters of the discovery.</summary>
/// <param name="Kept">Stores the address book.</param>
/// <param name="Settings">Seeds and bounds.</param>
/// <param name="Random">This actor's own source.</param>
/// <param name="NextSecret">Makes unpredictable numbers for the secret of a new book.</param>
internal sealed record DiscoveryContext(
    IKeptAddresses Kept, DiscoverySettings Settings, Random Random, Func<ulong> NextSecret)
{
    /// <summary>
    /// Given the address that the node listens on, the parameters of the local discovery; null if it is off.
    /// </summary>
    public Func<IPEndPoint, LanContext>? Lan { get; init; }
}
