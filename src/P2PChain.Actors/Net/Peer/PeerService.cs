using System.Net;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Answers a peer's requests: headers and bodies, loaded one at a time as the outbox drains, and the whole chain. A
/// stranger gets so many bytes a second.
/// </summary>
internal sealed class PeerService(
    PeerContext context, PeerState peer, PeerWriter writer, ITimerScheduler timers, IActorRef self)
{
    private const int OwedHeadersMax = 16;
    private const int OwedBodiesMax = 64;

    private readonly Queue<object> _questions = new();
    private readonly AnswerRate _rate = new();
    private int _owedHeaders;
    private int _owedBodies;
    private bool _isLoading;
    private bool _isLoadingChain;

    private bool IsStranger => !context.Origin.IsChosen && !IPAddress.IsLoopback(context.Remote.Address) && !IsListed;

    private bool IsListed => peer.IsProven && peer.Announcement is { } announced
        && Standing.IsListed(context.Local.Rules.Network, announced.Node);

    /// <summary>The peer asks for headers. If too many requests are open, this one is ignored.</summary>
    public PeerFault? On(Message.GetHeaders ask, Moment now)
    {
        if (_owedHeaders == OwedHeadersMax) return peer.Chatter.OnExcess(now);
        _owedHeaders++;
        _questions.Enqueue(new ChainProtocol.GetHeadersAfter(ask.Id, ask.Locator, ask.Max));
        Next(now);
        return null;
    }

    /// <summary>The peer asks for bodies. If too many are open, the others are refused.</summary>
    public PeerFault? On(Message.GetBlocks ask, Moment now)
    {
        var (id, hashes) = ask;
        var room = Math.Min(hashes.Length, OwedBodiesMax - _owedBodies);
        _owedBodies += room;
        foreach (var hash in hashes[..room]) _questions.Enqueue(new ChainProtocol.GetBlock(hash, id));
        Next(now);
        if (room == hashes.Length) return null;
        return Send(new Message.NotFound(id, hashes[room..])) ?? peer.Chatter.OnExcess(now);
    }

    /// <summary>Loads the next answer if there is room for it.</summary>
    public void Next(Moment now)
    {
        if (_isLoading || !writer.HasRoomForBodies || _questions.Count == 0) return;
        if (IsStranger && _rate.Wait(now) is var wait && wait > TimeSpan.Zero)
        {
            timers.StartSingleTimer(Due.Instance, Due.Instance, wait);
            return;
        }
        var question = _questions.Dequeue();
        _isLoading = true;
        context.Refs.Readers.Tell(question, self);
    }

    /// <summary>A message of the readers, or of the clock.</summary>
    /// <returns>False if it is of another kind.</returns>
    public bool TryOn(object message, Moment now, out PeerFault? fault)
    {
        fault = null;
        switch (message)
        {
            case ChainProtocol.HeadersAfter headers: fault = OnHeaders(headers, now); break;
            case ChainProtocol.FoundBlock found: fault = OnFound(found, now); break;
            case ChainProtocol.WholeChain whole: OnWholeChain(whole); break;
            case Due: Next(now); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Headers were loaded.</summary>
    private PeerFault? OnHeaders(ChainProtocol.HeadersAfter headers, Moment now)
    {
        _owedHeaders--;
        return Answer(new Message.Headers(headers.Id, headers.Items, headers.More), now);
    }

    /// <summary>A body was loaded.</summary>
    private PeerFault? OnFound(ChainProtocol.FoundBlock found, Moment now)
    {
        _owedBodies--;
        return Answer(found.Text is { } text
            ? new Message.StoredBlock(found.RequestId, text)
            : new Message.NotFound(found.RequestId, [found.Hash]), now);
    }

    /// <summary>The peer asks for the whole chain. One request is open at a time; others are ignored.</summary>
    public void OnRequestChain()
    {
        if (_isLoadingChain) return;
        _isLoadingChain = true;
        context.Refs.WholeChain.Tell(new ChainProtocol.GetWholeChain(context.Remote.Address), self);
    }

    /// <summary>The whole chain was loaded, or none is due. It is not sent if the outbox has no room.</summary>
    public void OnWholeChain(ChainProtocol.WholeChain whole)
    {
        _isLoadingChain = false;
        if (whole.Line is { } line) writer.Send(line, OutboxPriority.Blocks);
    }

    private PeerFault? Answer(Message message, Moment now)
    {
        _isLoading = false;
        var frame = MessageCodec.Encode(message, null);
        _rate.Spend(frame.Length, now);
        var fault = Send(frame);
        Next(now);
        return fault;
    }

    private PeerFault? Send(Message message) => writer.Send(message, OutboxPriority.Blocks);

    private PeerFault? Send(byte[] frame) => writer.Send(frame, OutboxPriority.Blocks);

    /// <summary>The rate of the next answer allows it.</summary>
    internal sealed class Due : IDeadLetterSuppression
    {
        public static readonly Due Instance = new();
    }
}
