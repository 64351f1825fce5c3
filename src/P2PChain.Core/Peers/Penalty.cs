namespace P2PChain.Core.Peers;

/// <summary>What a fault costs the peer. There are no scores: each kind of fault is counted by itself.</summary>
/// <param name="ToleratedPerMinute">How many a minute are ignored; the next one ends the connection. 0: the first one does.</param>
/// <param name="Strikes">At which connection of the same address within an hour that ends for it the address is discouraged; 0: never.</param>
/// <param name="Discouragement">For how long then.</param>
public sealed record Penalty(int ToleratedPerMinute, int Strikes, TimeSpan Discouragement)
{
    /// <summary>The connection ends; the peer may come back.</summary>
    public static Penalty Disconnect { get; } = new(0, 0, TimeSpan.Zero);

    /// <summary>Ignored in moderation; then the connection ends.</summary>
    public static Penalty Tolerate(int perMinute) => new(perMinute, 0, TimeSpan.Zero);

    /// <summary>The connection ends, and the address is discouraged.</summary>
    public static Penalty Discourage(TimeSpan span, int strikes = 1) => new(0, strikes, span);
}
