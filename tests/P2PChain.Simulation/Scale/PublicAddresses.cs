using System.Net;

namespace P2PChain.Simulation.Scale;

/// <summary>
/// The addresses of a network's nodes: three of ten stand in one range, as with a large provider, the others in about
/// one range for ten nodes, in 16 at least. A range is a /16, in which one operator gets many addresses cheaply.
/// </summary>
internal static class PublicAddresses
{
    private const int CrowdedOfTen = 3;
    private const int RangesMin = 16;
    private const int NodesPerRange = 10;

    public static List<IPAddress> Draw(int nodes, Random random)
    {
        var ranges = Math.Max(RangesMin, nodes / NodesPerRange);
        var used = new HashSet<(int Range, int Host)>();
        var drawn = new List<IPAddress>(nodes);
        for (var i = 0; i < nodes; i++)
        {
            var range = i % 10 < CrowdedOfTen ? 0 : 1 + random.Next(ranges);
            int host;
            do host = random.Next(1, ushort.MaxValue);
            while (!used.Add((range, host)));
            drawn.Add(new IPAddress(
                [(byte)(40 + (range >> 8)), (byte)(range & 0xff), (byte)(host >> 8), (byte)(host & 0xff)]));
        }
        return drawn;
    }
}
