using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Owns the node's key. It signs the transactions of this node's users, seals of blocks, and proofs of the key. A wish
/// becomes draft → signature → check → pool.
/// </summary>
internal sealed class SignerActor : UntypedActor
{
    private readonly ISigner _signer;
    private readonly IActorRef _chain;
    private readonly IActorRef _verify;
    private readonly Dictionary<long, (IActorRef ReplyTo, long Ticket)> _wishes = [];
    private readonly Dictionary<long, IActorRef> _checking = [];
    private long _last;

    public SignerActor(ISigner signer, IActorRef chain, IActorRef verify)
    {
        _signer = signer;
        _chain = chain;
        _verify = verify;
    }

    internal static Props Props(ISigner signer, IActorRef chain, IActorRef verify) =>
        Akka.Actor.Props.Create(() => new SignerActor(signer, chain, verify));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SignerProtocol.SignAndSubmit wish: OnWish(wish); break;
            case ChainProtocol.Drafted drafted: OnDrafted(drafted); break;
            case ChainProtocol.DraftRefused refused: OnRefused(refused); break;
            case VerifyProtocol.Verified(var number, var finding): OnVerified(number, finding); break;
            case SignerProtocol.SignSeal(var block): Sender.Tell(new SignerProtocol.Sealed(block, Seal(block))); break;
            case SignerProtocol.SignConnection(var proof):
                Sender.Tell(new SignerProtocol.ConnectionSigned(_signer.Sign(proof.SigningBytes())));
                break;
            default: Unhandled(message); break;
        }
    }

    private void OnWish(SignerProtocol.SignAndSubmit wish)
    {
        _wishes.Add(++_last, (Sender, wish.Ticket));
        _chain.Tell(new ChainProtocol.Draft(_last, _signer.PublicKey, wish.Moves));
    }

    private void OnRefused(ChainProtocol.DraftRefused refused)
    {
        _wishes.Remove(refused.Ticket, out var wish);
        wish.ReplyTo.Tell(refused with { Ticket = wish.Ticket });
    }

    private void OnDrafted(ChainProtocol.Drafted drafted)
    {
        _wishes.Remove(drafted.Ticket, out var wish);
        var signed = drafted.Contents.Select(content => content.SignedBy(_signer)).ToImmutableArray();
        wish.ReplyTo.Tell(new SignerProtocol.Signed(wish.Ticket, signed));
        foreach (var transaction in signed)
        {
            _checking.Add(++_last, wish.ReplyTo);
            _verify.Tell(new VerifyProtocol.VerifyTransaction(_last, transaction));
        }
    }

    private void OnVerified(long number, VerifyProtocol.Finding finding)
    {
        _checking.Remove(number, out var replyTo);
        var transaction = (finding as VerifyProtocol.GoodTransaction)?.Transaction;
        Invariant.Check(transaction is not null, "What this node signed is good", finding);
        _chain.Tell(new ChainProtocol.SubmitTransaction(transaction, PoolSource.Own), replyTo);
    }

    private Signature Seal(Hash256 block)
    {
        Span<byte> message = stackalloc byte[Hash256.Bytes];
        block.CopyTo(message);
        return _signer.Sign(message);
    }
}
