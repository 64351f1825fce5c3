using System.Net;
using Akka.Actor;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Ledger.ChainProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// Answers requests for the whole chain. It reads the blocks one at a time through the readers, so that no other
/// question waits long, and keeps the encoded line for the next asker.
/// </summary>
internal sealed class WholeChainActor(PublishedView published, IActorRef readers, Block genesis) : UntypedActor
{
    private readonly ChainAllowance _allowance = new();
    private readonly ChainLine _line = new(HeaderNode.OfGenesis(genesis));
    private readonly List<(IPAddress Address, IActorRef Asker)> _waiting = [];

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(PublishedView published, IActorRef readers, Block genesis) =>
        Akka.Actor.Props.Create(() => new WholeChainActor(published, readers, genesis));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetWholeChain(var address): OnAsked(address); break;
            case FoundBlock(_, _, var text): OnText(text); break;
            default: Unhandled(message); break;
        }
    }

    private void OnAsked(IPAddress address)
    {
        if (published.Current is not { } view || !_allowance.TryTake(address, Now))
        {
            Sender.Tell(new WholeChain(null));
            return;
        }

        _waiting.Add((address, Sender));
        if (_waiting.Count > 1) return;
        _line.Follow(view.Chain);
        Next();
    }

    private void OnText(byte[]? text)
    {
        if (text is null)
        {
            // The chain was abandoned meanwhile.
            Answer(null);
            return;
        }

        _line.Add(text);
        Next();
    }

    private void Next()
    {
        if (_line.Missing is { } hash) readers.Tell(new GetBlock(hash));
        else Answer(_line.Line);
    }

    private void Answer(byte[]? line)
    {
        foreach (var (address, asker) in _waiting)
        {
            asker.Tell(new WholeChain(line));
            if (line is not null) _allowance.OnAnswered(address, line.Length);
        }
        _waiting.Clear();
    }
}
