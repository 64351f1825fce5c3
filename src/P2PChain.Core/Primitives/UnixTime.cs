using System.Globalization;

namespace P2PChain.Core.Primitives;

/// <summary>A moment as milliseconds since 1970-01-01T00:00:00Z. Core gets the time as an argument.</summary>
public readonly record struct UnixTime(long Milliseconds) : IComparable<UnixTime>
{
    /// <summary>The moment of a wall clock.</summary>
    public static UnixTime From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    /// <summary>This moment and a span more.</summary>
    public UnixTime Plus(TimeSpan span) => new(Milliseconds + (long)span.TotalMilliseconds);

    /// <summary>The span from <paramref name="earlier"/> to this moment; negative if that is later.</summary>
    public TimeSpan Since(UnixTime earlier) => TimeSpan.FromMilliseconds(Milliseconds - earlier.Milliseconds);

    /// <summary>For logs: <c>2026-03-01T12:04:09.250Z</c>; milliseconds if that is no date.</summary>
    public override string ToString() => Milliseconds is >= 0 and < 253_402_300_800_000
        ? DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : Milliseconds.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(UnixTime other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>Whether the left moment is earlier.</summary>
    public static bool operator <(UnixTime left, UnixTime right) => left.Milliseconds < right.Milliseconds;

    /// <summary>Whether the left moment is later.</summary>
    public static bool operator >(UnixTime left, UnixTime right) => left.Milliseconds > right.Milliseconds;

    /// <summary>Whether the left moment is not later.</summary>
    public static bool operator <=(UnixTime left, UnixTime right) => left.Milliseconds <= right.Milliseconds;

    /// <summary>Whether the left moment is not earlier.</summary>
    public static bool operator >=(UnixTime left, UnixTime right) => left.Milliseconds >= right.Milliseconds;
}
