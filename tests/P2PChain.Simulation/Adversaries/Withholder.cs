using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Mines a branch of its own some way back, and shows it when it wins, when it cannot win, or though a block of it is
/// bad.
/// </summary>
internal sealed class Withholder(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private const int DeepestFork = 12;

    private readonly Forge _forge = new(world, key);
    private readonly Dictionary<Hash256, Block> _blocks = [];
    private readonly Dictionary<AdversaryLink, HashSet<Hash256>> _shownInVain = [];
    private OracleState? _tip;

    public override string Name => "withholder";

    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(25);

    public override void OnConnected(AdversaryLink link)
    {
        _shownInVain.Remove(link);
        base.OnConnected(link);
    }

    public override void On(AdversaryLink link, Message message)
    {
        switch (message)
        {
            case Message.GetHeaders ask when _tip is not null: Show(link, Headers(_tip, ask)); break;
            case Message.GetBlocks(var id, var hashes):
                if (_shownInVain.TryGetValue(link, out var inVain) && hashes.Any(inVain.Contains))
                    World.Findings.Violated(
                        "P4", $"{link.Node.Name} asks for bodies of a branch that loses by its headers");
                foreach (var hash in hashes)
                    link.Send(_blocks.TryGetValue(hash, out var block) ? new Message.BlockMessage(id, block) : new Message.NotFound(id, [hash]));
                break;
            default: base.On(link, message); break;
        }
    }

    protected override void Act(AdversaryLink link)
    {
        var honest = link.Node.Watch.State;
        var depth = Random.Next(DeepestFork) + 1;
        var fork = honest.BackToGenesis().Skip(depth).FirstOrDefault();
        if (fork is null) return;
        var isToWin = Random.Next(3) > 0;
        var state = fork;
        var length = isToWin ? depth + 1 : Math.Max(1, depth - 1);
        var rots = isToWin && Random.Next(3) == 0 ? Random.Next(length) : length;
        for (var i = 0; i < length; i++) state = i == rots ? Rot(state) : Extend(state);
        _tip = state;
        Note(rots < length ? "shows-a-rotten-branch" : isToWin ? "shows-a-better-branch" : "shows-a-worse-branch");
        var last = Forge.NewBlock(state.Tip);
        link.Send(last);
        if (Random.Next(2) == 0)
            foreach (var other in Others(link).ToList()) other.Send(last);
    }

    protected override Heartbeat Claim(AdversaryLink link, ulong nonce) => _tip is { } tip
        ? new Heartbeat(nonce, tip.Height, Hash256.Parse(tip.TipHash), new Work((UInt128)tip.Work))
        : base.Claim(link, nonce);

    /// <summary>
    /// Headers that lose against the chain on the node's disk when they are sent lose when they come, too.
    /// </summary>
    private void Show(AdversaryLink link, Message.Headers headers)
    {
        var loses = !_tip!.Beats(link.Node.Watch.State);
        _shownInVain[link] = loses ? [.. headers.Items.Select(item => item.Hash)] : [];
        if (loses) World.Findings.Mark("headers-lose");
        link.Send(headers);
    }

    /// <summary>One block more, in which it takes whatever is free there and gives back what is held.</summary>
    private OracleState Extend(OracleState state)
    {
        var item = state.Custody.Items.Values.OrderBy(each => each.Uid, StringComparer.Ordinal).Skip(Random.Next(3)).FirstOrDefault();
        var block = _forge.Mine(
            state, item is null || Random.Next(2) == 0 ? [] : [_forge.Sign(item.Uid, item.Holder is null)]);
        if (Forge.Read(block) is not { } read || World.Judge.Next(state, read) is not { IsValid: true } next) return state;
        _blocks[read.Hash] = read;
        return next.State;
    }

    /// <summary>
    /// One block more, whose header is good, and which gives back what nobody holds: that shows when it is connected.
    /// </summary>
    private OracleState Rot(OracleState state)
    {
        var block = _forge.Mine(state, [_forge.Sign("rotten", isRequest: false)]);
        if (Forge.Read(block) is not { } read) return state;
        _blocks[read.Hash] = read;
        return new OracleState
        {
            Before = state,
            Tip = block,
            Work = state.Work + block.Difficulty,
            LargestTimeMs = Math.Max(state.LargestTimeMs, block.TimeMs),
            Custody = state.Custody,
        };
    }

    private Message.Headers Headers(OracleState tip, Message.GetHeaders ask)
    {
        var items = Forge.After(tip, ask).ToList();
        foreach (var block in items) _blocks[block.Hash] = block;
        return new Message.Headers(ask.Id, [.. items.Select(HeaderItem.Of)], More: false);
    }
}
