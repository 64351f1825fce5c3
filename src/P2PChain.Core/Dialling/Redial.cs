using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// Decides when to dial an address again: 1 s after the first failure, doubling, with ± 20 % so that sites that lost
/// each other do not dial in step. An address that a person named is never given up, and is dialled at least every ten
/// seconds.
/// </summary>
public sealed class Redial(Random random)
{
    /// <summary>The first pause.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest pause, jitter included. A pause that was cut off after the jitter would let half of the sites dial
    /// in step.
    /// </summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    /// <summary>A connection that lasted this long wipes out earlier failures.</summary>
    public static readonly TimeSpan Stable = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The longest pause that another side may ask for: after a false request a node is back in five minutes.
    /// </summary>
    public static readonly TimeSpan AskedMax = TimeSpan.FromMinutes(5);

    private const double Jitter = 0.2;

    private static readonly TimeSpan PauseUnjitteredMax = PauseMax / (1 + Jitter);

    private TimeSpan _pause = PauseMin;

    /// <summary>The pause after one more failure.</summary>
    public TimeSpan AfterFailure()
    {
        var pause = _pause * (1 - Jitter + (2 * Jitter * random.NextDouble()));
        _pause = _pause * 2 > PauseUnjitteredMax ? PauseUnjitteredMax : _pause * 2;
        return pause;
    }

    /// <summary>The pause after a lost connection.</summary>
    public TimeSpan AfterConnection(Moment since, Moment now)
    {
        if (now.Since(since) >= Stable) _pause = PauseMin;
        return AfterFailure();
    }
}
