using System.Text.Json;
using System.Text.Json.Nodes;
using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Node.Commands;

namespace P2PChain.Node.Client;

/// <summary>One command with a document of the API as its answer, as JSON or CSV.</summary>
internal static class DocumentShot
{
    /// <summary>The longest wait of the API.</summary>
    private const int WaitSecondsMax = 60;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs the command.</summary>
    /// <param name="client">The node.</param>
    /// <param name="command">The command.</param>
    /// <param name="options">The options.</param>
    /// <param name="streams">Where to print.</param>
    /// <param name="stop">The time is over.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="ClientException">The node cannot carry it out.</exception>
    /// <exception cref="OperationCanceledException">The time was over before the answer.</exception>
    public static async Task<int> RunAsync(
        NodeClient client, ConsoleProtocol.Command command, OneShotOptions options, Streams streams,
        CancellationToken stop)
    {
        var isMove = command is ConsoleProtocol.Request or ConsoleProtocol.Release;
        var wait = isMove && options.Wait != WaitFor.Accepted
            ? (int)Math.Min(WaitSecondsMax, Math.Ceiling(options.Timeout.TotalSeconds))
            : 0;
        var document = await AskAsync(client, ApiCall.Of(command, wait), options, isMove, stop).ConfigureAwait(false);
        var code = CodeOf(document, options.Wait);
        if (isMove && options.Wait == WaitFor.Everywhere && Txids(document) is { Length: > 0 } txids)
        {
            var (sentence, reached) = await EverywhereWait.RunAsync(client, txids, options.Timeout, stop)
                .ConfigureAwait(false);
            await streams.Errors.WriteLineAsync(sentence).ConfigureAwait(false);
            code = ExitCode.Worse(code, reached);
        }
        Print(document, options.Format, streams);
        return code;
    }

    private static async Task<JsonElement> AskAsync(
        NodeClient client, ApiCall call, OneShotOptions options, bool isMove, CancellationToken stop)
    {
        if (call.Path.StartsWith("api/items?", StringComparison.Ordinal))
            return await PagesAsync(client, call, stop).ConfigureAwait(false);
        if (!isMove)
            return (await client.AskAsync(call.Method, call.Path, call.Body, stop).ConfigureAwait(false)).Document;
        using var patience = new CancellationTokenSource(options.Timeout + Grace); // the node keeps the time
        var answer = await client.AskAsync(call.Method, call.Path, call.Body, patience.Token).ConfigureAwait(false);
        return answer.Document;
    }

    /// <summary>All pages of a list as one document.</summary>
    private static async Task<JsonElement> PagesAsync(NodeClient client, ApiCall call, CancellationToken stop)
    {
        var page = (await client.AskAsync(call.Method, call.Path, null, stop).ConfigureAwait(false)).Document;
        if (NodeClient.Text(page, "next") is null) return page;
        var (items, rows) = (new List<JsonElement>(), page.GetProperty("items"));
        items.AddRange(rows.EnumerateArray());
        while (NodeClient.Text(page, "next") is { } after)
        {
            var path = $"{call.Path}&after={Uri.EscapeDataString(after)}";
            page = (await client.AskAsync(call.Method, path, null, stop).ConfigureAwait(false)).Document;
            items.AddRange(page.GetProperty("items").EnumerateArray());
        }
        var whole = JsonObject.Create(page)!;
        whole["items"] = new JsonArray([.. items.Select(static item => JsonObject.Create(item))]);
        whole["total"] = items.Count;
        return JsonSerializer.SerializeToElement(whole);
    }

    private static int CodeOf(JsonElement document, WaitFor wait) => NodeClient.Text(document, "schema") switch
    {
        "p2pchain.moves/1" => document.GetProperty("moves").EnumerateArray()
            .Select(move => NodeClient.Text(move, "state") switch
            {
                "confirmed" => ExitCode.Ok,
                "accepted" => wait == WaitFor.Accepted ? ExitCode.Ok : ExitCode.Unknown,
                _ => ExitCode.Refused,
            })
            .Aggregate(ExitCode.Ok, ExitCode.Worse),
        "p2pchain.sync/1" when document.GetProperty("peersInStep").GetInt64()
            < document.GetProperty("peersAsked").GetInt64() => ExitCode.Unknown,
        _ => ExitCode.Ok,
    };

    private static string[] Txids(JsonElement document) =>
    [
        .. document.GetProperty("moves").EnumerateArray()
            .Where(static move => NodeClient.Text(move, "state") == "confirmed")
            .Select(static move => NodeClient.Text(move, "txid")!),
    ];

    // The serializer escapes all that is not ASCII, so no text of another site reaches a terminal as it is.
    private static void Print(JsonElement document, OutputFormat format, Streams streams) => streams.Output.Write(
        format == OutputFormat.Csv ? CsvText.Of(document) : JsonSerializer.Serialize(document) + "\n");
}
