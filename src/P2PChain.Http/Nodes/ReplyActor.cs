using System.Threading.Channels;
using Akka.Actor;
using P2PChain.Actors.Console;

namespace P2PChain.Http.Nodes;

/// <summary>Sends one command and hands over its replies. It ends with the last one.</summary>
internal sealed class ReplyActor(
    IActorRef console, ConsoleProtocol.Command command, ChannelWriter<AnswerProtocol.IResult> replies) : UntypedActor
{
    internal static Props Props(
        IActorRef console, ConsoleProtocol.Command command, ChannelWriter<AnswerProtocol.IResult> replies) =>
        Akka.Actor.Props.Create(() => new ReplyActor(console, command, replies));

    protected override void PreStart() => console.Tell(command);

    protected override void OnReceive(object message)
    {
        if (message is not ConsoleProtocol.Reply(_, var result, var isLast))
        {
            Unhandled(message);
            return;
        }
        replies.TryWrite(result);
        if (isLast) Context.Stop(Self);
    }

    protected override void PostStop() => replies.TryComplete();
}
