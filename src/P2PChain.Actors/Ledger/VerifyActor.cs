using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Checks what needs no ledger: hashes, roots, proof of work, signatures. One worker of a pool. It keeps keys only.
/// </summary>
internal sealed class VerifyActor : UntypedActor
{
    private readonly SignatureVerifier _verifier = new();
    private readonly BlockChecks _checks;

    public VerifyActor(RuleSchedule rules, SignatureMemo memo) => _checks = new BlockChecks(rules, _verifier, memo);

    internal static Props Props(RuleSchedule rules, SignatureMemo memo) =>
        Akka.Actor.Props.Create(() => new VerifyActor(rules, memo));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case VerifyBlock(var number, var block, _): Answer(number, Check(block)); break;
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
        for (var i = 0; i < items.Length; i++)
        {
            if (_checks.CheckHeader(items[i].Header, items[i].Hash, items[i].Seal) is not { } violation) continue;
            return violation.IsUnknownVersion ? new GoodHeaders(items[..i], items[i].Header) : new Bad(violation);
        }
        return new GoodHeaders(items);
    }
}
