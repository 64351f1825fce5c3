using System.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>The bans in force by the node's wall clock, kept on disk at each change.</summary>
internal sealed class PeerBans
{
    private readonly IKeptBans _kept;
    private readonly Func<UnixTime> _wallClock;

    public PeerBans(IKeptBans kept, Func<UnixTime> wallClock)
    {
        _kept = kept;
        _wallClock = wallClock;
        List = BanList.Of(kept.Load(), wallClock());
    }

    public UnixTime Now => _wallClock();

    /// <summary>All bans. A replaced list is stored.</summary>
    public BanList List
    {
        get;
        set
        {
            if (field is not null) _kept.Save(value.InForce(Now));
            field = value;
        }
    }

    /// <summary>The reason for which an address is refused; null if it is not banned.</summary>
    public PeerFault? Refusal(IPAddress address) => List.Find(address, Now) is { } ban ? Refusals.Banned(ban) : null;

    /// <summary>The reason for which a node that proved a key is refused; null if it is not banned.</summary>
    public PeerFault? Refusal(PublicKey key) => List.Find(key, Now) is { } ban ? Refusals.Banned(ban) : null;

    /// <summary>Whether a listed address is not dialled. The addresses of a name are compared one by one.</summary>
    public bool Holds(DialTarget target) =>
        (target.Literal is { } address && List.Find(address, Now) is not null)
        || (target.Key is { } key && List.Find(key, Now) is not null);
}
