using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>Remembers the addresses that a person connected to, until they are disconnected from. A few lines of text.</summary>
public interface IKeptPeers
{
    /// <summary>The addresses kept.</summary>
    ImmutableArray<HostPort> Load();

    /// <summary>Keeps exactly these.</summary>
    void Save(ImmutableArray<HostPort> peers);
}
