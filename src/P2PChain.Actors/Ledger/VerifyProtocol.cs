using System.Collections.Immutable;
using Akka.Event;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// The messages of the verifying workers, which check the rules that need no ledger. They answer their senders in any
/// order.
/// </summary>
public static class VerifyProtocol
{
    /// <summary>Sent by a peer. Answered with <see cref="Verified"/>.</summary>
    /// <param name="Number">Repeated by the answer.</param>
    /// <param name="Block">The block.</param>
    /// <param name="Line">
    /// SHA-256 of the line that brought it: copies with the same are verified once. Null if it was not received.
    /// </param>
    public sealed record VerifyBlock(long Number, Block Block, Hash256? Line)
    {
        /// <summary>The question about a received block.</summary>
        public static VerifyBlock Of(long number, Message message) => message switch
        {
            Message.NewBlock(var block) { Line: var line } => new VerifyBlock(number, block, line),
            Message.BlockMessage(_, var block) { Line: var line } => new VerifyBlock(number, block, line),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Sent by a peer or the signer. Answered with <see cref="Verified"/>.</summary>
    public sealed record VerifyTransaction(long Number, Transaction Transaction);

    /// <summary>Sent by a peer. Answered with <see cref="Verified"/>.</summary>
    public sealed record VerifyHeaders(long Number, ImmutableArray<HeaderItem> Items);

    /// <summary>Sent by a peer, once per connection. Answered with <see cref="ProofVerified"/>.</summary>
    /// <param name="Key">The key that the other side announced.</param>
    /// <param name="Proof">What it has to have signed.</param>
    /// <param name="Signature">What it sent.</param>
    public sealed record VerifyProof(PublicKey Key, ConnectionProof Proof, Signature Signature);

    /// <summary>Answers <see cref="VerifyProof"/>.</summary>
    public sealed record ProofVerified(bool IsGood) : IDeadLetterSuppression;

    /// <summary>
    /// The answer: one of <see cref="GoodBlock"/>, <see cref="GoodTransaction"/>, <see cref="GoodHeaders"/>,
    /// <see cref="Bad"/>.
    /// </summary>
    public sealed record Verified(long Number, Finding Finding) : IDeadLetterSuppression;

    /// <summary>What was found.</summary>
    public abstract record Finding;

    /// <summary>The block breaks no rule that needs no parent.</summary>
    public sealed record GoodBlock(CheckedBlock Block) : Finding;

    /// <summary>The signature is good, and so is all that does not depend on the height.</summary>
    public sealed record GoodTransaction(CheckedTransaction Transaction) : Finding;

    /// <summary>Each header by itself is good.</summary>
    /// <param name="Items">The headers before the first one of an unknown rule set.</param>
    /// <param name="Unknown">That header; null if the rule sets of all headers are known.</param>
    public sealed record GoodHeaders(ImmutableArray<HeaderItem> Items, BlockHeader? Unknown = null) : Finding;

    /// <summary>A rule is broken that no honest node breaks.</summary>
    public sealed record Bad(Violation Violation) : Finding;
}
