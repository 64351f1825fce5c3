using System.Collections.Immutable;
using System.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>The bans of a node, the oldest first. Immutable and bounded.</summary>
public sealed class BanList
{
    /// <summary>A person writes each of them, and each connection is compared with all.</summary>
    public const int CountMax = 1000;

    private readonly ImmutableArray<Ban> _bans;

    private BanList(ImmutableArray<Ban> bans) => _bans = bans;

    /// <summary>No bans.</summary>
    public static BanList Empty { get; } = new([]);

    /// <summary>
    /// Bans as they were stored, without ended ones. A later one of the same target replaces an earlier one.
    /// </summary>
    public static BanList Of(IEnumerable<Ban> stored, UnixTime now) =>
        stored.Aggregate(Empty, (list, ban) => list.With(ban, now) ?? list).At(now);

    /// <summary>The end of the next ban that has one; null if none has.</summary>
    public UnixTime? NextEnd => _bans.Min(static ban => ban.Until);

    /// <summary>The bans in force.</summary>
    public ImmutableArray<Ban> InForce(UnixTime now) => _bans.RemoveAll(ban => !ban.IsInForce(now));

    /// <summary>The list with a ban, which replaces one of the same target; null if the list is full.</summary>
    public BanList? With(Ban ban, UnixTime now)
    {
        var others = InForce(now).RemoveAll(other => other.Target == ban.Target);
        return others.Length < CountMax ? new BanList(others.Add(ban)) : null;
    }

    /// <summary>The list without a ban.</summary>
    public BanList Without(BanTarget target, UnixTime now) =>
        new(InForce(now).RemoveAll(ban => ban.Target == target));

    /// <summary>The list without the bans that have ended.</summary>
    public BanList At(UnixTime now) => new(InForce(now));

    /// <summary>The ban that includes an address, the longest one; null if there is none.</summary>
    public Ban? Find(IPAddress address, UnixTime now) => Longest(ban => ban.Target.Includes(address), now);

    /// <summary>The ban of a key; null if there is none.</summary>
    public Ban? Find(PublicKey key, UnixTime now) => Longest(ban => ban.Target.Includes(key), now);

    private Ban? Longest(Func<Ban, bool> includes, UnixTime now) => _bans
        .Where(ban => ban.IsInForce(now) && includes(ban))
        .MaxBy(static ban => ban.Until?.Milliseconds ?? long.MaxValue);
}
