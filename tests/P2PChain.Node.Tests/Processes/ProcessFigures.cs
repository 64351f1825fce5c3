using System.Globalization;

namespace P2PChain.Node.Tests.Processes;

/// <summary>What a process takes of its machine, as Linux tells it.</summary>
/// <param name="ResidentKiB">Memory in use.</param>
/// <param name="PeakKiB">The most memory that was in use at any time.</param>
/// <param name="Descriptors">Open files and sockets.</param>
public sealed record ProcessFigures(long ResidentKiB, long PeakKiB, int Descriptors)
{
    public static ProcessFigures Of(NodeProcess node)
    {
        var status = File.ReadAllLines($"/proc/{node.Pid}/status");
        return new ProcessFigures(
            KiB(status, "VmRSS:"), KiB(status, "VmHWM:"), Directory.GetFileSystemEntries($"/proc/{node.Pid}/fd").Length);
    }

    private static long KiB(string[] status, string name) => long.Parse(
        status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
