using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>Bounds the bytes of answers: a burst, then a steady rate.</summary>
/// <param name="bytesPerSecond">The steady rate, 1 or more.</param>
public sealed class AnswerRate(long bytesPerSecond)
{
    /// <summary>The burst, in seconds of the steady rate.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    private double _paidUntil; // milliseconds: a short answer takes a part of one

    /// <summary>The time to the next answer, in whole milliseconds; zero or less if it may go out now.</summary>
    public TimeSpan Wait(Moment now) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(_paidUntil - now.Plus(Burst).Milliseconds));

    /// <summary>Whether nothing is left to pay, so that the account may be forgotten.</summary>
    public bool IsPaid(Moment now) => _paidUntil <= now.Milliseconds;

    /// <summary>An answer of so many bytes goes out.</summary>
    public void Spend(long bytes, Moment now) =>
        _paidUntil = Math.Max(_paidUntil, now.Milliseconds) + (bytes * 1000.0 / bytesPerSecond);
}
