using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>Stores the addresses that a person added at run time, until they are removed.</summary>
public interface IKeptPeers
{
    /// <summary>The stored addresses.</summary>
    ImmutableArray<HostPort> Load();

    /// <summary>Stores these addresses and no others.</summary>
    void Save(ImmutableArray<HostPort> peers);
}
