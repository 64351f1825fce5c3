using System.Globalization;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;

namespace P2PChain.Node.Screen;

/// <summary>Reads <c>ban TARGET [DURATION] [REASON]</c> and <c>unban TARGET</c>.</summary>
internal static class BanWords
{
    /// <summary>How a ban is written.</summary>
    public const string Usage = "ban [TARGET [DURATION] [REASON]]";

    /// <summary>What a ban does.</summary>
    public const string Does =
        "Refuses and disconnects an address (10.0.2.5), a range (10.0.2.0/24), a key, or the address of a peer "
        + "(HOST:PORT); for a DURATION such as 30min, 2h or 7d, else until unban. Alone it lists the bans.";

    /// <summary>The duration of a ban that only an unban ends.</summary>
    public const string Forever = "forever";

    private const string Targets =
        "an address (10.0.2.5), a range (10.0.2.0/24), a key or its first 8 digits, or HOST:PORT of a peer";

    /// <summary>Reads the words behind <c>ban</c>.</summary>
    public static Entry ReadBan(string[] words)
    {
        if (words.Length == 0) return new Entry.Do(new ConsoleProtocol.ListBans(0));
        if (BanName.Parse(words[0]) is not { } name) return NoTarget(words[0]);
        var hasSpan = words.Length > 1 && IsSpan(words[1]);
        var span = hasSpan ? SpanOf(words[1]) : null;
        if (hasSpan && span is null && words[1] != Forever)
            return Entry.Say.Wrong(
                $"{words[1]} is no duration: write 30s, 30min, 2h, 7d or {Forever}, at most ten years. Usage: {Usage}");
        var reason = string.Join(' ', words[(hasSpan ? 2 : 1)..]).Trim();
        return Ban.IsReason(reason)
            ? new Entry.Do(new ConsoleProtocol.MakeBan(0, new BanProtocol.MakeBan(name, span, reason)))
            : Entry.Say.Wrong(
                $"A reason is at most {Spoken.Number(Ban.ReasonLengthMax)} characters without control characters.");
    }

    /// <summary>Reads the word behind <c>unban</c>.</summary>
    public static Entry ReadUnban(string word) => BanName.Parse(word) is { } name
        ? new Entry.Do(new ConsoleProtocol.LiftBan(0, new BanProtocol.LiftBan(name)))
        : NoTarget(word);

    private static Entry.Say NoTarget(string word) => Entry.Say.Wrong($"{word} cannot be banned: write {Targets}.");

    // A mistyped duration must not become a reason, which would make the ban endless.
    private static bool IsSpan(string word) => word == Forever || word is [>= '0' and <= '9', ..];

    private static TimeSpan? SpanOf(string word)
    {
        var unit = word.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        double? seconds = unit.ToLowerInvariant() switch
        {
            "s" => 1,
            "m" or "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 604_800,
            _ => null,
        };
        var isNumber = int.TryParse(
            word.AsSpan(0, word.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || seconds is null || number == 0) return null;
        var all = number * seconds.Value;
        return all <= Ban.SpanMax.TotalSeconds ? TimeSpan.FromSeconds(all) : null;
    }
}
