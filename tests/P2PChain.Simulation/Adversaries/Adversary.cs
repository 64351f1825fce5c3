using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Somebody who speaks the protocol and means harm: keeps a connection with every node, is turned out, and comes back.
/// It reads in the honest nodes' ledgers what it could have fetched from them.
/// </summary>
internal abstract class Adversary(SimWorld world, SimHost host, DeterministicSigner key)
{
    private static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(4);

    private readonly List<AdversaryLink> _links = [];
    private readonly HashSet<ulong> _answered = [];
    private ulong _lastNonce;

    public SimHost Host => host;

    /// <summary>What it is called in traces and marks.</summary>
    public abstract string Name { get; }

    protected SimWorld World => world;

    protected DeterministicSigner Key => key;

    protected Random Random { get; } = world.Core.NewRandom("adversary " + host.Name);

    /// <summary>Whether it keeps to the protocol.</summary>
    protected virtual bool IsHarmless => false;

    /// <summary>The nodes that it connects to.</summary>
    protected virtual IEnumerable<SimNode> Targets => world.Nodes;

    /// <summary>Whether it lists the feature and signs: with its own key, whatever key it announces.</summary>
    public virtual bool ProvesKey { get; } = world.Core.NewRandom("proofs " + host.Name).Next(4) == 0;

    /// <summary>Set once everything heals, where the scenario says that adversaries leave, too.</summary>
    public bool HasLeft { get; private set; }

    protected virtual TimeSpan ActsEvery => TimeSpan.FromSeconds(4);

    public void Begin()
    {
        if (IsHarmless) world.Blameless.Add(key.PublicKey);
        _links.AddRange(Targets.Select(node => new AdversaryLink(this, node, new TalkWatch(node, world.Findings)
        {
            IsMoving = world.Parameters.Retarget is not null,
        })));
        Go();
    }

    public void Leave()
    {
        HasLeft = true;
        foreach (var link in _links) link.HangUp();
    }

    /// <summary>Its proof on a connection that it dialled.</summary>
    public virtual Message Prove(Hash256 ours, Hash256 theirs) =>
        new Message.Prove(key.Sign(
            new ConnectionProof(ours, theirs, world.Parameters.Genesis().Hash, IsDialer: true).SigningBytes()));

    /// <summary>Whether it reads what comes on this connection.</summary>
    public virtual bool Reads(AdversaryLink link) => true;

    /// <summary>The first words on a new connection.</summary>
    public virtual void OnConnected(AdversaryLink link) => link.Send(new Message.PeerAnnounce(Announcement(link)));

    /// <summary>Something was said to it.</summary>
    public virtual void On(AdversaryLink link, Message message)
    {
        if (message is Message.Ping({ } heartbeat)) link.Send(new Message.Pong(Claim(link, heartbeat.Nonce)));
        if (message is Message.Pong({ } answer)) _answered.Add(answer.Nonce);
    }

    /// <summary>Its harm, told to one of its connections every now and then.</summary>
    protected abstract void Act(AdversaryLink link);

    /// <summary>What it says its chain is: as good as the node's own, if it does not lie.</summary>
    protected virtual Heartbeat Claim(AdversaryLink link, ulong nonce)
    {
        var state = link.Node.Watch.State;
        return new Heartbeat(nonce, state.Height, Hash256.Parse(state.TipHash), new Work((UInt128)state.Work));
    }

    /// <summary>
    /// Looks later at what a node did with what was just sent: where that came, and nothing else happened to the node.
    /// </summary>
    /// <param name="link">Where it was sent.</param>
    /// <param name="state">The node's chain when it was sent: as long as that stands, nothing came between.</param>
    /// <param name="arrives">Until when it must have come; a ping sent behind it tells.</param>
    /// <param name="patience">How long after that the node may take.</param>
    /// <param name="judge">Looks at the node.</param>
    protected void WhenLeftAlone(
        AdversaryLink link, OracleState state, TimeSpan arrives, TimeSpan patience, Action judge)
    {
        var (node, nonce) = (link.Node, ++_lastNonce);
        var (life, pauses, clock) = (node.Life, node.Pauses, node.Clock);
        link.Send(new Message.Ping(Claim(link, nonce)));
        if (!node.HasFairClock) return;
        bool IsLeftAlone() => (node.Life, node.Pauses, node.Clock) == (life, pauses, clock) && node.IsRunning && node.Watch.State == state;
        World.Core.After(arrives, () =>
        {
            if (!_answered.Remove(nonce) || !IsLeftAlone()) return;
            Note("is-heard");
            World.Core.After(patience, () =>
            {
                if (IsLeftAlone()) judge();
            });
        });
    }

    protected IEnumerable<AdversaryLink> Others(AdversaryLink link) => _links.Where(
        other => other != link && other.IsGreeted);

    protected void Note(string what)
    {
        world.Core.Trace.Note($"{host.Name} {what}");
        world.Findings.Mark("adversary-" + what);
    }

    /// <summary>The features that it announces if it proves its key. Most know no comparison of pools.</summary>
    protected virtual ImmutableArray<string> Features => [LocalNode.Auth, LocalNode.Headers];

    /// <summary>The key that it announces.</summary>
    protected virtual PublicKey AnnouncedKey => key.PublicKey;

    /// <summary>What it says it is.</summary>
    protected virtual Announcement Announcement(AdversaryLink link)
    {
        var claim = Claim(link, 0);
        var genesis = world.Parameters.Genesis().Hash;
        var local = new LocalNode(
            AnnouncedKey, world.Parameters.Name, genesis, new RuleSchedule(world.Parameters), 0, "mallory")
        {
            Features = [.. Features.Where(feature => ProvesKey || feature != LocalNode.Auth)],
        };
        return local.Announce(
            (ulong)Random.NextInt64(), "10.0.0.1:1", claim.Height, claim.Tip, claim.Work, UnixTime.From(world.Core.Now));
    }

    private void Go() => world.Core.After(ActsEvery * (0.5 + Random.NextDouble()), () =>
    {
        if (HasLeft) return;
        foreach (var link in _links) link.Dial(world.Network, host, DialTimeout);
        var greeted = _links.Where(link => link.IsGreeted).ToList();
        if (greeted.Count > 0) Act(greeted[Random.Next(greeted.Count)]);
        Go();
    });
}
