using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.ConsoleProtocol;

namespace P2PChain.Node.Screen;

/// <summary>Writes a command as the words that <see cref="ConsoleWords"/> reads.</summary>
internal static class CommandWords
{
    private const string Rest = "--"; // an id may begin with a hyphen

    /// <summary>The words, the name first.</summary>
    public static ImmutableArray<string> Of(Command command) => command switch
    {
        Request { Note: { } note } request =>
            ["request", $"--note={note}", Rest, .. request.Uids.Select(static uid => uid.Text)],
        Request request => ["request", Rest, .. request.Uids.Select(static uid => uid.Text)],
        Release release => ["release", Rest, release.Uid.Text],
        ListItems list => ["items", list.AreHeld ? "--held" : "--available"],
        ListHeld held => ["items", .. By(held), .. At(held.At)],
        ShowItem show => ["item", Rest, show.Uid.Text],
        ShowHistory show => ["history", Rest, show.Uid.Text],
        ShowBlock show => ["block", show.Name.ToString()],
        ListPool => ["pool"],
        Explain explain => ["why", explain.TxId.ToString()],
        MakeBan { Wish: var wish } => ["ban", wish.Name.ToString(), Span(wish.Span), .. Reason(wish.Reason)],
        LiftBan unban => ["unban", unban.Wish.Name.ToString()],
        ListBans => ["ban"],
        Connect connect => ["connect", connect.Host, Spoken.Height(connect.Port)],
        Disconnect disconnect => ["disconnect", disconnect.Host, Spoken.Height(disconnect.Port)],
        ListPeers => ["peers"],
        Sync => ["sync"],
        GetStatus => ["status"],
        WhoAmI => ["whoami"],
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static string[] By(ListHeld held) =>
        held.AreOwn ? ["--by=me"] : held.By is { } by ? [$"--by={by}"] : [];

    // A time of this computer becomes one that is the same everywhere.
    private static string[] At(AsOf? at) => at switch
    {
        AsOf.Height(var height) => [$"--at={Spoken.Height(height)}"],
        AsOf.Time(var time) => [$"--at={Utc(time)}"],
        _ => [],
    };

    /// <summary>A time that <c>--at</c> reads alike on each computer; parts of a second are left out.</summary>
    public static string Utc(UnixTime time) => DateTimeOffset.FromUnixTimeMilliseconds(time.Milliseconds)
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan? span) =>
        span is { } ends ? $"{Spoken.Height((long)ends.TotalSeconds)}s" : BanWords.Forever;

    private static string[] Reason(string reason) => reason.Length == 0 ? [] : [reason];
}
