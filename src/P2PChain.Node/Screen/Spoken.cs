using System.Globalization;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>Formats keys, times and numbers for the person at this node.</summary>
/// <param name="Me">The node's own key.</param>
/// <param name="Names">The names of keys.</param>
/// <param name="Zone">The person's time zone.</param>
/// <param name="Now">The present time.</param>
internal sealed record Spoken(PublicKey Me, KeyNames Names, TimeZoneInfo Zone, UnixTime Now)
{
    private const double SecondsMax = 253_402_300_799; // the last second that a DateTimeOffset can be

    /// <summary>
    /// <c>Lyon office (02ab41cd…)</c>, or <c>me (Lyon office, 02ab41cd…)</c> for the node's own key; without the name
    /// if the key has none.
    /// </summary>
    public string Key(PublicKey key) =>
        key != Me ? Names.Show(key) : Names.Find(key) is { } name ? $"me ({name}, {key.Short})" : $"me ({key.Short})";

    /// <summary>The target of a ban; a key that has a name as <c>Lyon office (</c>66 digits<c>)</c>.</summary>
    public string Target(BanTarget target) =>
        target is BanTarget.Node(var key) && Names.Find(key) is { } name ? $"{name} ({key.Hex})" : $"{target}";

    /// <summary><c>12:04</c> on the same day, else <c>2026-03-01 12:04</c>.</summary>
    public string Time(UnixTime time) => Time(time, "HH:mm");

    /// <summary><c>12:04:09</c> on the same day, else <c>2026-03-01 12:04:09</c>.</summary>
    public string Second(UnixTime time) => Time(time, "HH:mm:ss");

    /// <summary>A transaction's timestamp, formatted as <see cref="Time(UnixTime)"/>.</summary>
    /// <param name="seconds">Unix seconds.</param>
    public string Time(double seconds) => Time(new UnixTime((long)(Math.Clamp(seconds, 0, SecondsMax) * 1000)));

    /// <summary><c>00:41:07</c>, or <c>3 d 00:41:07</c>.</summary>
    public static string Uptime(TimeSpan span) =>
        (span.Days == 0 ? "" : $"{Number(span.Days)} d ") + span.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>One number and one unit, rounded down: <c>14 s</c>, <c>3 min</c>, <c>2 h</c>, <c>12 d</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{Number(span.Seconds)} s",
        { TotalHours: < 1 } => $"{Number(span.Minutes)} min",
        { TotalDays: < 1 } => $"{Number(span.Hours)} h",
        _ => $"{Number(span.Days)} d",
    };

    /// <summary>The deviation of a clock, rounded: <c>30 min slow</c>, <c>3 h fast</c>.</summary>
    /// <param name="slow">How far it is behind; negative if it is ahead.</param>
    public static string ClockOff(TimeSpan slow)
    {
        var (span, way) = (slow.Duration(), slow > TimeSpan.Zero ? "slow" : "fast");
        var (number, unit) = span switch
        {
            { TotalHours: < 2 } => (span.TotalMinutes, "min"),
            { TotalDays: < 2 } => (span.TotalHours, "h"),
            _ => (span.TotalDays, "d"),
        };
        return $"{Number((long)Math.Round(number))} {unit} {way}";
    }

    /// <summary><c>0.9 ms</c>.</summary>
    public static string Milliseconds(TimeSpan span) =>
        span.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";

    /// <summary>A number of bytes, rounded down: <c>900 B</c>, <c>14 KiB</c>, <c>1.2 MiB</c>, <c>37 GiB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => $"{Number(bytes)} B",
        < 1L << 20 => Bytes(bytes, 10, "KiB"),
        < 1L << 30 => Bytes(bytes, 20, "MiB"),
        _ => Bytes(bytes, 30, "GiB"),
    };

    /// <summary><c>8,112</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 item</c>, <c>2 items</c>.</summary>
    public static string Count(long number, string noun) => Count(number, noun, noun + "s");

    /// <summary>The same with a plural of its own.</summary>
    public static string Count(long number, string noun, string nouns) =>
        $"{Number(number)} {(number == 1 ? noun : nouns)}";

    /// <summary>A block's height without grouping, so that it can be typed again.</summary>
    public static string Height(long height) => height.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first digits of a transaction's id, enough to ask for it.</summary>
    public static string TxId(Hash256 txId) => txId.Short(12);

    /// <summary><c>requested</c> or <c>released</c>.</summary>
    public static string Done(TransactionType type) => type == TransactionType.Request ? "requested" : "released";

    /// <summary><c>request</c> or <c>release</c>.</summary>
    public static string Wish(TransactionType type) => type == TransactionType.Request ? "request" : "release";

    // Below ten a tenth is shown.
    private static string Bytes(long bytes, int shift, string unit)
    {
        var tenths = (bytes >> (shift - 10)) * 10 >> 10;
        return tenths < 100 ? $"{Number(tenths / 10)}.{Number(tenths % 10)} {unit}" : $"{Number(tenths / 10)} {unit}";
    }

    private string Time(UnixTime time, string clock)
    {
        var (there, today) = (Local(time), Local(Now));
        return there.ToString(
            there.Date == today.Date ? clock : "yyyy-MM-dd " + clock, CultureInfo.InvariantCulture);
    }

    private DateTimeOffset Local(UnixTime time) => TimeZoneInfo.ConvertTime(
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(time.Milliseconds, 0, (long)SecondsMax * 1000)), Zone);
}
