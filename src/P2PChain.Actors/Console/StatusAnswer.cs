using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Console;

/// <summary>Asks the ledger and the peers for the answer to <c>status</c>.</summary>
internal static class StatusAnswer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The answer.</summary>
    /// <param name="context">The console's parameters.</param>
    /// <param name="uptime">The time since the node's start.</param>
    /// <param name="rewrites">The alarms to show.</param>
    /// <param name="now">The time.</param>
    public static async Task<AnswerProtocol.Status> AskAsync(
        ConsoleContext context, TimeSpan uptime, ImmutableArray<NewsProtocol.RewriteNews> rewrites, UnixTime now)
    {
        var chain = await context.Lookups.Query(ChainProtocol.GetStatus.Instance, Patience);
        var claims = await context.Sync.Query(SyncProtocol.GetClaims.Instance, Patience);
        var peers = await context.Peers.Query(PeerProtocol.GetPeers.Instance, Patience);
        return new AnswerProtocol.Status(
            context.Key, context.Listens, uptime, context.Version, chain, peers.Connected, now)
        {
            Claims = claims.All,
            Dials = peers.Dialling,
            Queued = peers.Queued,
            HasSeeds = peers.HasSeeds,
            IsLanOn = peers.IsLanOn,
            Standing = context.Standing,
            Mining = context.Mining,
            Twin = peers.Twin,
            Rewrites = rewrites,
            DiskFree = context.DiskFree(),
        };
    }
}
