using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Answers a peer's requests: headers and bodies, loaded one at a time as the outbox drains, and the whole chain.
/// </summary>
internal sealed class PeerService(PeerContext context, PeerState peer, PeerWriter writer, IActorRef self)
{
    private const int OwedHeadersMax = 16;
    private const int OwedBodiesMax = 64;

    private readonly Queue<object> _questions = new();
    private int _owedHeaders;
    private int _owedBodies;
    private bool _isLoading;
    private bool _isLoadingChain;

    /// <summary>The peer asks for headers. If too many requests are open, this one is ignored.</summary>
    public PeerFault? On(Message.GetHeaders ask, Moment now)
    {
        if (_owedHeaders == OwedHeadersMax) return peer.Chatter.OnExcess(now);
        _owedHeaders++;
        _questions.Enqueue(new ChainProtocol.GetHeadersAfter(ask.Id, ask.Locator, ask.Max));
        Next();
        return null;
    }

    /// <summary>The peer asks for bodies. If too many are open, the others are refused.</summary>
    public PeerFault? On(Message.GetBlocks ask, Moment now)
    {
        var (id, hashes) = ask;
        var room = Math.Min(hashes.Length, OwedBodiesMax - _owedBodies);
        _owedBodies += room;
        foreach (var hash in hashes[..room]) _questions.Enqueue(new ChainProtocol.GetBlock(hash, id));
        Next();
        if (room == hashes.Length) return null;
        return Send(new Message.NotFound(id, hashes[room..])) ?? peer.Chatter.OnExcess(now);
    }

    /// <summary>Loads the next answer if there is room for it.</summary>
    public void Next()
    {
        if (_isLoading || !writer.HasRoomForBodies || !_questions.TryDequeue(out var question)) return;
        _isLoading = true;
        context.Refs.Readers.Tell(question, self);
    }

    /// <summary>Headers were loaded.</summary>
    public PeerFault? OnHeaders(ChainProtocol.HeadersAfter headers)
    {
        _owedHeaders--;
        return Answer(new Message.Headers(headers.Id, headers.Items, headers.More));
    }

    /// <summary>A body was loaded.</summary>
    public PeerFault? OnFound(ChainProtocol.FoundBlock found)
    {
        _owedBodies--;
        return Answer(found.Text is { } text
            ? new Message.StoredBlock(found.RequestId, text)
            : new Message.NotFound(found.RequestId, [found.Hash]));
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
        if (whole.Line is { } line) writer.TrySend(line, OutboxPriority.Blocks);
    }

    private PeerFault? Answer(Message message)
    {
        _isLoading = false;
        var fault = Send(message);
        Next();
        return fault;
    }

    private PeerFault? Send(Message message) =>
        writer.TrySend(message, OutboxPriority.Blocks) ? null : new PeerFault(PeerFaultCode.DoesNotRead);
}
