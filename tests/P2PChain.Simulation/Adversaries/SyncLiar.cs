using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Claims the best chain and does not deliver it. Each liar has one habit. All but one make a new claim in every ping
/// and pong.
/// </summary>
internal sealed class SyncLiar(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private static readonly TimeSpan AlmostLate = TimeSpan.FromSeconds(9.5);
    private static readonly TimeSpan AlmostASecond = TimeSpan.FromSeconds(0.9);

    private readonly Habit _habit = (Habit)world.Core.NewRandom("habit " + host.Name).Next(
        Enum.GetValues<Habit>().Length);
    private int _keys;

    private enum Habit
    {
        /// <summary>No answer, an empty one, or an empty one that promises more.</summary>
        HasNothing,

        /// <summary>The honest headers, and no bodies.</summary>
        SendsNoBodies,

        /// <summary>The honest chain, a body just before each second is over.</summary>
        Drips,

        /// <summary>It goes just before its answer is late, and comes back with a fresh key.</summary>
        GoesAndComesBack,
    }

    public override string Name => "sync-liar";

    public override bool ProvesKey => _habit != Habit.GoesAndComesBack && base.ProvesKey;

    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(15);

    protected override PublicKey AnnouncedKey => _habit == Habit.GoesAndComesBack
        ? DeterministicSigner.Named(FormattableString.Invariant($"Mallory {Host.Name} {_keys}")).PublicKey
        : base.AnnouncedKey;

    private OracleState Best => World.Nodes.Select(node => node.Watch.State).Aggregate(
        (best, next) => next.Beats(best) ? next : best);

    public override void OnConnected(AdversaryLink link)
    {
        _keys++;
        base.OnConnected(link);
    }

    public override void On(AdversaryLink link, Message message)
    {
        switch (message)
        {
            case Message.GetHeaders ask: OnAsked(link, ask); break;
            case Message.GetBlocks when _habit == Habit.SendsNoBodies: Note("keeps-bodies"); break;
            case Message.GetBlocks(var id, var hashes) when _habit == Habit.Drips: Drip(link, id, hashes); break;
            case Message.GetBlocks(var id, var hashes): link.Send(new Message.NotFound(id, hashes)); break;
            default: base.On(link, message); break;
        }
    }

    protected override void Act(AdversaryLink link) => link.Send(new Message.Ping(Claim(link, 1)));

    protected override Heartbeat Claim(AdversaryLink link, ulong nonce)
    {
        if (_habit is Habit.SendsNoBodies or Habit.Drips)
            return new Heartbeat(nonce, Best.Height, Hash256.Parse(Best.TipHash), new Work((UInt128)Best.Work));
        var state = link.Node.Watch.State;
        var tip = Hash256.Of(BitConverter.GetBytes(Random.Next()));
        return new Heartbeat(nonce, state.Height + 1000, tip, new Work((UInt128)state.Work + 256_000));
    }

    private void Drip(AdversaryLink link, uint id, ImmutableArray<Hash256> hashes)
    {
        Note("drips-bodies");
        var asked = hashes.Select(static hash => hash.ToString()).ToHashSet();
        var wait = TimeSpan.Zero;
        foreach (var state in Best.BackToGenesis().Where(state => asked.Contains(state.TipHash)).Reverse())
            if (Forge.Read(state.Tip) is { } block)
                World.Core.After(wait += AlmostASecond, () => link.Send(new Message.BlockMessage(id, block)));
    }

    private void OnAsked(AdversaryLink link, Message.GetHeaders ask)
    {
        Note("is-asked-for-headers");
        switch (_habit)
        {
            case Habit.SendsNoBodies or Habit.Drips:
                link.Send(new Message.Headers(ask.Id, [.. Forge.After(Best, ask).Select(HeaderItem.Of)], More: false));
                break;
            case Habit.GoesAndComesBack: World.Core.After(AlmostLate, link.HangUp); break;
            case Habit.HasNothing when Random.Next(2) == 0:
                link.Send(new Message.Headers(ask.Id, [], More: Random.Next(2) == 0));
                break;
            default: break;
        }
    }
}
