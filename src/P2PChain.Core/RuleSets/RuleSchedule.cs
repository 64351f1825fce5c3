using System.Collections.Immutable;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.RuleSets;

/// <summary>
/// A network's rule sets by height: set 1 from genesis on, then the planned upgrades. The schedule is no part of
/// genesis: nodes with different schedules share a network until they pass a height on which they differ.
/// </summary>
/// <remarks>Source: docs/rules.md U1, U2.</remarks>
public sealed class RuleSchedule
{
    private readonly ImmutableArray<long> _heights;
    private readonly ImmutableArray<IRuleSet> _sets;

    /// <summary>Joins a network's parameters and its upgrades.</summary>
    /// <param name="network">The network's parameters.</param>
    /// <param name="upgrades">With rising heights from 1 on; none = rule set 1 for ever.</param>
    /// <exception cref="ArgumentException">The heights do not rise: a bug of the caller.</exception>
    public RuleSchedule(NetworkParameters network, params ImmutableArray<Upgrade> upgrades)
    {
        Network = network;
        _heights = [.. upgrades.Select(upgrade => upgrade.Height)];
        _sets = [new RuleSet1(network), .. upgrades.Select(upgrade => upgrade.RuleSet(network))];
        var last = 0L;
        foreach (var height in _heights)
        {
            if (height <= last) throw new ArgumentException("The heights must rise.", nameof(upgrades));
            last = height;
        }
    }

    /// <summary>The network's parameters.</summary>
    public NetworkParameters Network { get; }

    /// <summary>Number of upgrades, passed and planned.</summary>
    public int Count => _heights.Length;

    /// <summary>All sets, the first one first.</summary>
    public IEnumerable<IRuleSet> Sets => _sets;

    /// <summary>The rule set of the block at a height.</summary>
    public IRuleSet At(long height) => _sets[PassedAt(height)];

    /// <summary>Whether one of the sets has this version.</summary>
    public bool Knows(long version) => _sets.Any(set => set.Version == version);

    /// <summary>Number of upgrades that a node with this tip has passed.</summary>
    public int PassedAt(long tipHeight)
    {
        var passed = 0;
        while (passed < _heights.Length && _heights[passed] <= tipHeight) passed++;
        return passed;
    }

    /// <summary>The height of the upgrade after the first <paramref name="passed"/>; null if there is none.</summary>
    public long? HeightAfter(int passed) => passed < _heights.Length ? _heights[passed] : null;

    /// <summary>
    /// Identifies the first <paramref name="count"/> upgrades: the first 32 bits of SHA-256 of the canonical JSON list
    /// of <c>[height, rule set]</c>.
    /// </summary>
    public uint HashOf(int count)
    {
        var json = new CanonicalJson().BeginArray();
        for (var i = 0; i < count; i++) json.BeginArray().Integer(_heights[i]).Integer(_sets[i + 1].Version).EndArray();
        return (uint)(Hash256.Of(json.EndArray().ToArray()).High >> 96);
    }
}
