using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Storage;

/// <summary>The reason why an accepted transaction no longer stands, as a store keeps it.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Refusal">The reason, relative to the best chain of that time.</param>
/// <param name="At">The node's clock when it was refused.</param>
/// <param name="TipHeight">The height of the best chain then.</param>
/// <remarks>Source: docs/rules.md P5.</remarks>
public sealed record KeptRefusal(Transaction Transaction, Refusal Refusal, UnixTime At, long TipHeight)
{
    /// <summary>Whether it was in an abandoned block.</summary>
    public bool WasConfirmed { get; init; }

    /// <summary>Whether this node mined it as its own.</summary>
    public bool IsOwn { get; init; }
}
