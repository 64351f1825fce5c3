using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Primitives;

/// <summary>
/// What only a bug, or somebody who writes a running node's files, can make untrue. Checked in every build: a node that
/// contradicts itself ends before it tells or writes more.
/// </summary>
/// <remarks>Not for what a peer or a person can cause; that is a value.</remarks>
public static class Invariant
{
    /// <summary>Checks that something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="rule">What should hold: a constant, without its full stop.</param>
    /// <param name="found">Where it does not; written only then.</param>
    /// <exception cref="InvariantException">It does not hold. Nobody but a supervisor catches it, and the node ends.</exception>
    public static void Check<T>([DoesNotReturnIf(false)] bool holds, string rule, T found)
    {
        if (!holds) throw new InvariantException(rule, found?.ToString() ?? "nothing");
    }
}
