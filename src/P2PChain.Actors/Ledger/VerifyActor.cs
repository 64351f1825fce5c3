using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>Checks what needs no ledger: hashes, roots, proof of work, signatures. One worker of a pool; keeps nothing but keys.</summary>
internal sealed class VerifyActor : UntypedActor
{
    private readonly SignatureVerifier _verifier = new();
    private readonly BlockChecks _checks;

    public VerifyActor(NetworkParameters parameters, SignatureMemo memo) => _checks = new BlockChecks(parameters, _verifier, memo);

    internal static Props Props(NetworkParameters parameters, SignatureMemo memo) =>
        Akka.Actor.Props.Create(() => new VerifyActor(parameters, memo));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case VerifyBlock(var number, var block): Answer(number, Check(block)); break;
            case VerifyTransaction(var number, var transaction): Answer(number, Check(transaction)); break;
            case VerifyHeaders(var number, var items): Answer(number, Check(items)); break;
            case VerifyProof(var key, var proof, var signature):
                Sender.Tell(new ProofVerified(_verifier.Verify(key, proof.SigningBytes(), signature)));
                break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop() => _verifier.Dispose();

    private void Answer(long number, Finding finding) => Sender.Tell(new Verified(number, finding));

    private Finding Check(Block block) =>
        _checks.TryCheck(block, out var good, out var violation) ? new GoodBlock(good) : new Bad(violation);

    private Finding Check(Transaction transaction) =>
        _checks.TryCheck(transaction, out var good, out var violation) ? new GoodTransaction(good) : new Bad(violation);

    private Finding Check(ImmutableArray<HeaderItem> items)
    {
        foreach (var item in items)
            if (_checks.CheckHeader(item.Header, item.Hash, item.Seal) is { } violation) return new Bad(violation);
        return new GoodHeaders(items);
    }
}
