using System.Globalization;
using P2PChain.Actors.Console;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>Reads the options of <c>items</c>.</summary>
internal static class ItemsWords
{
    /// <summary>How <c>items</c> is written.</summary>
    public const string Usage = "items [--held] [--by KEY|me] [--at TIME|HEIGHT] | --available";

    /// <summary>What <c>items</c> does.</summary>
    public const string Does =
        "Lists the items that are held, of one holder or of all, now or at a time (2026-03-01T12:04) or height; "
        + "or those that were held before and are free now.";

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK",
    ];

    /// <summary>Reads the options.</summary>
    /// <param name="held">Whether --held was given.</param>
    /// <param name="available">Whether --available was given.</param>
    /// <param name="by">The word behind --by; null without it.</param>
    /// <param name="at">The word behind --at; null without it.</param>
    public static Entry Read(bool held, bool available, string? by, string? at)
    {
        if (held && available) return Entry.Say.Wrong($"Either --held or --available. Usage: {Usage}");
        if (available && (by ?? at) is not null)
            return Entry.Say.Wrong($"--by and --at are for held items. Usage: {Usage}");
        if (by is null && at is null) return new Entry.Do(new ConsoleProtocol.ListItems(0, AreHeld: !available));
        var isMe = string.Equals(by, "me", StringComparison.OrdinalIgnoreCase);
        var holder = by is null || isMe ? null : KeyPrefix.Parse(by);
        if (by is not null && !isMe && holder is null)
            return Entry.Say.Wrong($"{by} is no key: write me, or 8 to 66 hex digits of a key.");
        var state = at is null ? null : StateOf(at);
        return at is not null && state is null
            ? Entry.Say.Wrong($"{at} is no time: write a height, or a time such as 2026-03-01T12:04.")
            : new Entry.Do(new ConsoleProtocol.ListHeld(0, holder, state) { AreOwn = isMe });
    }

    // A time without a zone is that of this computer, as the screen shows times.
    private static AsOf? StateOf(string word)
    {
        if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var height))
            return new AsOf.Height(height);
        return DateTimeOffset.TryParseExact(
            word, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? new AsOf.Time(UnixTime.From(time))
            : null;
    }
}
