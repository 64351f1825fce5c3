using System.Globalization;

namespace P2PChain.Node.Tests.Processes;

/// <summary>What a process takes of its machine, as Linux tells it.</summary>
/// <param name="ResidentKiB">Memory in use.</param>
/// <param name="Descriptors">Open files and sockets.</param>
public sealed record ProcessFigures(long ResidentKiB, int Descriptors)
{
    public static ProcessFigures Of(NodeProcess node)
    {
        var resident = File.ReadLines($"/proc/{node.Pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new ProcessFigures(
            long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture),
            Directory.GetFileSystemEntries($"/proc/{node.Pid}/fd").Length);
    }
}
