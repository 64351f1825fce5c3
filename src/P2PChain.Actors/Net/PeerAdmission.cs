using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// Admits or rejects connections after their handshake. If the same node is connected already, the older connection
/// must show that it is alive.
/// </summary>
internal sealed class PeerAdmission(
    PeerRegistry peers,
    PeerBans bans,
    ITimerScheduler timers,
    Predicate<PublicKey> isDiscouraged,
    IActorRef discovery)
{
    private readonly HashSet<PeerId> _doubted = [];

    /// <summary>Whether an accepted connection may compete for a slot. Another one may end for it.</summary>
    /// <param name="remote">The other side's address.</param>
    /// <param name="isDiscouraged">Whether the address gets no slot while half of them are taken.</param>
    /// <param name="now">The time.</param>
    /// <returns>The reason if it may not; else null.</returns>
    public PeerFault? Meet(IPAddress remote, bool isDiscouraged, Moment now)
    {
        if (bans.Refusal(remote) is { } banned) return banned;
        var refusal = peers.Meet(remote, isDiscouraged, now, out var crowdedOut);
        crowdedOut?.Tell(new PeerProtocol.Cut(Refusals.Full));
        return refusal;
    }

    /// <summary>
    /// The machine's network changed, and connections may be dead. Each must answer at once, like an older connection
    /// with a newer one behind it.
    /// </summary>
    public void DoubtAll()
    {
        foreach (var view in peers.Views)
            if (_doubted.Add(view.Id)) Ask(view.Id);
    }

    /// <summary>A peer announces this node's own key. It may be this node.</summary>
    public void OnOurKey(PeerId id, ulong nonce)
    {
        if (!peers.IsOwnNonce(nonce)) return; // the handshake goes on
        var fault = Handshake.FaultOfOwnKey(isOwnNonce: true, isProven: false, "");
        peers.RefOf(id).Tell(new PeerProtocol.Rejected(fault, []));
    }

    /// <summary>The peer of a connection is known.</summary>
    public void Introduce(PeerProtocol.Introduce introduced)
    {
        var id = introduced.Id;
        var peer = peers.RefOf(id);
        var proven = introduced.IsProven ? introduced.Key : null;
        if (proven is not null && isDiscouraged(proven)) peers.Discourage(id);
        var banned = proven is null ? null : bans.Refusal(proven);
        switch (banned is null ? peers.Judge(introduced) : new Judgement.Reject(banned))
        {
            case Judgement.Admit(var replaced):
                replaced?.Peer.Tell(new PeerProtocol.Part(replaced.Value.Why));
                peer.Tell(new PeerProtocol.Admitted(Others(id)));
                break;
            case Judgement.Reject({ Code: PeerFaultCode.Full } full): RefuseFor(full, id); break;
            case Judgement.Reject(var fault): peer.Tell(new PeerProtocol.Rejected(fault, [])); break;
            case Judgement.AwaitOlder(var older, var isFirst):
                if (isFirst) Ask(older);
                break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The older connection answered, so it stays.</summary>
    public void OnAlive(PeerId older)
    {
        _doubted.Remove(older);
        timers.Cancel(older);
        foreach (var newer in peers.TakeWaitingFor(older))
            peers.RefOf(newer.Id).Tell(new PeerProtocol.Rejected(peers.DuplicateOf(older, newer), []));
    }

    /// <summary>
    /// The older connection did not answer in time. It ends, unless no newer one waits and no change of network doubted
    /// it.
    /// </summary>
    public void OnOverdue(PeerId older)
    {
        var waiting = peers.TakeWaitingFor(older);
        if (!_doubted.Remove(older) && waiting.IsEmpty) return;
        peers.GiveUp(older);
        peers.RefOf(older).Tell(new PeerProtocol.Cut(new PeerFault(PeerFaultCode.Silent)));
        foreach (var newer in waiting) Introduce(newer);
    }

    /// <summary>A connection ended. Newer ones may have waited for it.</summary>
    public void OnGone(PeerId older)
    {
        _doubted.Remove(older);
        timers.Cancel(older);
        foreach (var newer in peers.TakeWaitingFor(older)) Introduce(newer);
    }

    private void Ask(PeerId older)
    {
        peers.RefOf(older).Tell(PeerProtocol.ProveAlive.Instance);
        timers.StartSingleTimer(older, new Overdue(older), DuplicateRule.AnswerTimeout);
    }

    /// <summary>There is no slot. The peer is told addresses of connected peers and of the address book.</summary>
    private void RefuseFor(PeerFault full, PeerId id)
    {
        var rejected = new PeerProtocol.Rejected(full, Others(id));
        if (discovery.IsNobody() || peers.AddressOf(id) is not { } asker) peers.RefOf(id).Tell(rejected);
        else discovery.Tell(new DiscoveryProtocol.NoSlot(peers.RefOf(id), asker, rejected));
    }

    /// <summary>The addresses of other extended peers of which the peer has a use.</summary>
    private ImmutableArray<string> Others(PeerId id)
    {
        var asker = peers.AddressOf(id);
        return
        [
            .. peers.Entries
                .Where(other => other.Id != id && other.View is { IsExtended: true }
                    && asker is not null && AddressScopes.Concerns(asker, other.Remote.Address))
                .Select(static other => other.View!.Address),
        ];
    }

    /// <summary>An older connection did not answer in time.</summary>
    internal sealed record Overdue(PeerId Older) : IDeadLetterSuppression;
}
