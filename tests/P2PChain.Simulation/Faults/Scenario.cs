using System.Collections.Immutable;

namespace P2PChain.Simulation.Faults;

/// <summary>
/// What a seed draws before anything happens: how many nodes, how they are linked, what goes wrong and how often.
/// </summary>
public sealed record Scenario
{
    public required int Nodes { get; init; }

    public required int Adversaries { get; init; }

    /// <summary>Whether those go on when everything else heals.</summary>
    public required bool AdversariesStay { get; init; }

    /// <summary>Liars about sync beside those, each at an address of its own.</summary>
    public int Liars { get; init; }

    /// <summary>Whether every node dials every other, or a ring and a few more.</summary>
    public required bool IsMesh { get; init; }

    public required int Items { get; init; }

    /// <summary>Mean time between two people's wishes anywhere.</summary>
    public required TimeSpan WishEvery { get; init; }

    /// <summary>The chance that a read takes only a part of what came.</summary>
    public required double ChopChance { get; init; }

    public required TimeSpan Latency { get; init; }

    /// <summary>The kinds that are on, with the mean time between two of them.</summary>
    public required ImmutableSortedDictionary<FaultKind, TimeSpan> Faults { get; init; }

    /// <summary>Whether pools hold a few transactions only.</summary>
    public required bool HasSmallPools { get; init; }

    /// <summary>Whether inbound slots are few, so that those who misbehaved get none.</summary>
    public required bool HasFewSlots { get; init; }

    /// <summary>Whether a few blocks only may stand beside the best chain.</summary>
    public required bool HasLittleRoom { get; init; }

    /// <summary>Whether a reorganisation of a few blocks is made in stages.</summary>
    public required bool HasShortSteps { get; init; }

    /// <summary>The time from one stage of it to the next: a slow disk.</summary>
    public required TimeSpan StagePause { get; init; }

    /// <summary>Whether some of our nodes are older, and prove no keys.</summary>
    public required bool HasOldNodes { get; init; }

    /// <summary>The network and its miners, for people.</summary>
    public string Network { get; init; } = "";

    /// <summary>Nodes of the original network.</summary>
    public required int Plain { get; init; }

    public static Scenario Draw(Random random)
    {
        // Many nodes, or people in a hurry, but not both: a seed should take seconds.
        var (isLarge, isBusy) = (random.Next(16) == 0, random.Next(16) == 0);
        return new Scenario
        {
            Nodes = isLarge ? random.Next(7, 10) : random.Next(3, 7),
            Adversaries = random.Next(3),
            AdversariesStay = random.Next(2) == 0,
            Plain = random.Next(4) == 0 ? random.Next(1, 3) : 0,
            IsMesh = random.Next(3) > 0,
            Items = random.Next(1, 9),
            WishEvery = isBusy && !isLarge
                ? TimeSpan.FromMilliseconds(250)
                : TimeSpan.FromSeconds(1 + (random.NextDouble() * random.NextDouble() * 20)),
            ChopChance = random.Next(3) * 0.4,
            Latency = TimeSpan.FromMilliseconds(1 + (random.NextDouble() * random.NextDouble() * 200)),
            HasSmallPools = random.Next(8) == 0,
            HasFewSlots = random.Next(4) == 0,
            HasLittleRoom = random.Next(6) == 0,
            HasOldNodes = random.Next(5) == 0,
            HasShortSteps = random.Next(4) == 0,
            StagePause = TimeSpan.FromMilliseconds(random.Next(2) * random.Next(400)),
            Faults = Enum.GetValues<FaultKind>()
                .Where(kind => random.NextDouble() < (kind == FaultKind.WrongClock ? 0.25 : 0.4))
                .ToImmutableSortedDictionary(kind => kind, _ => TimeSpan.FromSeconds(15 + (random.NextDouble() * 185))),
        };
    }

    /// <summary>One seed in eight has many of them. With few slots they would take those of the honest nodes.</summary>
    public Scenario WithLiars(Random random) =>
        this with { Liars = random.Next(8) != 0 || HasFewSlots ? 0 : random.Next(4) == 0 ? 30 : random.Next(4, 13) };

    public override string ToString() => FormattableString.Invariant(
        $"{Network}, {Nodes} nodes, {Plain} plain, {Adversaries} adversaries, {Liars} liars{(AdversariesStay ? " that stay" : "")}, {(IsMesh ? "mesh" : "ring")}, {Items} items, a wish every {WishEvery.TotalSeconds:0.0} s, latency {Latency.TotalMilliseconds:0} ms, ")
        + (HasSmallPools ? "small pools, " : "") + (HasFewSlots ? "few slots, " : "") + (
            HasLittleRoom ? "little room, " : "")
        + (HasShortSteps ? FormattableString.Invariant($"short steps every {StagePause.TotalMilliseconds:0} ms, ") : "") + (HasOldNodes ? "old nodes, " : "")
        + string.Join(
            ", ",
            Faults.Select(fault => FormattableString.Invariant($"{fault.Key} every {fault.Value.TotalSeconds:0} s")));
}
