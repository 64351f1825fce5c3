using System.Globalization;
using P2PChain.Actors;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Refuses to start with a clock before the network's first block, as after a lost battery. Every block would be kept
/// aside as ahead of the clock, and no request would be confirmed.
/// </summary>
internal static class ClockCheck
{
    /// <summary>Checks the clock.</summary>
    /// <exception cref="NodeStartException">
    /// The clock is before the network's first block by more than blocks may be ahead.
    /// </exception>
    public static void Refuse(NetworkParameters network, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (UnixTime.From(now).Plus(ChainState.TimeAheadMax) >= new UnixTime(network.GenesisTimeMs)) return;
        throw CannotStart.Because(
            ExitCode.Configuration,
            $"This machine's clock says {Text(now)}, which is before the network began ("
            + $"{Text(DateTimeOffset.FromUnixTimeMilliseconds(network.GenesisTimeMs))}): set the clock, or correct "
            + "p2pchain.network.genesis-time-ms.");
    }

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
