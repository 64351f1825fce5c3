using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Primitives;

/// <summary>
/// Checks conditions that only a bug, or a foreign write to a running node's files, can break. Every build checks them:
/// a node that contradicts itself ends before it sends or writes more.
/// </summary>
/// <remarks>Not for mistakes of a peer or a person; those are values.</remarks>
public static class Invariant
{
    /// <summary>Checks a condition.</summary>
    /// <param name="holds">Whether the condition holds.</param>
    /// <param name="rule">The condition: a constant, without its full stop.</param>
    /// <param name="found">Where it does not hold; formatted only then.</param>
    /// <exception cref="InvariantException">
    /// The condition does not hold. Only a supervisor catches this, and the node ends.
    /// </exception>
    public static void Check<T>([DoesNotReturnIf(false)] bool holds, string rule, T found)
    {
        if (!holds) throw new InvariantException(rule, found?.ToString() ?? "nothing");
    }
}
