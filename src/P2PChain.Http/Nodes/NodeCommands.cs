using System.Threading.Channels;
using Akka.Actor;
using P2PChain.Actors;
using P2PChain.Actors.Console;

namespace P2PChain.Http.Nodes;

/// <summary>The commands of the console and the questions of the ledger, for HTTP.</summary>
/// <param name="system">The actor system of the node.</param>
/// <param name="node">The node.</param>
internal sealed class NodeCommands(ActorSystem system, NodeRefs node)
{
    /// <summary>The console itself waits for a connection as long as three dials may take.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromMinutes(1);

    /// <summary>The console itself waits 5 s for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);

    /// <summary>Asks about the ledger.</summary>
    /// <exception cref="AskTimeoutException">The node is busy or stops.</exception>
    public Task<TAnswer> AskAsync<TAnswer>(IQuery<TAnswer> question, CancellationToken stop) =>
        node.Lookups.Query(question, Patience, stop);

    /// <summary>Sends a command that has one reply.</summary>
    /// <exception cref="NodeBusyException">The node gave no answer in time.</exception>
    public Task<AnswerProtocol.IResult> AskAsync(ConsoleProtocol.Command command, CancellationToken stop) =>
        AskAsync(command, Patience, stop);

    /// <summary>The same with a time limit of its own.</summary>
    /// <exception cref="NodeBusyException">The node gave no answer in time.</exception>
    public async Task<AnswerProtocol.IResult> AskAsync(
        ConsoleProtocol.Command command, TimeSpan timeout, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(timeout);
        return await Begin(command).ReadAsync(patience.Token) switch
        {
            AnswerProtocol.Failed(var reason) => throw new NodeBusyException(reason),
            var result => result,
        };
    }

    /// <summary>Sends a command that has several replies. The channel ends after the last one.</summary>
    public ChannelReader<AnswerProtocol.IResult> Begin(ConsoleProtocol.Command command)
    {
        var replies = Channel.CreateUnbounded<AnswerProtocol.IResult>();
        system.ActorOf(ReplyActor.Props(node.Console, command, replies.Writer));
        return replies.Reader;
    }
}
