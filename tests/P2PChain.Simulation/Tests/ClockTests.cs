using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Adversaries;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Simulation.Plain;
using P2PChain.Testing;
using P2PChain.Testing.Plain;

namespace P2PChain.Simulation.Tests;

/// <summary>Waits are measured by a clock that nobody sets.</summary>
public sealed class ClockTests
{
    [Fact]
    public void A_clock_set_back_by_minutes_keeps_nobody_from_the_sync()
    {
        var world = new SimWorld(1);
        var (ahead, behind) = (world.AddNode(), world.AddNode());
        behind.Peers = [SimWorld.AddressOf(ahead.Host)];
        ahead.Start();
        behind.Start();
        Run(world, seconds: 5);
        Block(world, ahead, behind, isBlocked: true);
        world.System.ActorOf(Person.Props(world, ahead)).Tell(new Person.Wish(1), Akka.Actor.ActorRefs.NoSender);
        Run(world, seconds: 60);
        var mute = new Mute(world, world.AddHost("m0", 1000));
        mute.Begin();
        Run(world, seconds: 10);
        Assert.True(mute.WasAsked);

        behind.SetClock(TimeSpan.FromMinutes(-4), 0);
        Block(world, ahead, behind, isBlocked: false);
        Run(world, seconds: 60);

        Assert.Null(world.Findings.Violation);
        Assert.Equal(1, ahead.Watch.State.Height);
        Assert.Equal(ahead.Watch.State.TipHash, behind.Watch.State.TipHash);
    }

    [Fact]
    public void A_clock_set_back_by_minutes_keeps_nobody_from_dialling()
    {
        var world = new SimWorld(1);
        var (late, waiting) = (world.AddNode(), world.AddNode());
        waiting.Peers = [SimWorld.AddressOf(late.Host)];
        waiting.Start();
        Run(world, seconds: 60);

        waiting.SetClock(TimeSpan.FromMinutes(-4), 0);
        late.Start();
        Run(world, seconds: 30);
        world.System.ActorOf(Person.Props(world, late)).Tell(new Person.Wish(1), Akka.Actor.ActorRefs.NoSender);
        Run(world, seconds: 10);

        Assert.Null(world.Findings.Violation);
        Assert.Equal(1, late.Watch.State.Height);
        Assert.Equal(late.Watch.State.TipHash, waiting.Watch.State.TipHash);
    }

    [Fact]
    public void A_clock_that_was_hours_ahead_does_not_delay_the_reading_of_a_plain_chain()
    {
        var world = new SimWorld(1);
        world.Found(NetworkParameters.Demo);
        var (node, key) = (world.AddNode(), DeterministicSigner.Named("Plain p0"));
        var site = new PlainSite(world, world.AddHost("p0", 2000), key, [node]);
        node.SetClock(TimeSpan.FromHours(5), 0);
        node.Start();
        site.Begin(restartsEvery: TimeSpan.FromHours(10));
        Run(world, seconds: 20);

        node.SetClock(TimeSpan.Zero, 0);
        // The site's chain grows without a word, so the next push has a wrong index. The node learns that by reading.
        site.Chain.Work([PlainChain.Sign(key, "van-2", TransactionType.Request, 1_766_620_800)], 1_766_620_800);
        world.System.ActorOf(Person.Props(world, node)).Tell(new Person.Wish(1), Akka.Actor.ActorRefs.NoSender);
        Run(world, seconds: 90);

        Assert.Null(world.Findings.Violation);
        Assert.Equal(node.Signer.PublicKey.Hex, site.Chain.Allocated[Person.NameOf(0)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_that_sets_its_clock_right_no_longer_keeps_others_from_signing(bool isDialled)
    {
        var world = new SimWorld(1);
        var right = world.AddNode();
        SimNode[] wrong = [world.AddNode(), world.AddNode()];
        if (isDialled) right.Peers = [.. wrong.Select(node => SimWorld.AddressOf(node.Host))];
        else foreach (var node in wrong) node.Peers = [SimWorld.AddressOf(right.Host)];
        foreach (var node in wrong) node.SetClock(TimeSpan.FromHours(1), 0);
        foreach (var node in world.Nodes) node.Start();
        Run(world, seconds: 200); // longer than an announce is fresh
        var person = world.System.ActorOf(Person.Props(world, right));
        person.Tell(new Person.Wish(1), Akka.Actor.ActorRefs.NoSender);
        Run(world, seconds: 10);
        Assert.Equal(0, right.Watch.State.Height); // two peers say that its clock is an hour slow

        foreach (var node in wrong) node.SetClock(TimeSpan.Zero, 0);
        Run(world, seconds: 80);
        person.Tell(new Person.Wish(1), Akka.Actor.ActorRefs.NoSender);
        Run(world, seconds: 10);

        Assert.Null(world.Findings.Violation);
        Assert.All(world.Nodes, node => Assert.Equal(1, node.Watch.State.Height));
    }

    [Fact]
    public void A_clock_that_leaps_an_hour_ahead_is_found_off_by_the_peers_that_stay_connected()
    {
        var world = new SimWorld(1);
        var (right, wrong) = (world.AddNode(), world.AddNode());
        wrong.Peers = [SimWorld.AddressOf(right.Host)];
        right.Start();
        wrong.Start();
        Run(world, seconds: 5);
        wrong.SetClock(TimeSpan.FromHours(1), 0); // the machine slept, as far as the node can know
        Run(world, seconds: 80);
        world.System.ActorOf(Person.Props(world, wrong)).Tell(new Person.Wish(1), Akka.Actor.ActorRefs.NoSender);
        Run(world, seconds: 10);

        Assert.Null(world.Findings.Violation);
        Assert.Equal(0, wrong.Watch.State.Height);
    }

    private static void Block(SimWorld world, SimNode one, SimNode other, bool isBlocked)
    {
        world.Network.Link(one.Host, other.Host).IsBlocked = isBlocked;
        world.Network.Link(other.Host, one.Host).IsBlocked = isBlocked;
    }

    private static void Run(SimWorld world, double seconds) => world.Run(
        world.Core.Elapsed + TimeSpan.FromSeconds(seconds));

    /// <summary>Claims a better chain than anybody's, and never answers.</summary>
    private sealed class Mute(SimWorld world, SimHost host) : Adversary(world, host, DeterministicSigner.Named("mute"))
    {
        public override string Name => "mute";

        public bool WasAsked { get; private set; }

        public override void On(AdversaryLink link, Message message)
        {
            if (message is Message.GetHeaders) WasAsked = true;
        }

        protected override void Act(AdversaryLink link)
        {
        }

        protected override Heartbeat Claim(AdversaryLink link, ulong nonce) =>
            new(nonce, 1000, Hash256.Of("no block"u8), new Work(1_000_000));
    }
}
