using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.Event;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using Found = (P2PChain.Core.Peers.BanTarget? Target, P2PChain.Actors.Net.BanProtocol.Problem Problem);

namespace P2PChain.Actors.Net;

/// <summary>Carries out the commands of people about bans.</summary>
internal sealed class BanDesk(
    PeerBans bans, PeerRegistry peers, DialBook dials, PublicKey ownKey, ITimerScheduler timers, ILoggingAdapter log)
{
    // The wall clock may be set meanwhile.
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromMinutes(10);

    /// <summary>A command, or the time at which a ban may have ended.</summary>
    public void On(object message, IActorRef asker, Moment now)
    {
        switch (message)
        {
            case BanProtocol.MakeBan ban: asker.Tell(Make(ban)); break;
            case BanProtocol.LiftBan unban: asker.Tell(Lift(unban, now)); break;
            case BanProtocol.GetBans: asker.Tell(new BanProtocol.Bans(bans.List.InForce(bans.Now))); break;
            case Ended: bans.List = bans.List.At(bans.Now); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
        AwaitEnd();
    }

    /// <summary>Sets the timer for the next end of a ban.</summary>
    public void AwaitEnd()
    {
        if (bans.List.NextEnd is not { } end) return;
        var wait = end.Since(bans.Now);
        timers.StartDue(Ended.Instance, Ended.Instance, wait < LookAtLeastEvery ? wait : LookAtLeastEvery);
    }

    private BanProtocol.BanResult Make(BanProtocol.MakeBan wish)
    {
        var (target, problem) = TargetOf(wish.Name);
        if (target is null) return new BanProtocol.BanResult(wish.Name, null, problem, []);
        if (target.Includes(ownKey)) return new BanProtocol.BanResult(wish.Name, null, BanProtocol.Problem.OwnKey, []);
        var now = bans.Now;
        var ban = new Ban(target, now, wish.Span is { } span ? now.Plus(span) : null, wish.Reason);
        if (bans.List.With(ban, now) is not { } list)
            return new BanProtocol.BanResult(wish.Name, null, BanProtocol.Problem.Full, []);
        bans.List = list;
        log.Info("{0} is banned until {1} {2}", target, ban.Until?.ToString() ?? "an unban", ban.Reason);
        return new BanProtocol.BanResult(wish.Name, ban, BanProtocol.Problem.None, Disconnect(ban));
    }

    private BanProtocol.UnbanResult Lift(BanProtocol.LiftBan wish, Moment now)
    {
        var all = bans.List.InForce(bans.Now);
        var (target, problem) = BannedTargetOf(wish.Name, all);
        var still = target is BanTarget.Addresses(var range) ? all.FirstOrDefault(Covers) : null;
        if (target is null || all.FirstOrDefault(ban => ban.Target == target) is not { } lifted)
            return new BanProtocol.UnbanResult(
                wish.Name, null, target is null ? problem : BanProtocol.Problem.NotBanned, still);
        bans.List = bans.List.Without(target, bans.Now);
        dials.OnUnbanned(target, now);
        log.Info("{0} is no longer banned", target);
        return new BanProtocol.UnbanResult(wish.Name, lifted, BanProtocol.Problem.None, still);

        bool Covers(Ban ban) =>
            ban.Target != target && ban.Target is BanTarget.Addresses(var other) && other.Contains(range);
    }

    /// <summary>Peers that are connected now are told the reason.</summary>
    private ImmutableArray<string> Disconnect(Ban ban)
    {
        var ended = peers.Entries.Where(entry => ban.Target.Includes(entry.Remote.Address)
            || (entry.ProvenKey is { } key && ban.Target.Includes(key))).ToList();
        foreach (var entry in ended) entry.Ref.Tell(new PeerProtocol.Part(Refusals.Banned(ban)));
        return [.. ended.Select(static entry => entry.View?.Address).OfType<string>()];
    }

    private Found TargetOf(BanName name) => name switch
    {
        BanName.Exact(var target) => (target, BanProtocol.Problem.None),
        BanName.KeyStart start => OneOf(peers.Entries.Select(static entry => entry.ProvenKey), start),
        BanName.At(var address) => TargetAt(address),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Found BannedTargetOf(BanName name, ImmutableArray<Ban> all) =>
        name switch
        {
            BanName.KeyStart start => OneOf(all.Select(static ban => (ban.Target as BanTarget.Node)?.Key), start),
            BanName.At(var address) when dials.Find(address) is { Key: { } key }
                && all.Any(ban => ban.Target.Includes(key)) => (new BanTarget.Node(key), BanProtocol.Problem.None),
            _ => TargetOf(name),
        };

    /// <summary>
    /// The node at an address stands for its IP address. On this machine all nodes share that, so there its proven key
    /// is meant.
    /// </summary>
    private Found TargetAt(HostPort address)
    {
        var dial = dials.Find(address);
        var id = dial?.Peer ?? peers.At(address);
        var entry = peers.Entries.FirstOrDefault(entry => entry.Id == id);
        var ip = entry?.Remote.Address ?? dial?.Reached ?? DialTarget.LiteralOf(address);
        if (ip is null) return (null, BanProtocol.Problem.NoPeer);
        if (!IPAddress.IsLoopback(ip))
            return (new BanTarget.Addresses(AddressRange.Of(ip)), BanProtocol.Problem.None);
        return (entry?.ProvenKey ?? dial?.Key) is { } key
            ? (new BanTarget.Node(key), BanProtocol.Problem.None)
            : (null, BanProtocol.Problem.OnThisMachine);
    }

    private static Found OneOf(
        IEnumerable<PublicKey?> keys, BanName.KeyStart start)
    {
        var found = keys.OfType<PublicKey>().Where(start.Fits).Distinct().ToList();
        return found.Count == 1
            ? (new BanTarget.Node(found[0]), BanProtocol.Problem.None)
            : (null, found.Count == 0 ? BanProtocol.Problem.NoKey : BanProtocol.Problem.ManyKeys);
    }

    /// <summary>A ban may have ended.</summary>
    internal sealed class Ended : BanProtocol.IMessage, IDeadLetterSuppression
    {
        public static readonly Ended Instance = new();
    }
}
