using System.Globalization;

namespace P2PChain.Core.Primitives;

/// <summary>The number of a connection within this process. It never leaves the process.</summary>
/// <param name="Number">Counts up from 1.</param>
public readonly record struct PeerId(long Number)
{
    /// <summary>The name of the connection's actor.</summary>
    public override string ToString() => "peer-" + Number.ToString(CultureInfo.InvariantCulture);
}
