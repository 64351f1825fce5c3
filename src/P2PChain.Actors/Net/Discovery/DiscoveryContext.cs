namespace P2PChain.Actors.Net.Discovery;

/// <summary>The parameters of the discovery.</summary>
/// <param name="Kept">Stores the address book.</param>
/// <param name="OutboundMax">The number of dialled connections at which no more peers are sought.</param>
/// <param name="Random">This actor's own source.</param>
/// <param name="NextSecret">Makes unpredictable numbers for the secret of a new book.</param>
internal sealed record DiscoveryContext(
    IKeptAddresses Kept, int OutboundMax, Random Random, Func<ulong> NextSecret);
