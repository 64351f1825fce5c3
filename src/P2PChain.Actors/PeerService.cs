using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors;

/// <summary>What this node owes the other side of a connection: bodies, loaded one at a time as the outbox drains, and the whole chain.</summary>
internal sealed class PeerService(IActorRef chain, IActorRef self)
{
    private const int OwedBodiesMax = 64;

    private readonly Queue<(uint Id, Hash256 Hash)> _owed = new();
    private bool _isLoading;
    private bool _isLoadingChain;

    /// <summary>Bodies were asked for.</summary>
    /// <returns>Those that will not come, because too many are owed.</returns>
    public ImmutableArray<Hash256> OnGetBlocks(uint id, ImmutableArray<Hash256> hashes)
    {
        var room = Math.Min(hashes.Length, OwedBodiesMax - _owed.Count);
        foreach (var hash in hashes[..room]) _owed.Enqueue((id, hash));
        return hashes[room..];
    }

    /// <summary>Loads the next body when there is room for it.</summary>
    public void Next(bool hasRoom)
    {
        if (_isLoading || !hasRoom || !_owed.TryDequeue(out var owed)) return;
        _isLoading = true;
        chain.Tell(new ChainProtocol.GetBlock(owed.Hash, owed.Id), self);
    }

    /// <summary>A body was loaded.</summary>
    public Message OnFound(ChainProtocol.FoundBlock found)
    {
        _isLoading = false;
        return found.Block is { } block ? new Message.BlockMessage(found.RequestId, block) : new Message.NotFound(found.RequestId, [found.Hash]);
    }

    /// <summary>The whole chain was asked for; one answer at a time.</summary>
    public void OnRequestChain()
    {
        if (_isLoadingChain) return;
        _isLoadingChain = true;
        chain.Tell(new ChainProtocol.GetWholeChain(Limits.LineBytesMax), self);
    }

    /// <summary>The whole chain was loaded; null when it does not fit one line.</summary>
    public Message? OnWholeChain(ChainProtocol.WholeChain whole)
    {
        _isLoadingChain = false;
        var answer = new Message.ChainResponse(whole.Blocks);
        return whole.Blocks.IsEmpty || !answer.FitsLine ? null : answer;
    }
}
