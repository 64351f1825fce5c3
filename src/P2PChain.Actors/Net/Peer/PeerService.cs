using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Answers a peer's requests: headers and bodies, loaded one at a time as the outbox drains, and the whole chain.
/// </summary>
internal sealed class PeerService(PeerContext context, IActorRef self)
{
    private const int OwedHeadersMax = 16;
    private const int OwedBodiesMax = 64;

    private readonly Queue<object> _questions = new();
    private int _owedHeaders;
    private int _owedBodies;
    private bool _isLoading;
    private bool _isLoadingChain;

    /// <summary>The peer asks for headers.</summary>
    /// <returns>False if the request is ignored, because too many are open.</returns>
    public bool OnGetHeaders(Message.GetHeaders ask)
    {
        if (_owedHeaders == OwedHeadersMax) return false;
        _owedHeaders++;
        _questions.Enqueue(new ChainProtocol.GetHeadersAfter(ask.Id, ask.Locator, ask.Max));
        return true;
    }

    /// <summary>The peer asks for bodies.</summary>
    /// <returns>The refused ones, because too many are open.</returns>
    public ImmutableArray<Hash256> OnGetBlocks(uint id, ImmutableArray<Hash256> hashes)
    {
        var room = Math.Min(hashes.Length, OwedBodiesMax - _owedBodies);
        _owedBodies += room;
        foreach (var hash in hashes[..room]) _questions.Enqueue(new ChainProtocol.GetBlock(hash, id));
        return hashes[room..];
    }

    /// <summary>Loads the next answer if there is room for it.</summary>
    public void Next(bool hasRoom)
    {
        if (_isLoading || !hasRoom || !_questions.TryDequeue(out var question)) return;
        _isLoading = true;
        context.Refs.Readers.Tell(question, self);
    }

    /// <summary>Headers were loaded.</summary>
    public Message OnHeaders(ChainProtocol.HeadersAfter headers)
    {
        _isLoading = false;
        _owedHeaders--;
        return new Message.Headers(headers.Id, headers.Items, headers.More);
    }

    /// <summary>A body was loaded.</summary>
    public Message OnFound(ChainProtocol.FoundBlock found)
    {
        _isLoading = false;
        _owedBodies--;
        return found.Text is { } text
            ? new Message.StoredBlock(found.RequestId, text)
            : new Message.NotFound(found.RequestId, [found.Hash]);
    }

    /// <summary>The peer asks for the whole chain. One request is open at a time; others are ignored.</summary>
    public void OnRequestChain()
    {
        if (_isLoadingChain) return;
        _isLoadingChain = true;
        context.Refs.WholeChain.Tell(new ChainProtocol.GetWholeChain(context.Remote.Address), self);
    }

    /// <summary>The whole chain was loaded, or none is due. It is not sent if the outbox has no room.</summary>
    public void OnWholeChain(ChainProtocol.WholeChain whole, PeerWriter writer)
    {
        _isLoadingChain = false;
        if (whole.Line is { } line) writer.TrySend(line, OutboxPriority.Blocks);
    }
}
