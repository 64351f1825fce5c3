using Akka.Actor;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Hands the addresses that a peer tells to the discovery, which checks them.</summary>
internal sealed class HeardAddresses(PeerContext context, IActorRef self)
{
    private bool _hasList;

    /// <summary>The first <c>peer_list</c>. It tells no times.</summary>
    /// <returns>False for a further one, which is ignored.</returns>
    public bool Learn(Message.PeerList list)
    {
        if (_hasList) return false;
        _hasList = true;
        var seen = context.WallClock();
        Learn(list.Peers.Select(text => (text, seen)));
        return true;
    }

    /// <summary>Addresses of an answer or an announcement.</summary>
    public void Learn(IEnumerable<PeerItem> items) =>
        Learn(items.Select(static item => (item.Address, new UnixTime(item.SeenMs))));

    private void Learn(IEnumerable<(string Text, UnixTime Seen)> heard)
    {
        var list = heard.Select(static one => (Address: HostPort.Parse(one.Text), one.Seen))
            .Where(static one => one.Address is not null)
            .Select(static one => new ToldAddress(one.Address!, one.Seen));
        context.Refs.Discovery.Tell(new DiscoveryProtocol.AddressesCame(context.Remote.Address, [.. list]), self);
    }
}
