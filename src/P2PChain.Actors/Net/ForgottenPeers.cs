using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>Keeps no addresses: for nodes without a data directory.</summary>
internal sealed class ForgottenPeers : IKeptPeers
{
    public ImmutableArray<HostPort> Load() => [];

    public void Save(ImmutableArray<HostPort> peers)
    {
    }
}
