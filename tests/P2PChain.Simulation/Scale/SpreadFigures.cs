using System.Collections.Immutable;
using System.Net;
using P2PChain.Core.Peers;

namespace P2PChain.Simulation.Scale;

/// <summary>The measured spread of blocks, transactions and connections in one network.</summary>
/// <param name="Nodes">Its size.</param>
/// <param name="IsWhole">Whether its nodes were whole ones; else only their rules ran.</param>
internal sealed record SpreadFigures(int Nodes, bool IsWhole)
{
    /// <summary>The ways of blocks; null if some node lacks one.</summary>
    public PathFigures? Paths { get; init; }

    /// <summary>Copies of a transaction that arrive at a node, on average; its sender is left out.</summary>
    public double Copies { get; init; }

    /// <summary>Bytes about one transaction that arrive at a node; null if not measured.</summary>
    public double? TransactionBytes { get; init; }

    /// <summary>Bytes about one block that arrive at a node; null if not measured.</summary>
    public double? BlockBytes { get; init; }

    /// <summary>Nodes that the first one reaches over connections.</summary>
    public int Reached { get; init; }

    /// <summary>Dialled connections of a node, on average.</summary>
    public double Outbound { get; init; }

    /// <summary>Different ranges of addresses among the dialled connections of a node, on average.</summary>
    public double Ranges { get; init; }

    /// <summary>The part of all dialled connections that leads into one range, of the fullest range.</summary>
    public double FullestRange { get; init; }

    /// <summary>The part of all nodes that stands in one range, of the fullest range.</summary>
    public double FullestRangeOfNodes { get; init; }

    /// <summary>Adds the spread of the connections.</summary>
    /// <param name="hosts">The nodes' addresses.</param>
    /// <param name="dialled">The addresses that each node dialled.</param>
    public SpreadFigures WithConnections(
        IReadOnlyCollection<IPAddress> hosts, IReadOnlyCollection<ImmutableArray<IPAddress>> dialled)
    {
        return this with
        {
            Outbound = dialled.Average(each => each.Length),
            Ranges = dialled.Average(each => each.Select(NetGroup.Of).Distinct().Count()),
            FullestRange = Fullest([.. dialled.SelectMany(each => each)]),
            FullestRangeOfNodes = Fullest(hosts),
        };
    }

    private static double Fullest(IReadOnlyCollection<IPAddress> addresses) =>
        addresses.Count == 0 ? 0 : (double)addresses.CountBy(NetGroup.Of).Max(group => group.Value) / addresses.Count;
}
