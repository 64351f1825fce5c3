using System.Collections.Immutable;
using Akka.Event;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Ledger;

/// <summary>What the actor that owns the node's key understands.</summary>
public static class SignerProtocol
{
    /// <summary>
    /// Sent by console and HTTP. Answered with <see cref="ChainProtocol.DraftRefused"/>, or with <see cref="Signed"/>
    /// and then a <see cref="ChainProtocol.TransactionVerdict"/> per transaction.
    /// </summary>
    /// <param name="Ticket">Repeated by a refusal.</param>
    /// <param name="Moves">What is wanted.</param>
    public sealed record SignAndSubmit(long Ticket, ImmutableArray<ChainProtocol.Move> Moves);

    /// <summary>Answers <see cref="SignAndSubmit"/>: what is on its way to the chain.</summary>
    public sealed record Signed(long Ticket, ImmutableArray<Transaction> Transactions);

    /// <summary>Sent by the miner. Answered with <see cref="Sealed"/>.</summary>
    public sealed record SignSeal(Hash256 Block);

    /// <summary>Answers <see cref="SignSeal"/>.</summary>
    public sealed record Sealed(Hash256 Block, Signature Seal) : IDeadLetterSuppression;

    /// <summary>Sent by a peer, once per connection. Answered with <see cref="ConnectionSigned"/>.</summary>
    public sealed record SignConnection(ConnectionProof Proof);

    /// <summary>Answers <see cref="SignConnection"/>.</summary>
    public sealed record ConnectionSigned(Signature Signature) : IDeadLetterSuppression;
}
