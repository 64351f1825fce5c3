using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors;

/// <summary>What this node owes the other side of a connection: headers and bodies, loaded one at a time as the outbox drains, and the whole chain.</summary>
internal sealed class PeerService(PeerContext context, IActorRef self)
{
    private const int OwedHeadersMax = 16;
    private const int OwedBodiesMax = 64;

    // Reading a whole chain is dear; a node of the original network asks at its start.
    private static readonly TimeSpan WholeChainEvery = TimeSpan.FromSeconds(10);

    private readonly Queue<object> _questions = new();
    private int _owedHeaders;
    private int _owedBodies;
    private bool _isLoading;
    private bool _isLoadingChain;
    private UnixTime? _chainAsked;

    /// <summary>Headers were asked for. More requests than an honest peer has open are ignored.</summary>
    public void OnGetHeaders(Message.GetHeaders ask)
    {
        if (_owedHeaders == OwedHeadersMax) return;
        _owedHeaders++;
        _questions.Enqueue(new ChainProtocol.GetHeadersAfter(ask.Id, ask.Locator, ask.Max));
    }

    /// <summary>Bodies were asked for.</summary>
    /// <returns>Those that will not come, because too many are owed.</returns>
    public ImmutableArray<Hash256> OnGetBlocks(uint id, ImmutableArray<Hash256> hashes)
    {
        var room = Math.Min(hashes.Length, OwedBodiesMax - _owedBodies);
        _owedBodies += room;
        foreach (var hash in hashes[..room]) _questions.Enqueue(new ChainProtocol.GetBlock(hash, id));
        return hashes[room..];
    }

    /// <summary>Loads the next answer when there is room for it.</summary>
    public void Next(bool hasRoom)
    {
        if (_isLoading || !hasRoom || !_questions.TryDequeue(out var question)) return;
        _isLoading = true;
        context.Refs.Chain.Tell(question, self);
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
        return found.Block is { } block ? new Message.BlockMessage(found.RequestId, block) : new Message.NotFound(found.RequestId, [found.Hash]);
    }

    /// <summary>The whole chain was asked for: one answer at a time, and one in ten seconds but on the loopback. Excess is ignored.</summary>
    public void OnRequestChain(UnixTime now)
    {
        var isTooSoon = _chainAsked is { } last && now.Since(last) < WholeChainEvery && !IPAddress.IsLoopback(context.Remote.Address);
        if (_isLoadingChain || isTooSoon) return;
        (_isLoadingChain, _chainAsked) = (true, now);
        context.Refs.Chain.Tell(new ChainProtocol.GetWholeChain(Limits.LineBytesMax), self);
    }

    /// <summary>The whole chain was loaded; null when it does not fit one line.</summary>
    public Message? OnWholeChain(ChainProtocol.WholeChain whole)
    {
        _isLoadingChain = false;
        var answer = new Message.ChainResponse(whole.Blocks);
        return whole.Blocks.IsEmpty || !answer.FitsLine ? null : answer;
    }
}
