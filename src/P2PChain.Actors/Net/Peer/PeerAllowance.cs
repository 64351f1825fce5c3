using System.Diagnostics.CodeAnalysis;
using System.Net;
using Akka.Actor;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// The bytes of answers that a peer may get. A stranger's are leased from the node's budget. A dialled, named, listed
/// or local peer has no bound.
/// </summary>
internal sealed class PeerAllowance(PeerContext context, PeerState peer, IActorRef self)
{
    private const int HeldMax = 16;

    private readonly Queue<Message> _held = new();
    private long _bytes;
    private bool _isAsked;

    private bool IsStranger => !context.Origin.IsChosen && !IPAddress.IsLoopback(context.Remote.Address) && !IsListed;

    private bool IsListed => peer.IsProven && peer.Announcement is { } announced
        && Standing.IsListed(context.Local.Rules.Network, announced.Node);

    /// <summary>Whether an answer may go out now. If not, asks for a lease.</summary>
    public bool MayAnswer()
    {
        if (!IsStranger) return true;
        if (_bytes <= 0) Ask();
        return _bytes > 0;
    }

    /// <summary>
    /// Keeps a request until the next lease if no answer may go out now. One too many is ignored. Requests for headers
    /// and bodies wait in <see cref="PeerService"/>.
    /// </summary>
    /// <returns>False if the message is to be handled now.</returns>
    public bool TryHold(Message message, Moment now, out PeerFault? fault)
    {
        fault = null;
        var isRequest = message is Message.PoolDigest or Message.GetTransactions or Message.GetBlockTransactions;
        if (!isRequest || !peer.IsExtended || (_held.Count == 0 && MayAnswer())) return false;
        if (_held.Count == HeldMax) fault = peer.Chatter.OnExcess(now);
        else _held.Enqueue(message);
        return true;
    }

    /// <summary>The next request that waits, if it may be answered now.</summary>
    public bool TryTake([NotNullWhen(true)] out Message? request)
    {
        request = null;
        return _held.Count > 0 && MayAnswer() && _held.TryDequeue(out request);
    }

    /// <summary>An answer goes out. What it takes beyond the lease is told at once: the connection may end.</summary>
    public void Spend(int bytes)
    {
        if (!IsStranger) return;
        _bytes -= bytes;
        if (_bytes <= 0) Ask();
    }

    /// <summary>The lease came.</summary>
    public void OnLease()
    {
        _isAsked = false;
        _bytes += AnswerBudget.LeaseBytes;
    }

    private void Ask()
    {
        if (_isAsked) return;
        _isAsked = true;
        context.Refs.Answers.Tell(new AnswersProtocol.Ask(context.Id, context.Remote.Address, -_bytes), self);
        _bytes = 0;
    }
}
