namespace P2PChain.Core.Peers;

/// <summary>The penalty of a fault. There are no scores: each kind of fault is counted by itself.</summary>
/// <param name="ToleratedPerMinute">
/// The number a minute that is ignored; the next one ends the connection. 0: the first one ends it.
/// </param>
/// <param name="Strikes">
/// The number of connections of one address within an hour that end for this fault, at which the address is
/// discouraged; 0: never.
/// </param>
/// <param name="Discouragement">The time for which it is discouraged.</param>
public sealed record Penalty(int ToleratedPerMinute, int Strikes, TimeSpan Discouragement)
{
    /// <summary>The connection ends; the peer may come back.</summary>
    public static Penalty Disconnect { get; } = new(0, 0, TimeSpan.Zero);

    /// <summary>Ignored in moderation; then the connection ends.</summary>
    public static Penalty Tolerate(int perMinute) => new(perMinute, 0, TimeSpan.Zero);

    /// <summary>The connection ends, and the address is discouraged.</summary>
    public static Penalty Discourage(TimeSpan span, int strikes = 1) => new(0, strikes, span);
}
