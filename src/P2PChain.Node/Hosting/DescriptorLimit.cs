using System.Globalization;
using P2PChain.Actors;
using Serilog;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Fits the slots for connections into the files that this process may have open. Where none is left, .NET (10.0) does not
/// fail a call but ends the process, "Out of memory", as soon as it has to load one more assembly.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>Besides connections: the runtime's assemblies, ledger and log take 190; the rest is for dials, and for what comes and goes.</summary>
    private const int Reserve = 240;

    private const string LimitsFile = "/proc/self/limits";

    /// <summary>The settings with as many slots as there is room for, at least one; what they lose is logged.</summary>
    public static PeerSettings Fit(PeerSettings wanted, ILogger log) =>
        File.Exists(LimitsFile) && Read(File.ReadAllText(LimitsFile)) is { } limit ? Fit(wanted, limit, log) : wanted;

    /// <summary>As above, for a process that may have <paramref name="limit"/> files open.</summary>
    internal static PeerSettings Fit(PeerSettings wanted, int limit, ILogger log)
    {
        var room = Math.Max(1, limit - Reserve - PeerSettings.StrangersMax);
        if (wanted.InboundMax <= room) return wanted;
        log.Warning(
            "This process may have {Limit} files open, which is room for {Room} inbound connections and not for {Wanted}: raise the limit (ulimit -n), or lower p2pchain.limits.peers-inbound",
            limit, room, wanted.InboundMax);
        return wanted with { InboundMax = room };
    }

    /// <summary>The soft limit in Linux's own words; null where there is none.</summary>
    internal static int? Read(string limits)
    {
        const string name = "Max open files";
        var line = limits.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        var soft = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
