using Akka.Actor;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Console;

/// <summary>A request or release whose outcome is not known in full.</summary>
internal sealed class OpenCommand(long id, IActorRef screen, TransactionType type)
{
    private readonly HashSet<Hash256> _open = [];

    /// <summary>What was wanted.</summary>
    public TransactionType Type => type;

    public void Wait(Hash256 txId) => _open.Add(txId);

    /// <summary>Tells the screen; the command is over when no transaction of it is open.</summary>
    public void Tell(AnswerProtocol.IResult result) => screen.Tell(new ConsoleProtocol.Reply(id, result, IsLast: _open.Count == 0));

    /// <summary>Tells the screen something before the outcome.</summary>
    public void TellFirst(AnswerProtocol.IResult result) => screen.Tell(new ConsoleProtocol.Reply(id, result, IsLast: false));

    /// <summary>Tells the screen how one transaction ended.</summary>
    public void Close(Hash256 txId, AnswerProtocol.IResult result)
    {
        _open.Remove(txId);
        Tell(result);
    }
}
