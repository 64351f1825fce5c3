using System.Collections.Immutable;
using System.Net;

namespace P2PChain.Actors.Net;

/// <summary>Keeps no addresses: for nodes without a data directory.</summary>
internal sealed class ForgottenPeers : IKeptPeers
{
    public ImmutableArray<DnsEndPoint> Load() => [];

    public void Save(ImmutableArray<DnsEndPoint> peers)
    {
    }
}
