using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// A conversation's addresses. The dialer asks once, and each side answers once. Both may announce a few.
/// </summary>
internal sealed class PeerAddresses(PeerContext context, PeerState peer, PeerWriter writer, IActorRef self)
{
    private const uint RequestId = 1;
    private const int AnnouncedBurst = 64;

    private static readonly TimeSpan AnnouncedEvery = TimeSpan.FromSeconds(10);

    private readonly RateLimit _announced = new(AnnouncedEvery, AnnouncedBurst);
    private readonly HeardAddresses _heard = new(context, self);
    private bool _awaits;
    private uint? _answers;

    private bool IsOn => peer.Announcement is { } theirs && context.Local.Shares(LocalNode.Addresses, theirs);

    /// <summary>Asks for addresses if this node dialled.</summary>
    public PeerFault? Begin()
    {
        _awaits = IsOn && context.IsOutbound;
        return _awaits ? Send(new Message.GetAddresses(RequestId)) : null;
    }

    /// <summary>A message of the peer about addresses.</summary>
    public PeerFault? On(Message message, Moment now)
    {
        switch (message)
        {
            case Message.PeerList list when _heard.Learn(list): return null;
            case Message.GetAddresses or Message.Addresses when !IsOn:
                return new PeerFault(PeerFaultCode.ProtocolOrder, $"{message.Type} without its feature");
            case Message.GetAddresses(var id) when _answers is null:
                _answers = id;
                context.Refs.Discovery.Tell(new DiscoveryProtocol.AddressesAsked(context.Remote.Address), self);
                return null;
            case Message.Addresses(Message.Addresses.AnnouncedId, var list):
                _heard.Learn(list.Where(_ => _announced.TryTake(now)));
                return peer.Chatter.OnExcess(now);
            case Message.Addresses(RequestId, var list) when _awaits:
                _awaits = false;
                _heard.Learn(list);
                return null;
            default: return peer.Chatter.OnExcess(now);
        }
    }

    /// <summary>A message of the discovery.</summary>
    /// <returns>False if it is another message.</returns>
    public bool TryOn(object message, out PeerFault? fault)
    {
        fault = null;
        switch (message)
        {
            case DiscoveryProtocol.Addresses(var list): fault = Tell(_answers!.Value, list); break;
            case DiscoveryProtocol.Announce(var list):
                if (IsOn) fault = Tell(Message.Addresses.AnnouncedId, list);
                break;
            default: return false;
        }
        return true;
    }

    private PeerFault? Tell(uint id, ImmutableArray<ToldAddress> list) => Send(new Message.Addresses(
        id, [.. list.Select(one => new PeerItem(one.Address.ToString(), [PeerItem.Full], one.Seen.Milliseconds))]));

    private PeerFault? Send(Message message) => writer.Send(message, OutboxPriority.Blocks);
}
