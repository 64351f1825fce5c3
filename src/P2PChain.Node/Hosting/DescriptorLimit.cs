using System.Globalization;
using P2PChain.Actors;
using P2PChain.Actors.Net;
using P2PChain.Node.Disk;
using Serilog;

namespace P2PChain.Node.Hosting;

/// <summary>
/// Fits the node into the process's limit of open files. Without a free descriptor .NET (10.0) does not fail a call: it
/// ends the process at the next assembly or thread.
/// </summary>
internal static class DescriptorLimit
{
    private const int LimitMin = 1024;

    /// <summary>
    /// Descriptors besides the slots. Assemblies (two files each), ledger and log take up to 350. The rest is for
    /// connections to be refused (<see cref="AcceptGate"/>), dials, and short-lived files.
    /// </summary>
    private const int Reserve = 700;

    private const string LimitsFile = "/proc/self/limits";

    /// <summary>Refuses to start with too few files.</summary>
    /// <exception cref="NodeStartException">The limit is below 1,024.</exception>
    public static void Refuse()
    {
        if (Limit is not { } limit || limit >= LimitMin) return;
        throw CannotStart.Because(
            ExitCode.Configuration,
            string.Create(
                CultureInfo.InvariantCulture,
                $"This process may have {limit} files open, and a node needs {LimitMin}: "
                + $"raise the limit (ulimit -n; LimitNOFILE of a service)."));
    }

    /// <summary>The settings with as many slots as the limit allows, at least one. A reduction is logged.</summary>
    public static PeerSettings Fit(PeerSettings wanted, ILogger log) =>
        Limit is { } limit ? Fit(wanted, limit, log) : wanted;

    /// <summary>The same for a limit of <paramref name="limit"/> open files.</summary>
    internal static PeerSettings Fit(PeerSettings wanted, int limit, ILogger log)
    {
        var room = Math.Max(1, limit - Reserve - PeerSettings.StrangersMax);
        if (wanted.InboundMax <= room) return wanted;
        log.Warning(
            "This process may have {Limit} files open, which is room for {Room} inbound connections "
            + "and not for {Wanted}: raise the limit (ulimit -n), or lower p2pchain.limits.peers-inbound",
            limit, room, wanted.InboundMax);
        return wanted with { InboundMax = room };
    }

    /// <summary>Reads the soft limit from Linux's text; null if there is none.</summary>
    internal static int? Read(string limits)
    {
        const string name = "Max open files";
        var line = limits.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        var soft = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    private static int? Limit => File.Exists(LimitsFile) ? Read(File.ReadAllText(LimitsFile)) : null;
}
