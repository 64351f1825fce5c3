using System.Collections.Immutable;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Means no harm: comes when everything has healed, asks every node that has a place for it for its chain (P9), and
/// hears what is
/// told (L6).
/// </summary>
internal sealed class Guest(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    // More than may be owed at once: whoever forgets that it answered answers no more.
    private const int Rounds = 20;
    private const int BodiesMax = 8;

    // Written out again: docs/protocol.md, 30 s less 20 %; as long again each time, which is not followed here.
    private static readonly TimeSpan ToldAgain = TimeSpan.FromSeconds(24);

    private readonly Dictionary<AdversaryLink, Visit> _visits = [];

    public override string Name => "guest";

    protected override bool IsHarmless => true;

    /// <summary>It requests announced transactions.</summary>
    protected override ImmutableArray<string> Features => [LocalNode.Auth, LocalNode.Headers, LocalNode.Inventory];

    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(1);

    /// <summary>The nodes that let it in, and what came of it.</summary>
    public IEnumerable<(AdversaryLink Link, Visit Visit)> Visits => _visits.Select(visit => (visit.Key, visit.Value));

    public override void OnConnected(AdversaryLink link)
    {
        if (_visits.TryGetValue(link, out var before) && before.IsWelcome) World.Findings.Violated("L6", $"{link.Node.Name} turned its guest out");
        _visits[link] = new Visit();
        base.OnConnected(link);
    }

    public override void On(AdversaryLink link, Message message)
    {
        base.On(link, message);
        var visit = _visits[link];
        switch (message)
        {
            case Message.PeerAnnounce or Message.Prove when link.IsGreeted: Welcome(link, visit); break;
            case Message.Bye: visit.IsWelcome = false; break;
            case Message.Pong({ } heartbeat): visit.LastPong = heartbeat; break;
            case Message.Headers(_, var items, var more): OnHeaders(link, visit, items, more); break;
            case Message.BlockMessage(_, var block): OnBody(link, visit, block.Hash); break;
            case Message.NotFound(_, var hashes): OnNotFound(link, visit, hashes); break;
            case Message.Inventory(var wids):
                foreach (var some in wids.Chunk(Message.GetTransactions.CountMax))
                    link.Send(new Message.GetTransactions(++visit.LastId, [.. some]));
                break;
            case Message.Transactions(_, var items, _):
                World.Findings.Mark("guest-was-told-on-request");
                foreach (var item in items) HearAgain(link, visit, item.TxId);
                break;
            case Message.NewTransaction(var transaction): HearAgain(link, visit, transaction.TxId); break;
            case Message.NewBlock(var block): Hear(link, visit, block.Hash); break;
            default: break;
        }
    }

    /// <summary>Asks each node that let it in where its chain ends.</summary>
    public void AskTips()
    {
        foreach (var (link, visit) in _visits.Where(visit => visit.Value.IsWelcome))
        {
            (visit.LastPong, visit.Asked) = (null, link.Node.Watch.State);
            link.Send(new Message.Ping(Claim(link, 1)));
        }
    }

    /// <summary>The answers must have come, and be right where nothing happened meanwhile.</summary>
    public void CheckTips()
    {
        foreach (var (link, visit) in _visits.Where(visit => visit.Value.IsWelcome))
        {
            if (link.Node.Watch.State != visit.Asked) continue;
            if (visit.LastPong is not { } pong) Wrong(link, "does not answer a ping");
            else if (pong.Tip.ToString() != visit.Asked.TipHash) Wrong(link, $"says that its tip is {pong.Tip}, and it is {visit.Asked.TipHash}");
            else World.Findings.Mark("guest-was-told-the-tip");
        }
    }

    /// <summary>What became of its questions must be told by now.</summary>
    public void Conclude()
    {
        foreach (var (link, visit) in _visits.Where(visit => visit.Value.IsWelcome))
        {
            if (!link.IsKeptByNode(link.Connection))
                World.Findings.Violated("L6", $"{link.Node.Name} turned its guest out");
            if (visit.Round < Rounds) Wrong(link, $"left question {visit.Round + 1} unanswered");
            World.Findings.Mark("guest-was-answered");
        }
    }

    protected override void Act(AdversaryLink link)
    {
        // It asks when it is greeted, and hears the rest of the time.
    }

    private void Welcome(AdversaryLink link, Visit visit)
    {
        visit.IsWelcome = true;
        visit.WelcomedAt = World.Core.Elapsed;
        Ask(link, visit, World.Parameters.Genesis().Hash);
    }

    private static void Ask(AdversaryLink link, Visit visit, Hash256 after)
    {
        visit.AskedOn = link.Node.Watch.State;
        link.Send(new Message.GetHeaders(++visit.LastId, [after], Message.Headers.CountMax));
    }

    /// <summary>
    /// First all headers, page by page, then over and over those after the last, with a few bodies each time.
    /// </summary>
    private void OnHeaders(AdversaryLink link, Visit visit, ImmutableArray<HeaderItem> items, bool more)
    {
        if (!items.IsEmpty) Join(link, visit, items);
        if (visit.Chain.Count == 0) visit.Round = Rounds; // no block yet
        else if (more || !IsOnChain(link.Node, visit.Chain[^1])) Ask(link, visit, visit.Chain[^1]); // another branch may stand now
        else
        {
            CheckChain(link, visit);
            visit.Owed = visit.Chain.TakeLast(BodiesMax).ToHashSet();
            link.Send(new Message.GetBlocks(++visit.LastId, [.. visit.Owed]));
        }
    }

    /// <summary>An answer begins at the fork: the blocks listed before that are above it are abandoned.</summary>
    private void Join(AdversaryLink link, Visit visit, ImmutableArray<HeaderItem> items)
    {
        var fork = items[0].Header.PrevHash;
        var kept = visit.Chain.LastIndexOf(fork) + 1;
        if (kept == 0 && fork != World.Parameters.Genesis().Hash) Wrong(link, $"lists headers after {fork}, which it did not list");
        if (kept < visit.Chain.Count) World.Findings.Mark("guest-saw-a-reorganisation");
        visit.Chain.RemoveRange(kept, visit.Chain.Count - kept);
        visit.Chain.AddRange(items.Select(item => item.Hash));
    }

    private void OnBody(AdversaryLink link, Visit visit, Hash256 hash)
    {
        if (!visit.Owed.Contains(hash)) Wrong(link, $"sends {hash}, which was not asked for");
        Settle(link, visit, hash);
    }

    /// <summary>An abandoned block may be forgotten.</summary>
    private void OnNotFound(AdversaryLink link, Visit visit, IEnumerable<Hash256> hashes)
    {
        foreach (var hash in hashes)
        {
            if (IsOnChain(link.Node, hash)) Wrong(link, $"does not have {hash}, which it lists");
            Settle(link, visit, hash);
        }
    }

    private static void Settle(AdversaryLink link, Visit visit, Hash256 hash)
    {
        if (visit.Owed.Remove(hash) && visit.Owed.Count == 0 && ++visit.Round < Rounds) Ask(link, visit, visit.Chain[^1]);
    }

    private void CheckChain(AdversaryLink link, Visit visit)
    {
        var chain = visit.Chain.Select(hash => hash.ToString());
        var known = link.Node.Watch.State.BackToGenesis().Select(state => state.TipHash).Reverse().Skip(1).ToList();
        if (!chain.SequenceEqual(known.Take(visit.Chain.Count))) Wrong(link, "lists headers that are not its chain's");
        // With moving difficulty a better branch may have fewer blocks.
        if (visit.AskedOn is { } asked && known.ElementAtOrDefault((int)asked.Height - 1) == asked.TipHash && visit.Chain.Count < asked.Height)
            Wrong(link, $"lists {visit.Chain.Count} headers of {asked.Height}");
    }

    /// <summary>What it was asked for may have been abandoned since.</summary>
    private bool IsOnChain(SimNode node, Hash256 hash)
    {
        if (!node.Watch.HasConnected(hash)) World.Findings.Violated("P9", $"{node.Name} lists {hash}, which was never on its chain");
        return node.Watch.State.BackToGenesis().Any(state => state.TipHash == hash.ToString());
    }

    private void Hear(AdversaryLink link, Visit visit, Hash256 hash)
    {
        if (!visit.Heard.Add(hash)) World.Findings.Violated("L6", $"{link.Node.Name} tells {hash} twice");
    }

    /// <summary>
    /// What goes on waiting is told again: at first soon after the guest came, for others heard of it before; then
    /// after pauses.
    /// </summary>
    private void HearAgain(AdversaryLink link, Visit visit, Hash256 txId)
    {
        var now = World.Core.Elapsed;
        var told = visit.Told.GetValueOrDefault(txId);
        if (told.Count >= 2 && now - told.At < ToldAgain)
            World.Findings.Violated(
                "L6", $"{link.Node.Name} tells {txId} again after {(now - told.At).TotalSeconds:0.0} s");
        if (told.Count > 0) World.Findings.Mark("guest-was-told-again");
        visit.Told[txId] = (told.Count + 1, now);
        visit.Heard.Add(txId);
    }

    private void Wrong(AdversaryLink link, string what) => World.Findings.Violated("P9", $"{link.Node.Name} {what}");

    /// <summary>One connection.</summary>
    internal sealed class Visit
    {
        public bool IsWelcome { get; set; }

        public TimeSpan WelcomedAt { get; set; }

        public uint LastId { get; set; }

        /// <summary>The node's chain when it was asked for headers.</summary>
        public OracleState? AskedOn { get; set; }

        public int Round { get; set; }

        public List<Hash256> Chain { get; } = [];

        public HashSet<Hash256> Owed { get; set; } = [];

        public HashSet<Hash256> Heard { get; } = [];

        /// <summary>How often a transaction was told, and when last.</summary>
        public Dictionary<Hash256, (int Count, TimeSpan At)> Told { get; } = [];

        public Heartbeat? LastPong { get; set; }

        public OracleState? Asked { get; set; }
    }
}
