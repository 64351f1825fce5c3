namespace P2PChain.Simulation.Scale;

/// <summary>The measured healing of networks of whole nodes; null where a network did not heal in time.</summary>
/// <param name="Nodes">Their size.</param>
/// <param name="Halves">From the end of a partition into halves to one tip.</param>
/// <param name="Tenth">The same, if a tenth of the nodes was cut off.</param>
/// <param name="Reconnected">From the return of all configured peers until each node is connected with one.</param>
/// <param name="OneTip">From the same moment until all nodes have one tip.</param>
internal sealed record HealFigures(
    int Nodes, TimeSpan? Halves, TimeSpan? Tenth, TimeSpan? Reconnected, TimeSpan? OneTip);
