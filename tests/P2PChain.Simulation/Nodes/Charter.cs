using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Simulation.Nodes;

/// <summary>
/// A network as its founders may found it, and each node's mining mode: any legal configuration, drawn by a seed.
/// </summary>
/// <param name="Network">The parameters.</param>
/// <param name="Mining">A mode for each node. No node mines without pause: a search takes no simulated time.</param>
internal sealed record Charter(NetworkParameters Network, ImmutableArray<MiningMode> Mining)
{
    /// <summary>
    /// Half of the networks are the demo network; the others list keys, or differ in any other parameter.
    /// </summary>
    /// <param name="random">Of this purpose only.</param>
    /// <param name="nodes">The nodes' keys.</param>
    /// <param name="insiders">Keys that every list holds: an adversary that no list names would soon be turned out.</param>
    /// <param name="mayMoveDifficulty">False where blocks come so fast that a moving difficulty would rise without end.</param>
    public static Charter Draw(
        Random random, ImmutableArray<PublicKey> nodes, ImmutableArray<PublicKey> insiders, bool mayMoveDifficulty)
    {
        if (random.Next(2) == 0) return new Charter(NetworkParameters.Demo, [.. nodes.Select(_ => MiningMode.OnDemand)]);
        var members = random.Next(3) switch
        {
            0 => [],
            1 => Sorted(nodes, insiders),
            _ => Sorted(Some(random, nodes), insiders),
        };
        var miners = random.Next(6) switch
        {
            0 => [],
            1 => Sorted(nodes, insiders),
            2 => Sorted([nodes[random.Next(nodes.Length)]], insiders),
            3 => Sorted([TestKeys.Erin.PublicKey], insiders), // none that is online
            _ => Sorted(Some(random, nodes), insiders),
        };
        var candidates = members.IsEmpty ? nodes : members;
        var network = new NetworkParameters
        {
            Name = random.Next(2) == 0 ? "" : "north",
            MaxBlockBytes = random.Next(2) == 0 ? 65_536 : 1 << 20,
            Members = members,
            Miners = miners,
            Stewards = [candidates[random.Next(candidates.Length)]],
            ReleasePolicy = (ReleasePolicy)random.Next(3),
            Retarget = mayMoveDifficulty && random.Next(3) == 0 ? new Retarget(16_000 << random.Next(3), 1_000) : null,
        };
        return new Charter(network, [.. nodes.Select(_ => random.Next(6) == 0 ? MiningMode.Off : MiningMode.OnDemand)]);
    }

    /// <summary>For people.</summary>
    public override string ToString() => Network == NetworkParameters.Demo
        ? "demo network"
        : FormattableString.Invariant($"{Network.Members.Length} members, {Network.Miners.Length} miners, ")
            + FormattableString.Invariant($"{Mining.Count(mode => mode == MiningMode.Off)} nodes with mining off, ")
            + $"releases by {NetworkParameters.Text(Network.ReleasePolicy)}, "
            + $"{(Network.Retarget is null ? "fixed" : "moving")} difficulty, name \"{Network.Name}\"";

    /// <summary>One at least.</summary>
    private static ImmutableArray<PublicKey> Some(Random random, ImmutableArray<PublicKey> keys)
    {
        ImmutableArray<PublicKey> some = [.. keys.Where(_ => random.Next(2) == 0)];
        return some.IsEmpty ? [keys[random.Next(keys.Length)]] : some;
    }

    private static ImmutableArray<PublicKey> Sorted(ImmutableArray<PublicKey> keys, ImmutableArray<PublicKey> more) => [.. keys.Concat(more).Distinct().Order()];
}
