using Akka.Actor;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Plain;

/// <summary>
/// L5: after healing, plain peers come to hold what ours hold. Where two people took one item at once, or a clock was
/// off, that is
/// for people to mend: whoever holds what differs gives it back, at both sides, and then it must agree.
/// </summary>
internal sealed class Reconciliation(SimWorld world, IReadOnlyList<PlainSite> plain, IReadOnlyList<IActorRef> people)
{
    // A plain chain is read every 30 s, and what it shows may lead to pushes that have to be read again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private const int RoundsMax = 3;

    public void Run()
    {
        for (var round = 0; round <= RoundsMax && IsGoingOn; round++)
        {
            if (round > 0) GiveBack();
            var until = world.Core.Elapsed + Patience;
            while (IsGoingOn && !AreAgreed && world.Core.Elapsed < until) world.Run(world.Core.Elapsed + Glance);
            if (AreAgreed)
            {
                world.Findings.Mark(round == 0 ? "plain-agrees" : "plain-agrees-after-giving-back");
                Move();
                return;
            }
        }
        if (!IsGoingOn || WaitsForItsDate()) return;
        world.Findings.Violated(
            "L5", "plain peers hold something else: " + string.Join("; ", Disputed().Select(one => one.Text)));
    }

    /// <summary>Both sides hold the same, and no transaction waits that could end that.</summary>
    public bool AreAgreed => !Disputed().Any() && Overdue.In(world).Count == 0;

    private bool IsGoingOn => world.Findings.Violation is null;

    /// <summary>
    /// What is done now, when nobody contends for it, has to arrive: two sides that hold nothing agree, too.
    /// </summary>
    private void Move()
    {
        var uid = Person.NameOf(0);
        // A node that lost its power a moment ago hears nobody.
        do world.Run(world.Core.Elapsed + Glance);
        while (IsGoingOn && !world.Nodes[0].IsRunning);
        var before = LastMove(uid);
        people[0].Tell(new Person.Move(ItemId.Parse(uid)), ActorRefs.NoSender);
        bool HasArrived() => LastMove(uid) != before && !Disputed().Any();
        var until = world.Core.Elapsed + Patience;
        while (IsGoingOn && !HasArrived() && world.Core.Elapsed < until) world.Run(world.Core.Elapsed + Glance);
        if (IsGoingOn && !HasArrived() && !WaitsForItsDate()) world.Findings.Violated("L5", $"{uid} was moved here, and plain peers do not know of it");
    }

    /// <summary>
    /// An item that moved while a clock was fast waits for its date, whatever people do to it now. On a plain peer it
    /// waits too: a
    /// transaction with an earlier date counts as replaced there (docs/protocol.md, plain peers).
    /// </summary>
    private bool WaitsForItsDate() => IsAheadAtAPlainPeer() || world.Nodes.Any(node => node.Watch.Pool.Waiting.Any(entry =>
        entry.Transaction.TimestampMs - BlockChecks.TransactionAheadMaxMs > world.Core.Now.ToUnixTimeMilliseconds()));

    private bool IsAheadAtAPlainPeer()
    {
        var now = world.Core.Now.ToUnixTimeMilliseconds() / 1000.0;
        var isAhead = plain.Any(site => site.Chain.LatestTimestamp > now);
        if (isAhead) world.Findings.Mark("plain-peer-holds-a-date-ahead");
        return isAhead;
    }

    // Not its holder: an adversary that stays may have taken it again.
    private string? LastMove(string uid) => world.Nodes[0].Watch.State.Custody.Items.GetValueOrDefault(uid)?.Txid;

    private void GiveBack()
    {
        foreach (var (site, uid, ours, theirs, _) in Disputed().ToList())
        {
            world.Core.Trace.Note(
                $"{uid} is given back, held by {ours ?? "nobody"} here and {theirs ?? "nobody"} at {site.Host.Name}");
            if (ours is not null) people[0].Tell(new Person.Move(ItemId.Parse(uid)), ActorRefs.NoSender);
            if (theirs is not null) site.Work(uid);
        }
    }

    private IEnumerable<(PlainSite Site, string Uid, string? Ours, string? Theirs, string Text)> Disputed()
    {
        var ours = world.Nodes[0].Watch.State.Custody.Items;
        foreach (var site in plain)
        {
            foreach (var uid in ours.Keys.Union(site.Chain.Allocated.Keys).Order(StringComparer.Ordinal))
            {
                var (here, there) = (ours.GetValueOrDefault(uid)?.Holder, site.Chain.Allocated.GetValueOrDefault(uid));
                if (here != there) yield return (site, uid, here, there, $"{uid} is {here ?? "free"} here, {there ?? "free"} at {site.Host.Name}");
            }
        }
    }
}
