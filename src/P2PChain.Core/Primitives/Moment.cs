using System.Globalization;

namespace P2PChain.Core.Primitives;

/// <summary>
/// A moment of a monotonic clock, in milliseconds since an unknown start. Spans, pauses and deadlines are measured with
/// it; <see cref="UnixTime"/> is a date.
/// </summary>
public readonly record struct Moment(long Milliseconds) : IComparable<Moment>
{
    /// <summary>The moment of a monotonic clock.</summary>
    /// <param name="elapsed">Since that clock's start.</param>
    public static Moment From(TimeSpan elapsed) => new((long)elapsed.TotalMilliseconds);

    /// <summary>This moment and a span more.</summary>
    public Moment Plus(TimeSpan span) => new(Milliseconds + (long)span.TotalMilliseconds);

    /// <summary>The span from <paramref name="earlier"/> to this moment; negative when that is later.</summary>
    public TimeSpan Since(Moment earlier) => TimeSpan.FromMilliseconds(Milliseconds - earlier.Milliseconds);

    /// <summary>For logs: <c>12,500 ms</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds:N0} ms");

    /// <inheritdoc/>
    public int CompareTo(Moment other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>Whether the left moment is earlier.</summary>
    public static bool operator <(Moment left, Moment right) => left.Milliseconds < right.Milliseconds;

    /// <summary>Whether the left moment is later.</summary>
    public static bool operator >(Moment left, Moment right) => left.Milliseconds > right.Milliseconds;

    /// <summary>Whether the left moment is not later.</summary>
    public static bool operator <=(Moment left, Moment right) => left.Milliseconds <= right.Milliseconds;

    /// <summary>Whether the left moment is not earlier.</summary>
    public static bool operator >=(Moment left, Moment right) => left.Milliseconds >= right.Milliseconds;
}
