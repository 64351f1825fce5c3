using System.Diagnostics;
using System.Text.Json;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Node.Screen;
using static P2PChain.Actors.Console.ConsoleProtocol;

namespace P2PChain.Node.Client;

/// <summary>The request of the API that carries out a command.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path with its query.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record ApiCall(HttpMethod Method, string Path, string? Body)
{
    /// <summary>The call.</summary>
    /// <param name="command">The command.</param>
    /// <param name="waitSeconds">Seconds that a request or a release waits for its block.</param>
    public static ApiCall Of(Command command, int waitSeconds) => command switch
    {
        Request request => Post(
            $"requests?wait={Number(waitSeconds)}",
            new { items = request.Uids.Select(static uid => uid.Text), note = request.Note }),
        Release release => Post($"releases?wait={Number(waitSeconds)}", new { item = release.Uid.Text }),
        ListItems list => Get($"items?state={(list.AreHeld ? "held" : "available")}&limit=1000"),
        ListHeld held => Get("held?" + By(held) + At(held.At)),
        ShowItem show => Get($"items/{Escaped(show.Uid.Text)}"),
        ShowHistory show => Get($"items/{Escaped(show.Uid.Text)}/history"),
        ShowBlock show => Get($"blocks/{show.Name}"),
        ListPool => Get("pool?limit=1000"),
        Explain explain => Get($"transactions/{explain.TxId}"),
        MakeBan { Wish: var wish } => Post("bans", BodyOf(wish)),
        LiftBan unban => Post("unbans", new { target = unban.Wish.Name.ToString() }),
        ListBans => Get("bans"),
        Connect connect => Post("peers", Address(connect.Host, connect.Port)),
        Disconnect disconnect => Post("disconnects", Address(disconnect.Host, disconnect.Port)),
        ListPeers => Get("peers"),
        Sync => Post("sync", new { }),
        GetStatus => Get("status"),
        WhoAmI => Get("whoami"),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static ApiCall Get(string path) => new(HttpMethod.Get, "api/" + path, null);

    private static ApiCall Post(string path, object body) =>
        new(HttpMethod.Post, "api/" + path, JsonSerializer.Serialize(body));

    private static string By(ListHeld held) => held.AreOwn ? "&by=me" : held.By is { } by ? $"&by={by}" : "";

    private static string At(AsOf? at) => at switch
    {
        AsOf.Height(var height) => $"&at={Number(height)}",
        AsOf.Time(var time) => "&at=" + Escaped(CommandWords.Utc(time)),
        _ => "",
    };

    private static object BodyOf(BanProtocol.MakeBan wish) => new
    {
        target = wish.Name.ToString(),
        seconds = wish.Span?.TotalSeconds,
        reason = wish.Reason.Length == 0 ? null : wish.Reason,
    };

    private static object Address(string host, int port) => new
    {
        address = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[')
            ? $"[{host}]:{Number(port)}"
            : $"{host}:{Number(port)}",
    };

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string Number(long number) => Spoken.Height(number);
}
