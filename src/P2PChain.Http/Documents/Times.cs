using P2PChain.Core.Primitives;

namespace P2PChain.Http.Documents;

/// <summary>Times of the ledger as times of documents, in UTC.</summary>
internal static class Times
{
    private static readonly long MillisecondsMin = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MillisecondsMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A time; one that no document can show becomes the nearest that can be shown.</summary>
    public static DateTime Of(UnixTime time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(time.Milliseconds, MillisecondsMin, MillisecondsMax))
            .UtcDateTime;

    /// <summary>A transaction's timestamp.</summary>
    /// <param name="seconds">Unix seconds.</param>
    public static DateTime Of(double seconds) =>
        Of(new UnixTime((long)Math.Clamp(seconds * 1000, MillisecondsMin, MillisecondsMax)));
}
