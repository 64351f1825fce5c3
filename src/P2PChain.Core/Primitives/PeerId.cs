using System.Globalization;

namespace P2PChain.Core.Primitives;

/// <summary>Names one connection of this node, for as long as the process runs. Never leaves it.</summary>
/// <param name="Number">Counts up from 1.</param>
public readonly record struct PeerId(long Number)
{
    /// <summary>The name of the connection's actor.</summary>
    public override string ToString() => "peer-" + Number.ToString(CultureInfo.InvariantCulture);
}
