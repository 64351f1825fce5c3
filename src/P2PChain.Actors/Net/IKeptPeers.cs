using System.Collections.Immutable;
using System.Net;

namespace P2PChain.Actors.Net;

/// <summary>Remembers the addresses that a person connected to, until they are disconnected from. A few lines of text.</summary>
public interface IKeptPeers
{
    /// <summary>The addresses kept.</summary>
    ImmutableArray<DnsEndPoint> Load();

    /// <summary>Keeps exactly these.</summary>
    void Save(ImmutableArray<DnsEndPoint> peers);
}
