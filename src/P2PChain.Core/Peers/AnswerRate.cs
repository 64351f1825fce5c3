using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>
/// Bounds the bytes of the answers to a peer's requests: a burst, then a steady rate. A short question may have a long
/// answer, so questions are not counted.
/// </summary>
public sealed class AnswerRate
{
    private static readonly TimeSpan Burst = Cost(Limits.AnswerBurstBytes);

    private Moment _paidUntil;

    /// <summary>The time to the next answer; zero or less if it may go out now.</summary>
    public TimeSpan Wait(Moment now) => _paidUntil.Since(now.Plus(Burst));

    /// <summary>An answer of so many bytes goes out.</summary>
    public void Spend(int bytes, Moment now) =>
        _paidUntil = (_paidUntil > now ? _paidUntil : now).Plus(Cost(bytes));

    private static TimeSpan Cost(long bytes) =>
        TimeSpan.FromSeconds((double)bytes / Limits.AnswerBytesPerSecond);
}
