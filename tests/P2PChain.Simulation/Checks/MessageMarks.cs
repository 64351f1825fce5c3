using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Peering;
using P2PChain.Core.Pool;

namespace P2PChain.Simulation.Checks;

/// <summary>Marks what no disk shows: what nodes say to each other's messages, as their actors take it from their queues.</summary>
internal sealed class MessageMarks(Findings findings)
{
    public void OnTaken(object message)
    {
        switch (message)
        {
            case ChainProtocol.BlockVerdict(_, var verdict, _): Mark(verdict); break;
            case ChainProtocol.TransactionVerdict { Admission: Admission.Refused(var refusal) }: Mark(refusal.Reason); break;
            case ChainEvents.TipMoved { IsCatchingUp: true }: findings.Mark("caught-up-by-sync"); break;
            case ChainEvents.ClockJudged { Finding: not null }: findings.Mark("clock-found-off"); break;
            case ChainEvents.RivalSeen: findings.Mark("rival-seen"); break;
            case PeerProtocol.Parting(_, var fault, var isExtended, _): Mark(fault.Code, isExtended); break;
            default: break;
        }
    }

    private void Mark(Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.AheadOfClock(_, var isKept): findings.Mark(isKept ? "block-parked" : "block-too-far-ahead"); break;
            case Verdict.Invalid(var violation): findings.Mark("block-invalid-" + violation.Rule); break;
            case Verdict.UnknownParent: findings.Mark("block-of-unknown-parent"); break;
            case Verdict.NotKept: findings.Mark("block-not-kept"); break;
            default: break;
        }
    }

    private void Mark(RefusalReason reason) => findings.Mark(reason switch
    {
        RefusalReason.Known => "replay-refused",
        RefusalReason.PoolFull => "pool-full",
        _ => "transaction-refused-" + reason,
    });

    private void Mark(PeerFaultCode code, bool isExtended)
    {
        findings.Mark("parted-" + code);
        if (Misbehaviour.PenaltyFor(code, isExtended).Strikes == 1) findings.Mark("address-discouraged");
    }
}
