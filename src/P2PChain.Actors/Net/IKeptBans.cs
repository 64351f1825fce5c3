using System.Collections.Immutable;
using P2PChain.Core.Peers;

namespace P2PChain.Actors.Net;

/// <summary>Stores the bans, until they end.</summary>
public interface IKeptBans
{
    /// <summary>The stored bans.</summary>
    ImmutableArray<Ban> Load();

    /// <summary>Stores these bans and no others.</summary>
    void Save(ImmutableArray<Ban> bans);
}
