using System.Collections.Immutable;

namespace P2PChain.Core.Wire;

/// <summary>An address in a message, as it came: not yet checked.</summary>
/// <param name="Address">Host and port; at most <see cref="AddressCharsMax"/> characters.</param>
/// <param name="Services">The services of the node there, by the sender's word.</param>
/// <param name="SeenMs">The last time that a node was seen there, by the sender's word; Unix milliseconds.</param>
public sealed record PeerItem(string Address, ImmutableArray<string> Services, long SeenMs)
{
    /// <summary>Characters of an address: an IPv6 address in brackets and a port take 47.</summary>
    public const int AddressCharsMax = 64;

    /// <summary>Services of one address.</summary>
    public const int ServicesMax = 8;

    /// <summary>Characters of a service.</summary>
    public const int ServiceCharsMax = 32;

    /// <summary>The service of a node that has all blocks.</summary>
    public const string Full = "full";
}
