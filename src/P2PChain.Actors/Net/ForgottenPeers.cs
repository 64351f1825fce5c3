using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>Stores nothing: for nodes without a data directory.</summary>
internal sealed class ForgottenPeers : IKeptPeers
{
    public ImmutableArray<HostPort> Load() => [];

    public void Save(ImmutableArray<HostPort> peers)
    {
    }
}
