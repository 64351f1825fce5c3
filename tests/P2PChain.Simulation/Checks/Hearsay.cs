using Akka.Actor;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Simulation.Adversaries;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// What nodes would come to agree on without, only later. After healing a guest comes, people move items one after the
/// other, and
/// each node that let it in has to tell it each transaction that it took and the block that became its tip (L6). Where
/// it was
/// quiet before, each node mines its own at once (S11).
/// </summary>
internal sealed class Hearsay(SimWorld world, IReadOnlyList<IActorRef> people)
{
    // Written out again: docs/rules.md M3.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // A node lists a peer soon after its greeting.
    private static readonly TimeSpan Greeting = TimeSpan.FromSeconds(1);

    // By node: each transaction and block, and when the move began that brought it.
    private readonly Dictionary<SimNode, Dictionary<Hash256, TimeSpan>> _taken = [];
    private readonly HashSet<SimNode> _owing = [];
    private TimeSpan _moveBegan;

    private long Rivals => world.Findings.Marks.GetValueOrDefault("rival-seen");

    /// <summary>Lets it happen.</summary>
    /// <param name="isQuiet">Whether nobody else is at work.</param>
    public void Run(bool isQuiet)
    {
        var (rivals, tip) = (Rivals, world.Nodes[0].Watch.State);
        if (isQuiet) Wait(Quiet);
        // What had to wait for its time comes even now.
        bool IsQuiet() => isQuiet && Rivals == rivals;
        isQuiet &= world.Nodes[0].Watch.State == tip;
        if (world.Findings.Violation is not null) return;
        var guest = new Guest(world, world.AddHost("guest", 3000), DeterministicSigner.Named("Guest"));
        guest.Begin();
        Wait(Arrival);
        var tips = world.Nodes.ToDictionary(node => node, node => node.Watch.State.TipHash);
        foreach (var node in world.Nodes) Follow(node);
        foreach (var node in world.Nodes) Move(node, guest, tips, IsQuiet);
        guest.Conclude();
        foreach (var (link, visit) in guest.Visits.Where(visit => visit.Visit.IsWelcome)) Check(link.Node, visit);
        guest.Leave();
    }

    private void Follow(SimNode node)
    {
        _taken[node] = [];
        node.Watch.Pool.Added = entry =>
        {
            _taken[node].TryAdd(entry.Transaction.TxId, _moveBegan);
            if (entry.Source.IsExempt && node.Mines && !IsAhead(entry)) _owing.Add(node);
        };
    }

    /// <summary>An item that moved while a clock was fast waits for its time.</summary>
    private bool IsAhead(PoolEntry entry) =>
        entry.Transaction.TimestampMs - BlockChecks.TransactionAheadMaxMs > world.Core.Now.ToUnixTimeMilliseconds();

    private void Move(SimNode node, Guest guest, Dictionary<SimNode, string> tips, Func<bool> isQuiet)
    {
        var before = node.Watch.State.Height;
        _owing.Clear();
        _moveBegan = world.Core.Elapsed;
        people[node.Number].Tell(new Person.Move(ItemId.Parse(Person.NameOf(node.Number))), ActorRefs.NoSender);
        Wait(AtOnce);
        if (isQuiet() && _owing.Contains(node)) CheckMined(node, before);
        Wait(Patience);
        // Where the lists refuse every wish, no block comes.
        foreach (var (each, hashes) in _taken)
            if (each.Watch.State.TipHash is var tip && tip != tips[each]) hashes.TryAdd(Hash256.Parse(tip), _moveBegan);
        guest.AskTips();
        Wait(Patience);
        guest.CheckTips();
    }

    private void CheckMined(SimNode node, long before)
    {
        var since = node.Watch.State.BackToGenesis().TakeWhile(state => state.Height > before);
        if (since.Any(state => state.Tip.Miner == node.Signer.PublicKey.Hex)) world.Findings.Mark("mined-at-once");
        else world.Findings.Violated("S11", $"{node.Name} did not mine its own at once");
    }

    private void Check(SimNode node, Guest.Visit visit)
    {
        foreach (var (hash, since) in _taken[node])
        {
            // A node with few slots may let its guest in late.
            if (visit.WelcomedAt + Greeting > since) continue;
            if (visit.Heard.Contains(hash)) world.Findings.Mark("guest-was-told");
            else world.Findings.Violated("L6", $"{node.Name} took {hash} and did not tell its guest");
        }
    }

    private void Wait(TimeSpan span) => world.Run(world.Core.Elapsed + span);
}
