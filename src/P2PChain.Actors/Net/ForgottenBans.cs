using System.Collections.Immutable;
using P2PChain.Core.Peers;

namespace P2PChain.Actors.Net;

/// <summary>Stores nothing: for nodes without a data directory.</summary>
internal sealed class ForgottenBans : IKeptBans
{
    public ImmutableArray<Ban> Load() => [];

    public void Save(ImmutableArray<Ban> bans)
    {
    }
}
