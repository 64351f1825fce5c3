using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Answers a peer's requests for headers and bodies. They are loaded one at a time, as the outbox drains and the peer's
/// allowance permits.
/// </summary>
internal sealed class PeerService(
    PeerContext context, PeerState peer, PeerWriter writer, PeerAllowance allowance, IActorRef self)
{
    private const int OwedHeadersMax = 16;
    private const int OwedBodiesMax = 64;

    private readonly Queue<object> _questions = new();
    private int _owedHeaders;
    private int _owedBodies;
    private bool _isLoading;

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
        if (_isLoading || _questions.Count == 0 || !writer.HasRoomForBodies || !allowance.MayAnswer()) return;
        var question = _questions.Dequeue();
        _isLoading = true;
        context.Refs.Readers.Tell(question, self);
    }

    /// <summary>A message of the readers.</summary>
    /// <returns>False if it is of another kind.</returns>
    public bool TryOn(object message, out PeerFault? fault)
    {
        fault = null;
        switch (message)
        {
            case ChainProtocol.HeadersAfter headers: fault = OnHeaders(headers); break;
            case ChainProtocol.FoundBlock found: fault = OnFound(found); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Headers were loaded.</summary>
    private PeerFault? OnHeaders(ChainProtocol.HeadersAfter headers)
    {
        _owedHeaders--;
        return Answer(new Message.Headers(headers.Id, headers.Items, headers.More));
    }

    /// <summary>A body was loaded.</summary>
    private PeerFault? OnFound(ChainProtocol.FoundBlock found)
    {
        _owedBodies--;
        return Answer(found.Text is { } text
            ? new Message.StoredBlock(found.RequestId, text)
            : new Message.NotFound(found.RequestId, [found.Hash]));
    }

    private PeerFault? Answer(Message message)
    {
        _isLoading = false;
        var frame = MessageCodec.Encode(message, null);
        allowance.Spend(frame.Length);
        var fault = writer.Send(frame, OutboxPriority.Blocks);
        Next();
        return fault;
    }

    private PeerFault? Send(Message message) => writer.Send(message, OutboxPriority.Blocks);
}
