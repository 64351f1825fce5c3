using Akka.Actor;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Stands in front of the verifying workers. Copies of a block that come in the same bytes while the first of them is
/// being verified wait for its result. Each asker gets the result, so that each sender of a bad block bears it.
/// </summary>
/// <remarks>Copies that differ by a byte are verified by themselves, whatever hash they claim.</remarks>
internal sealed class VerifyDesk : UntypedActor
{
    private readonly IActorRef _workers;
    private readonly Dictionary<long, (Hash256 Line, List<(IActorRef Asker, long Number)> Askers)> _blocks = [];
    private readonly Dictionary<Hash256, long> _numbers = [];
    private long _last;

    public VerifyDesk(Props workers) => _workers = Context.ActorOf(workers, "workers");

    internal static Props Props(Props workers) => Akka.Actor.Props.Create(() => new VerifyDesk(workers));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case VerifyBlock { Line: { } line } ask: OnBlock(ask, line); break;
            case VerifyBlock or VerifyTransaction or VerifyHeaders or VerifyProof: _workers.Forward(message); break;
            case Verified(var number, var finding): OnVerified(number, finding); break;
            default: Unhandled(message); break;
        }
    }

    private void OnBlock(VerifyBlock ask, Hash256 line)
    {
        if (_numbers.TryGetValue(line, out var number))
        {
            _blocks[number].Askers.Add((Sender, ask.Number));
            return;
        }
        _numbers.Add(line, ++_last);
        _blocks.Add(_last, (line, [(Sender, ask.Number)]));
        _workers.Tell(ask with { Number = _last });
    }

    private void OnVerified(long number, Finding finding)
    {
        if (!_blocks.Remove(number, out var block)) return;
        _numbers.Remove(block.Line);
        foreach (var (asker, its) in block.Askers) asker.Tell(new Verified(its, finding));
    }
}
